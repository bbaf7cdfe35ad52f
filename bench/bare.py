"""The barest programs that do a part of the work; run as processes of their own by `floors`.

`python -m bench.bare all PORT` writes ready bytes to everybody for each message that comes, `pairs
PORT` to every two; `rows` commits the rows of messages in groups, `disk` only waits for the disk.
"""

import asyncio
import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import cast

import uvloop
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from bench.figures import percentile
from bench.hearing import MARK, TEXT_SIZE
from bench.line import masked, message
from utelys.store.schema import entries, results

_ID = "0" * 26
MESSAGE = masked(message(_ID, "m0000000", "x" * TEXT_SIZE))
"""What a client sends, always of this size."""

_ENTRY = (
    b'{"type":"entries","stream":"room:%b","entries":[{"seq":1000,"at":"2026-01-01T00:00:00.000Z",'
    b'%b,"by":"%b","body":{"text":"%b"}}]}' % (_ID.encode(), MARK, _ID.encode(), b"x" * TEXT_SIZE)
)
READY = b"\x81\x7e" + len(_ENTRY).to_bytes(2, "big") + _ENTRY
"""What everybody gets for it."""

GROUP = 64
_SECONDS = 2.0


class Everybody(asyncio.Protocol):
    """Writes to all once for everything that came in one turn of the loop."""

    transports: list[asyncio.Transport] = []  # noqa: RUF012 - one for all
    owed = 0
    paired = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are not asyncio's by class.
        self.transport = cast("asyncio.Transport", transport)
        self.half = 0
        self.two: list[asyncio.Transport] = []
        self.transports.append(self.transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self.transports.remove(self.transport)

    def data_received(self, data: bytes) -> None:
        count, self.half = divmod(self.half + len(data), len(MESSAGE))
        if self.paired:
            if not self.two:
                other = self.transports[self.transports.index(self.transport) ^ 1]
                self.two = [self.transport, other]
            for transport in self.two:
                transport.write(READY * count)
        else:
            if not Everybody.owed:
                asyncio.get_running_loop().call_soon(self.tell)
            Everybody.owed += count

    def tell(self) -> None:
        ready, Everybody.owed = READY * Everybody.owed, 0
        for transport in self.transports:
            transport.write(ready)


async def _sockets(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Everybody, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


def _rows() -> float:
    """Microseconds of CPU for the rows of one message, committed in groups."""
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder, "rows"), isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        for table in (entries, results):
            connection.execute(str(CreateTable(table).compile(dialect=sqlite.dialect())))
        written, cpu, began = 0, time.process_time(), time.perf_counter()
        while time.perf_counter() - began < _SECONDS:
            _commit(connection, written)
            written += GROUP
        used = time.process_time() - cpu
        connection.close()
    return used * 1e6 / written


def _disk() -> float:
    """The 99th percentile of fdatasync(2) of 4 KiB, in milliseconds, at 200 a second."""
    with tempfile.TemporaryFile() as file:
        took = []
        for number in range(int(200 * _SECONDS)):
            os.pwrite(file.fileno(), bytes(4096), number * 4096)
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append((time.perf_counter() - began) * 1e3)
            time.sleep(max(0.0, 0.005 - took[-1] / 1e3))
    return percentile(took, 99)


def _commit(connection: sqlite3.Connection, written: int) -> None:
    sealed, result = os.urandom(TEXT_SIZE + 39), os.urandom(80)
    numbers = range(written, written + GROUP)
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)",
        [(n % 250, n // 250, 1_800_000_000_000, "message.sent", _ID, sealed) for n in numbers],
    )
    connection.executemany(
        "INSERT INTO results (command, at, result_sealed) VALUES (?, ?, ?)",
        [(os.urandom(16), 1_800_000_000_000, result) for _ in numbers],
    )
    connection.execute("COMMIT")


if __name__ == "__main__":
    if sys.argv[1] in ("rows", "disk"):
        print(_rows() if sys.argv[1] == "rows" else _disk())
    else:
        Everybody.paired = sys.argv[1] == "pairs"
        uvloop.run(_sockets(int(sys.argv[2])))
