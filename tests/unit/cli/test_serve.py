"""What the operator sees when the server starts."""

import pytest

from utelys.cli.serve import address_nearby


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8080", "http://[::1]:8080", "http://10.0.0.5:80", "http://localhost:80"],
)
def test_a_server_on_one_address_offers_no_other(url: str) -> None:
    assert address_nearby(url) is None


@pytest.mark.parametrize("url", ["http://0.0.0.0:8080", "http://[::]:8080"])
def test_a_server_on_all_addresses_names_one_that_a_phone_can_open(url: str) -> None:
    near = address_nearby(url)
    assert near is not None
    assert near.startswith("http://")
    assert near.endswith(":8080")
    assert "0.0.0.0" not in near
