"""Where a push may go: to a public name over https, and nowhere that only this machine can reach.

Members give the address, and the server posts to it. Without these rules a member could let the
server knock on its own doors, on its neighbours' and on a cloud's metadata service. A name is
judged by what it leads to, each time that a connection is made.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from utelys.core.errors import Invalid

_NAT64 = IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")
_V4_COMPATIBLE = IPv6Network("::/96")

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

    An IPv6 address that carries an IPv4 address (mapped, compatible, 6to4, Teredo, NAT64) is as
    public as the one that it carries, for that is where it may lead.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _is_public(ip)


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        return isinstance(ip, IPv6Address) and ip in _NAT64 and _carried_is_public(ip)
    return not isinstance(ip, IPv6Address) or _carried_is_public(ip)


def _carried_is_public(ip: IPv6Address) -> bool:
    if ip.ipv4_mapped is not None or ip in _V4_COMPATIBLE or ip in _NAT64_LOCAL:
        return False
    carried = [ip.sixtofour] if ip.sixtofour is not None else list(ip.teredo or ())
    if ip in _NAT64:
        carried.append(IPv4Address(int(ip) & 0xFFFF_FFFF))
    return all(_is_public(one) for one in carried)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        # Old resolvers take 127.1, 2130706433 and 0x7f.1 for addresses; a name ends in a letter.
        return not host.rstrip(".").rpartition(".")[2][:1].isalpha()
    return True
