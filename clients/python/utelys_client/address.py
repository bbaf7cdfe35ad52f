"""Where a server is: what people paste, and the addresses that follow from it."""

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit, urlunsplit

from utelys_client.errors import UtelysError

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class BadAddress(UtelysError):
    """The text is no address of a server, or no invitation link."""


def base(url: str) -> str:
    """The server's address, `http(s)://host[:port][/path]`, from that or from an invitation link.

    Raises:
        BadAddress: it is neither.
    """
    parts = _parts(url)
    if parts is None:
        raise BadAddress(f"{url!r} is not an address. It should look like https://house.example.")
    path = parts.path.rstrip("/").removesuffix("/join")
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _parts(url: str) -> SplitResult | None:
    """The parts of an address of a server; None where it is none."""
    try:
        parts = urlsplit(url.strip())
        good = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if good else None


def socket(url: str) -> str:
    """The address of the server's socket."""
    return "ws" + base(url).removeprefix("http") + "/api/v1/socket"


def command(url: str, name: str) -> str:
    """The address at which a command is carried out over HTTP."""
    return f"{base(url)}/api/v1/commands/{name}"


def is_this_machine(url: str) -> bool:
    """Whether the server runs here, so that no proxy may stand between."""
    return urlsplit(url).hostname in _LOOPBACK


@dataclass(frozen=True, slots=True)
class Invitation:
    """A server, and the code that opens it once: to somebody new, or to another device."""

    server: str
    code: str
    own: bool = False


def invitation(link: str) -> Invitation:
    """Read an invitation link, `https://host/join#CODE`, or `/join?device#CODE` for one's own.

    Raises:
        BadAddress: it is no such link.
    """
    link = link.strip()
    code = link.partition("#")[2]
    if not code:
        raise BadAddress("This is not an invitation link. It should end in /join# and a code.")
    return Invitation(base(link), code, urlsplit(link).query == "device")
