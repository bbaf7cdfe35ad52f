"""One SQLite file, readable by its owner alone, held by one program at a time.

What was received or is to be sent is on the disk when `write` returns (`synchronous=FULL`). The
mark that an event was handed out need not wait for the disk: it outlives the process at once, and
only a power cut within the next moments can bring the last events back a second time.

What is erased leaves the file: the state and the events that wait say it no more, what SQLite frees
it overwrites (`secure_delete`), and the journal beside the file is emptied.
"""

import json
import sqlite3
from pathlib import Path

from utelys_client.errors import StoreError
from utelys_client.events import KEPT, Happened
from utelys_client.mirror import StreamState
from utelys_client.store.base import Change, Held
from utelys_client.store.forgetting import erases, forgotten
from utelys_protocol.frames import Command

FORMAT = 1
"""Written to the file; a file of another format is refused, never guessed at."""

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE stream (name TEXT PRIMARY KEY, seq INTEGER NOT NULL, snapshot TEXT NOT NULL);
CREATE TABLE event (number INTEGER PRIMARY KEY, event TEXT NOT NULL);
CREATE TABLE outbox (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, command TEXT NOT NULL);
"""


class FileStore:
    """Keeps a device's state in the file at `path`.

    Raises:
        StoreError: another program holds the file, or it is not such a file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._db = sqlite3.connect(path, isolation_level=None, timeout=0.2)
        try:
            self._open()
        except sqlite3.Error as error:
            self._db.close()
            raise StoreError(_in_words(path, error)) from error
        except StoreError:
            self._db.close()
            raise

    def _open(self) -> None:
        run = self._db.execute
        run("PRAGMA locking_mode=EXCLUSIVE")
        run("PRAGMA journal_mode=WAL")
        run("PRAGMA secure_delete=ON")
        run("BEGIN IMMEDIATE")
        (version,) = run("PRAGMA user_version").fetchone()
        (tables,) = run("SELECT count(*) FROM sqlite_master").fetchone()
        if version == 0 and tables:
            raise sqlite3.DatabaseError("it is somebody else's database")
        if version == 0:
            for statement in _SCHEMA.split(";"):
                run(statement)
            run(f"PRAGMA user_version={FORMAT}")
        run("COMMIT")
        if version not in {0, FORMAT}:
            raise StoreError(f"{self.path} was written by a newer Utelys. Use that one to open it.")

    def load(self) -> Held:
        run = self._db.execute
        meta = dict(run("SELECT name, value FROM meta"))
        return Held(
            device=meta.get("device"),
            epoch=meta.get("epoch"),
            streams={
                name: StreamState(seq, json.loads(snapshot))
                for name, seq, snapshot in run("SELECT name, seq, snapshot FROM stream")
            },
            events=[
                (number, KEPT.validate_json(event))
                for number, event in run("SELECT number, event FROM event ORDER BY number")
            ],
            outbox=[
                Command.model_validate_json(command)
                for (command,) in run("SELECT command FROM outbox ORDER BY number")
            ],
        )

    def write(self, change: Change) -> None:
        run = self._db.execute
        try:
            run("PRAGMA synchronous=FULL")
            run("BEGIN")
            with self._db:
                self._apply(change)
            if change.drop or any(erases(event) for _, event in change.events):
                run("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise StoreError(_in_words(self.path, error)) from error

    def _apply(self, change: Change) -> None:
        run, many = self._db.execute, self._db.executemany
        for name, value in (("device", change.device), ("epoch", change.epoch)):
            if value is not None:
                run("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))
        many(
            "INSERT OR REPLACE INTO stream VALUES (?, ?, ?)",
            [(name, at.seq, json.dumps(at.snapshot)) for name, at in change.put.items()],
        )
        many("DELETE FROM stream WHERE name = ?", [(name,) for name in change.drop])
        many(
            "INSERT INTO event VALUES (?, ?)",
            [(number, event.model_dump_json()) for number, event in change.events],
        )
        for _, event in change.events:
            if isinstance(event, Happened) and erases(event):
                self._forget(event)
        if change.queued is not None:
            command = change.queued.model_dump_json()
            run("INSERT INTO outbox (id, command) VALUES (?, ?)", (change.queued.id, command))
        if change.answered is not None:
            run("DELETE FROM outbox WHERE id = ?", (change.answered,))

    def _forget(self, by: Happened) -> None:
        """Let the events that wait say no more what this one erases."""
        rows = self._db.execute("SELECT number, event FROM event ORDER BY number").fetchall()
        waiting = {number: KEPT.validate_json(event) for number, event in rows}
        for number, event in forgotten(waiting, by).items():
            values = (event.model_dump_json(), number)
            self._db.execute("UPDATE event SET event = ? WHERE number = ?", values)

    def handed_out(self, number: int) -> None:
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("DELETE FROM event WHERE number <= ?", (number,))

    def close(self) -> None:
        self._db.close()


def _in_words(path: Path, error: sqlite3.Error) -> str:
    if "locked" in str(error):
        return f"{path} is in use by another program. Close that one first."
    return f"{path} cannot be used as a store ({error}). Name another file."
