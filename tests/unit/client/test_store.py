import json
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.kit.fake import NOON, ROOM
from utelys_client import FileStore, Happened, Left, StoreError, StreamState
from utelys_client.store import Change, Held
from utelys_client.store.base import KeptEvent
from utelys_protocol.frames import Command, Entry

ENTRY = Entry(seq=1, at=NOON, kind="message.sent", by="m1", body={"text": "blåbær"})
EVENT = Happened(stream=ROOM, entry=ENTRY)
COMMAND = Command(type="command", id="c1", name="message.send", args={"room": "r1", "text": "æ"})


def reopened(store: FileStore) -> FileStore:
    store.close()
    return FileStore(store.path)


def said_in(folder: Path) -> bool:
    """Whether a file of the folder holds the word, however it is written."""
    ways = ("blåbær".encode(), json.dumps("blåbær").strip('"').encode())
    return any(way in path.read_bytes() for path in folder.iterdir() for way in ways)


def test_a_new_store_is_empty_and_for_its_owner_alone(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "deep" / "state.db")
    assert store.load() == Held()
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700
    store.close()


def test_everything_written_is_there_again(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "state.db")
    state = StreamState(1, {"entries": [ENTRY.model_dump(mode="json")]})
    store.write(
        Change(device="d1", epoch="e1", put={ROOM: state}, events=[(1, EVENT)], queued=COMMAND)
    )
    store = reopened(store)
    assert store.load() == Held("d1", "e1", {ROOM: state}, [(1, EVENT)], [COMMAND])
    store.close()


def test_what_was_handed_out_answered_or_dropped_is_gone(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "state.db")
    left = Left(stream=ROOM)
    store.write(Change(put={ROOM: StreamState(1, {})}, events=[(1, EVENT), (2, left)]))
    store.write(Change(queued=COMMAND))
    store.handed_out(1)
    store.write(Change(drop=[ROOM], answered="c1"))
    store = reopened(store)
    assert store.load() == Held(events=[(2, left)])
    store.close()


def test_a_change_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "state.db")
    store.write(Change(events=[(1, EVENT)]))
    with pytest.raises(StoreError):
        store.write(Change(put={ROOM: StreamState(1, {})}, events=[(1, EVENT)]))
    assert store.load() == Held(events=[(1, EVENT)])
    store.close()


@pytest.mark.parametrize(
    ("kind", "body", "becomes"),
    [
        ("message.erased", {"seq": 1}, ("erased", {})),
        ("room.expired", {"before": 2}, ("erased", {})),
        ("message.edited", {"seq": 1, "text": "bær"}, ("message.sent", {"text": "bær"})),
    ],
)
def test_what_is_erased_is_in_no_event_that_waits_and_in_no_file(
    tmp_path: Path, kind: str, body: dict[str, Any], becomes: tuple[str, dict[str, Any]]
) -> None:
    store = FileStore(tmp_path / "state.db")
    state = StreamState(1, {"entries": [ENTRY.model_dump(mode="json")]})
    edit = Entry(seq=2, at=NOON, kind="message.edited", by="m1", body={"seq": 1, "text": "blåbær"})
    others: list[tuple[int, KeptEvent]] = [
        (1, EVENT),
        (2, Happened(stream=ROOM, entry=edit)),
        (3, Happened(stream="room:r2", entry=ENTRY.model_copy(update={"body": {"text": "å"}}))),
    ]
    store.write(Change(put={ROOM: state}, events=others))
    assert said_in(tmp_path)
    by = Happened(stream=ROOM, entry=Entry(seq=3, at=NOON, kind=kind, by="m1", body=body))
    store.write(Change(put={ROOM: StreamState(3, {"entries": []})}, events=[(4, by)]))
    assert not said_in(tmp_path)
    store = reopened(store)
    first, second, third, last = (event for _, event in store.load().events)
    assert isinstance(first, Happened)
    assert isinstance(second, Happened)
    assert (first.entry.kind, first.entry.body | becomes[1]) == (becomes[0], first.entry.body)
    assert (second.entry.kind, second.entry.body) == ("erased", {})
    assert (third, last) == (others[2][1], by)
    store.close()


def test_what_was_handed_out_or_left_is_in_no_file_once_the_room_is_gone(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "state.db")
    state = StreamState(1, {"entries": [ENTRY.model_dump(mode="json")]})
    store.write(Change(put={ROOM: state}, events=[(1, EVENT)]))
    store.handed_out(1)
    store.write(Change(drop=[ROOM], events=[(2, Left(stream=ROOM))]))
    assert not said_in(tmp_path)
    store.close()


def test_two_programs_cannot_hold_one_store(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "state.db")
    with pytest.raises(StoreError, match="in use by another program"):
        FileStore(store.path)
    store.close()


def test_another_kind_of_file_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    text = tmp_path / "letter.txt"
    text.write_text("Dear Eva, " * 100)
    with pytest.raises(StoreError, match="cannot be used as a store"):
        FileStore(text)
    assert text.read_text() == "Dear Eva, " * 100


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE stream (a)")
    other.close()
    with pytest.raises(StoreError, match="somebody else's"):
        FileStore(path)


def test_a_newer_programs_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    FileStore(path).close()
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version=99")
    other.close()
    with pytest.raises(StoreError, match="newer Utelys"):
        FileStore(path)
