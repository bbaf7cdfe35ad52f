"""Signing for push services: with a contact that they take, or not at all."""

from datetime import UTC, datetime

import pytest

from utelys.notices.sealing import NOBODY, BadContact, Signer, contact_of, is_weak

KEY = bytes(31) + b"\1"
NOW = datetime(2026, 11, 26, 17, tzinfo=UTC)

TOLD = [
    ("https://home.example.org", "https://home.example.org"),
    ("https://home.example.org/", "https://home.example.org"),
    ("https://home.example.org:8443", "https://home.example.org"),
    ("https://home.example.org/utelys", "https://home.example.org"),
    ("HTTPS://Home.Example.org", "https://home.example.org"),
    ("https://hus", NOBODY),
    ("https://localhost:8080", NOBODY),
    ("https://192.168.1.5", NOBODY),
    ("https://[::1]:8080", NOBODY),
    ("https://[::1", NOBODY),
    ("http://home.example.org", NOBODY),
    ("https://blåbær.example.org", NOBODY),
    (None, NOBODY),
]


@pytest.mark.parametrize(("public_url", "contact"), TOLD)
def test_whatever_the_public_address_is_there_is_a_contact_to_sign_with(
    public_url: str | None, contact: str
) -> None:
    assert contact_of(None, public_url) == contact
    assert Signer(KEY, contact).authorization("https://push.example.net/a", NOW)


@pytest.mark.parametrize(
    "contact", ["mailto:drift@hus", "https://home.example.org:8443", "https://hus", "mailto:"]
)
def test_a_contact_that_cannot_be_signed_with_is_known_before_the_first_push(contact: str) -> None:
    with pytest.raises(BadContact, match="UTELYS_PUSH_CONTACT"):
        Signer(KEY, contact_of(contact, "https://home.example.org")).check()


@pytest.mark.parametrize("contact", ["mailto:drift@example.org", "https://home.example.org"])
def test_a_contact_that_is_set_is_told_as_it_is(contact: str) -> None:
    Signer(KEY, contact_of(contact, None)).check()
    assert contact_of(contact, None) == contact
    assert not is_weak(contact)


@pytest.mark.parametrize("contact", [NOBODY, "https://localhost", "mailto:x@hus.localhost"])
def test_a_contact_on_the_machine_itself_is_weak(contact: str) -> None:
    assert is_weak(contact)
