"""The one writer: whatever waits goes into one transaction, and is told after its commit."""

import asyncio
import hashlib
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from utelys.core.clock import Clock
from utelys.core.effects import Effect
from utelys.core.errors import Refusal, Unavailable
from utelys.store.database import Database
from utelys.store.opening import usable
from utelys.store.schema import results
from utelys.store.tx import Known, WriterTx
from utelys.store.vault import Vault
from utelys.trouble import Complaints, unexpected, where

log = structlog.get_logger()

AtCommit = Callable[[Literal["before", "after"], list[Effect]], None]
"""Called before and after each commit with what it holds."""

MOST_IN_ONE_COMMIT = 512

PATIENT_SECONDS = 0.001
"""What patient work may take of one commit, for which members wait: less than the disk takes."""

_RESULTS = select(results.c.command, results.c.result_sealed).where(
    results.c.command.in_(bindparam("commands", expanding=True))
)


def command_key(device: str, command: str) -> bytes:
    """What a command is known by: its device and the id that the device gave it."""
    return hashlib.blake2b(f"{device}\0{command}".encode(), digest_size=16).digest()


@dataclass(slots=True)
class Job:
    """Something to do in the writer's transaction.

    `run` returns what `done` gets once it is on disk; `done` gets a `Refusal` instead if it was
    refused. With a `key`, `run` returns the result's JSON, which is kept: the same key later gets
    the same bytes, and nothing happens twice. A job that `only_reads` runs between two commits.
    One that is `patient` lets those pass that are not; who comes while it runs shares its commit.
    """

    run: Callable[[WriterTx], Awaitable[Any]]
    done: Callable[[Any], None]
    key: bytes | None = None
    only_reads: bool = False
    patient: bool = False


