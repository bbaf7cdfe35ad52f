import stat
from pathlib import Path

import pytest

from utelys.store.errors import StoreRefusal
from utelys.store.vault import Vault, make_key, read_key

KEY = bytes(range(32))


def test_a_text_opens_only_at_its_place_and_with_its_key() -> None:
    sealer, wrapped = Vault(KEY).new_stream_key("room:a")
    sealed = sealer.seal(b"Hei", b"entry 1")
    assert b"Hei" not in sealed
    again = Vault(KEY).open_stream_key("room:a", wrapped)
    assert again.open(sealed, b"entry 1") == b"Hei"
    for broken in (sealed[:-1], sealed[:-1] + b"?", b""):
        with pytest.raises(StoreRefusal):
            again.open(broken, b"entry 1")
    with pytest.raises(StoreRefusal):
        again.open(sealed, b"entry 2")
    with pytest.raises(StoreRefusal):
        Vault(KEY).open_stream_key("room:b", wrapped)
    with pytest.raises(StoreRefusal):
        Vault(KEY[::-1]).open_stream_key("room:a", wrapped)


def test_the_same_text_never_looks_the_same_twice() -> None:
    vault = Vault(KEY)
    assert vault.seal(b"Hei", b"x") != vault.seal(b"Hei", b"x")


def test_derived_secrets_depend_on_every_part_and_on_the_key() -> None:
    secrets = {
        Vault(KEY).derived_secret("a", "b"),
        Vault(KEY).derived_secret("ab", ""),
        Vault(KEY).derived_secret("a", "b", ""),
        Vault(KEY[::-1]).derived_secret("a", "b"),
    }
    assert len(secrets) == 4
    assert Vault(KEY).derived_secret("a", "b") in secrets


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "key"
    assert read_key(path) is None
    key = make_key(path)
    assert read_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        make_key(path)


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32, "00" * 31])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "key").write_text(content)
    with pytest.raises(StoreRefusal, match="does not hold a key"):
        read_key(tmp_path / "key")
