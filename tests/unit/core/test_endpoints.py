"""A push must not go anywhere: each case here is the attack it stops."""

from ipaddress import ip_network

import pytest

from utelys.core.endpoints import check_endpoint, may_connect, origin_of
from utelys.core.errors import Invalid

REFUSED = [
    "http://push.example.net/a",
    "ftp://push.example.net/a",
    "https://127.0.0.1/a",
    "https://[::1]/a",
    "https://10.0.0.8/a",
    "https://93.184.216.34/a",
    "https://127.1/a",
    "https://2130706433/a",
    "https://0x7f.1/a",
    "https://0x7f000001/a",
    "https://0177.0.0.1/a",
    "https://localhost/a",
    "https://db/a",
    "https://push.example.net:8443/a",
    "https://push.example.net:22/a",
    "https://push.example.net:99999/a",
    "https://user@push.example.net/a",
    "https://user:secret@push.example.net/a",
    "https://push.example.net/a#b",
    "https://push.example.net/a b",
    "https://push.example.net/a\r\nHost: other",
    "https://pushé.example.net/a",
    "https:///a",
    "//push.example.net/a",
    "push.example.net",
    "",
]

PRIVATE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::808:808",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "not an address",
]

SPECIAL = [
    # IANA IPv4 Special-Purpose Address Registry, with multicast.
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.0.0/29",
    "192.0.0.8/32",
    "192.0.0.9/32",
    "192.0.0.10/32",
    "192.0.0.170/32",
    "192.0.0.171/32",
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
    "255.255.255.255/32",
    # IANA IPv6 Special-Purpose Address Registry, with multicast and what was given up.
    "::1/128",
    "::/128",
    "::/96",
    "::ffff:0:0/96",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    "2001::/23",
    "2001::/32",
    "2001:1::1/128",
    "2001:1::2/128",
    "2001:1::3/128",
    "2001:2::/48",
    "2001:3::/32",
    "2001:4:112::/48",
    "2001:10::/28",
    "2001:20::/28",
    "2001:30::/28",
    "2001:db8::/32",
    "2620:4f:8000::/48",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
]
"""Also those that the registries call reachable: no push service stands there."""

PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "64:ff9b::808:808", "2002:808:808::1"]


@pytest.mark.parametrize("url", REFUSED)
def test_what_no_push_service_has_as_its_address_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_endpoint(url)
    assert refused.value.field == "endpoint"


@pytest.mark.parametrize(
    "url",
    [
        "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
        "https://push.example.net:443/a?b=c",
        "https://ntfy.example.org/up1234?up=1",
    ],
)
def test_a_public_name_is_taken(url: str) -> None:
    host, port = check_endpoint(url)
    assert (host in url, port) == (True, 443)


def test_tests_may_post_to_this_machine() -> None:
    assert check_endpoint("http://127.0.0.1:4711/a", allow_private=True) == ("127.0.0.1", 4711)


@pytest.mark.parametrize("address", PRIVATE)
def test_nothing_is_sent_to_what_only_this_machine_can_reach(address: str) -> None:
    assert not may_connect(address)


@pytest.mark.parametrize("network", SPECIAL)
def test_nothing_is_sent_to_any_range_that_is_set_aside(network: str) -> None:
    range_ = ip_network(network)
    for place in (0, range_.num_addresses // 2, range_.num_addresses - 1):
        assert not may_connect(str(range_[place]))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_connected_to(address: str) -> None:
    assert may_connect(address)


def test_the_origin_is_what_the_server_signs_for() -> None:
    assert origin_of("https://push.example.net/a/b?c") == "https://push.example.net"
