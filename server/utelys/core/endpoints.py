"""Where a push may go: to a public name over https, and nowhere that only this machine can reach.

Members give the address, and the server posts to it. Without these rules a member could let the
server knock on its own doors, on its neighbours' and on a cloud's metadata service. A name is
judged by what it leads to, each time that a connection is made.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from utelys.core.errors import Invalid

_NAT64 = IPv6Network("64:ff9b::/96")

_UNICAST = IPv6Network("2000::/3")
"""All that is handed out for the public internet (RFC 4291 section 2.4, IANA)."""

_SPECIAL_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
_SPECIAL_V6 = tuple(
    map(IPv6Network, ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20"))
)
"""The special-purpose ranges of IANA's registries (RFC 6890), with multicast and what is reserved;
of IPv6 those inside `_UNICAST`, for the others are refused as a whole. Some may be reached from
everywhere, but no push service stands there. What Python knows of them differs by version."""

_FIELD = "endpoint"


def check_endpoint(url: str, *, allow_private: bool = False) -> tuple[str, int]:
    """Return the host and the port of an endpoint that a push may be posted to.

    What the host leads to is another question; see `may_connect`.

    Raises:
        Invalid: the address is none, or one that no push service has.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Invalid("This is not the address of a push service.", field=_FIELD) from None
    if not url.isascii() or not url.isprintable() or " " in url:
        raise Invalid("This is not the address of a push service.", field=_FIELD)
    schemes = ("https", "http") if allow_private else ("https",)
    if parts.scheme not in schemes or not host:
        raise Invalid("A push service has an address that begins with https.", field=_FIELD)
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Invalid("The address of a push service holds no password.", field=_FIELD)
    port = port if port is not None else (443 if parts.scheme == "https" else 80)
    if not allow_private:
        if port != 443:
            raise Invalid("A push service answers on the port of https, 443.", field=_FIELD)
        if _is_address(host) or "." not in host.rstrip("."):
            raise Invalid("A push service has a public name; this is none.", field=_FIELD)
    return host, port


def origin_of(url: str) -> str:
    """The origin of an endpoint, for whom the server signs (RFC 8292 section 2)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def may_connect(address: str) -> bool:
    """Whether an IP address belongs to the public internet.

    An IPv6 address that carries an IPv4 address (6to4, NAT64) is as public as the one that it
    carries, for that is where it may lead; one that is mapped, compatible or Teredo's is not.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _is_public(ip)


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv4Address):
        return not any(ip in one for one in _SPECIAL_V4)
    if ip in _NAT64:
        return _is_public(IPv4Address(int(ip) & 0xFFFF_FFFF))
    if ip not in _UNICAST or any(ip in one for one in _SPECIAL_V6):
        return False
    return ip.sixtofour is None or _is_public(ip.sixtofour)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        # Old resolvers take 127.1, 2130706433 and 0x7f.1 for addresses; a name ends in a letter.
        return not host.rstrip(".").rpartition(".")[2][:1].isalpha()
    return True