class Writer:
    """Runs jobs on one connection. Everything but the driver's own work is on the event loop."""

    def __init__(
        self,
        connection: AsyncConnection,
        vault: Vault,
        clock: Clock,
        publish: Callable[[list[Effect]], None],
        next_stream: int,
        at_commit: AtCommit = lambda _where, _effects: None,
    ) -> None:
        """Write on this connection; `publish` gets the effects of each commit, in order.

        `at_commit` is for tests, which end the program there.
        """
        self._at_commit = at_commit
        self._connection = connection
        self._vault = vault
        self._known = Known(vault, next_stream)
        self._clock = clock
        self._publish = publish
        self._queue: deque[Job] = deque()
        self._patient: deque[Job] = deque()
        self._patient_next = False
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._complaints = Complaints()
        self.commits = 0
        self.failures = 0
        self.jobs = 0

    @property
    def waiting(self) -> int:
        """How many jobs wait for a commit."""
        return len(self._queue) + len(self._patient)

    def submit(self, job: Job) -> None:
        """Let a job wait for the next commit."""
        (self._patient if job.patient else self._queue).append(job)
        self._idle.clear()
        self._wake.set()

    async def do(
        self,
        run: Callable[[WriterTx], Awaitable[Any]],
        *,
        key: bytes | None = None,
        only_reads: bool = False,
        patient: bool = False,
    ) -> Any:
        """Run a job and wait for its commit.

        Raises:
            Refusal: the job was refused, or the store could not write.
        """
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def done(outcome: Any) -> None:
            if not future.done():
                future.set_result(outcome)

        self.submit(Job(run, done, key, only_reads, patient))
        outcome = await future
        if isinstance(outcome, Refusal):
            raise outcome
        return outcome

    async def told(self) -> None:
        """Wait until every commit that a reader can see by now has been told."""

        async def nothing(_: WriterTx) -> None:
            """Come after the commit that is going on."""

        await self.do(nothing, only_reads=True)

    async def drain(self) -> None:
        """Wait until nothing waits any more."""
        await self._idle.wait()

    async def run(self) -> None:
        """Commit what waits, until cancelled."""
        while True:
            await self._wake.wait()
            while self.waiting:
                await self._commit(self._next_batch())
            self._wake.clear()
            self._idle.set()

    def _next_batch(self) -> list[Job]:
        """Take what may share a transaction: jobs that only read see a commit, never a half one.

        Patient ones take turns with the others, so that neither holds up the other for ever.
        """
        if self._patient and (self._patient_next or not self._queue):
            self._patient_next = False
            batch, self._patient = [*self._patient], deque()
            return batch
        self._patient_next = True
        return self._alike(only_reads=self._queue[0].only_reads)

    def _alike(self, *, only_reads: bool) -> list[Job]:
        """Take the first of the queue, up to one of the other sort."""
        batch: list[Job] = []
        while (
            self._queue
            and self._queue[0].only_reads is only_reads
            and len(batch) < MOST_IN_ONE_COMMIT
        ):
            batch.append(self._queue.popleft())
        return batch

    async def _commit(self, batch: list[Job], *, seen: bool = False) -> None:
        """Carry out and commit; `seen` looks first for commands that were carried out before.

        Hardly any was: without a look, the unique key of its kept result fails the commit. Who has
        come while patient work was done would only wait for its commit before their own.
        """
        tx = WriterTx(self._connection, self._known, self._clock.now())
        try:
            kept = await self._kept_results(tx, batch) if seen else {}
            most = math.inf if seen else PATIENT_SECONDS
            outcomes = await self._carry_out(tx, batch, kept, most)
            self._patient.extendleft(reversed(batch[len(outcomes) :]))
            batch = batch[: len(outcomes)]
            if batch[0].patient and not seen:
                joined = self._alike(only_reads=False)
                batch = [*batch, *joined]
                outcomes += await self._carry_out(tx, joined, kept)
            self._at_commit("before", tx.effects)
            await tx.commit()
        except Exception as error:
            await self._roll_back()
            self.failures += 1
            await self._after_failure(batch, error, seen=seen)
            return
        self._at_commit("after", tx.effects)
        tx.adopt()
        self.commits += 1
        self.jobs += len(batch)
        for job, outcome in zip(batch, outcomes, strict=True):
            _tell(job, outcome)
        self._tell_all(tx.effects)

    def _tell_all(self, effects: list[Effect]) -> None:
        """Hand on what happened. Whatever goes wrong there, the writer goes on for the others."""
        try:
            self._publish(effects)
        except Exception as error:
            log.error("telling_failed", error=type(error).__name__, where=where(error))

    async def _roll_back(self) -> None:
        try:
            await self._connection.rollback()
        except Exception as error:  # SQLite may have rolled back by itself
            log.error("rollback_failed", error=type(error).__name__, where=where(error))

    async def _carry_out(
        self,
        tx: WriterTx,
        batch: list[Job],
        kept: dict[bytes | None, bytes],
        patient_seconds: float = math.inf,
    ) -> list[Any]:
        """Run jobs until patient ones have taken so long; return what each gave."""
        outcomes: list[Any] = []
        until = time.perf_counter() + patient_seconds
        for job in batch:
            if job.patient and outcomes and time.perf_counter() > until:
                break
            if job.key is not None and job.key in kept:
                outcomes.append(kept[job.key])
                continue
            tx.wrote = False
            try:
                outcome = await job.run(tx)
            except Refusal as refusal:
                if tx.wrote:
                    raise
                # What was done before may well be refused when it is tried again.
                found = await self._kept_results(tx, [job])
                outcome = found.get(job.key, refusal)
            else:
                if job.key is not None:
                    kept[job.key] = outcome
                    tx.keep_result(job.key, outcome)
            outcomes.append(outcome)
        return outcomes

    async def _kept_results(self, tx: WriterTx, batch: list[Job]) -> dict[bytes | None, bytes]:
        keys = [job.key for job in batch if job.key is not None]
        if not keys:
            return {}
        rows = await tx.rows(_RESULTS, {"commands": keys})
        return {key: self._vault.open(sealed, key) for key, sealed in rows}

    async def _after_failure(self, batch: list[Job], error: Exception, *, seen: bool) -> None:
        """Try again with a look at what was done before; then each job by itself.

        The one that failed then fails alone.
        """
        if not seen and any(job.key is not None for job in batch):
            await self._commit(batch, seen=True)
        elif len(batch) > 1:
            for job in batch:
                await self._commit([job], seen=True)
        elif isinstance(error, Refusal):
            log.error("refused_after_writing", error=type(error).__name__)
            _tell(batch[0], error)
        elif isinstance(error, OperationalError):
            _tell(batch[0], self._cannot_write(error))
        else:
            _tell(batch[0], unexpected(error))
        self._tell_all([])

    def _cannot_write(self, error: OperationalError) -> Unavailable:
        """A full disk, or one that fails."""
        self._complaints.say(log.error, "cannot_write", reason=str(error.orig))
        return Unavailable(
            "The server cannot store anything just now. Nothing was changed; try again in a while."
        )


@asynccontextmanager
async def writing(
    database: Database,
    clock: Clock,
    publish: Callable[[list[Effect]], None],
    at_commit: AtCommit = lambda _where, _effects: None,
) -> AsyncIterator[Writer]:
    """Run the one writer of a database for as long as the context lasts."""
    async with usable(database.folder):
        next_stream = await database.next_stream()
        connection = await database.writing.connect()
    writer = Writer(connection, database.vault, clock, publish, next_stream, at_commit)
    task = asyncio.create_task(writer.run())
    try:
        yield writer
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await connection.close()


def _tell(job: Job, outcome: Any) -> None:
    try:
        job.done(outcome)
    except Exception as error:  # the others' results must still be told
        log.error("telling_failed", error=type(error).__name__, where=where(error))
