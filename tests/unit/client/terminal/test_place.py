import stat
from pathlib import Path

import pytest

from utelys_client import Credentials
from utelys_client.terminal.place import BadPlace, Place

KEY = Credentials("http://h:1", "m1", "d1", "secret")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path / "deep" / "utelys")
    made.make()
    return made


def test_a_key_is_kept_for_its_owner_alone(place: Place) -> None:
    assert place.credentials() is None
    place.keep(KEY)
    assert Place(place.folder).credentials() == KEY
    for path in place.folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700


def test_an_invitation_is_accepted_under_one_id_until_it_worked(place: Place) -> None:
    assert place.joining("link", "a") == "a"
    assert place.joining("link", "b") == "a"
    assert place.joining("another link", "c") == "c"
    place.keep(KEY)
    assert place.joining("link", "d") == "d"


def test_signing_out_leaves_nothing(place: Place) -> None:
    place.keep(KEY)
    place.keep_lease("l1")
    place.state.touch()
    assert place.lease() == "l1"
    place.forget()
    assert list(place.folder.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", '{"server": 1}'])
def test_a_spoilt_key_is_said_in_words(place: Place, text: str) -> None:
    (place.folder / "key.json").write_text(text)
    with pytest.raises(BadPlace, match="Move it away"):
        place.credentials()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadPlace, match="--data"):
        Place(tmp_path / "file" / "utelys").make()
