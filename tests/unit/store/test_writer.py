"""The promises of store/base.py, on a real database file."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from utelys.clocks import SystemClock
from utelys.core.effects import Effect, Happened
from utelys.core.errors import NotFound, Refusal, Unavailable
from utelys.store.base import Tx
from utelys.store.database import Database
from utelys.store.opening import open_database
from utelys.store.queries import log
from utelys.store.writer import PATIENT_SECONDS, Job, Writer, command_key, writing
from utelys_protocol.entries import MessageSent


class Open:
    """A writer, its database, and what it has told."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.told: list[Effect] = []
        self.writer: Writer

    async def seqs(self, stream: str) -> list[int]:
        async with self.database.reader() as source:
            return [seq for seq, _ in await log.after(source, stream, 0, 10_000)]


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Open]:
    database = open_database(folder, serving=True)
    box = Open(database)
    try:
        async with writing(database, SystemClock(), box.told.extend) as box.writer:
            yield box
    finally:
        await database.close()


def say(text: str, stream: str = "room:a") -> Any:
    async def run(tx: Tx) -> int:
        seq, _ = await tx.append(stream, "message.sent", MessageSent(text=text), "01EVA")
        return seq

    return run


async def test_what_waits_shares_a_commit_and_is_told_in_order(tmp_path: Path) -> None:
    async with opened(tmp_path) as box:
        seqs = await asyncio.gather(*(box.writer.do(say(str(n))) for n in range(100)))
        assert seqs == list(range(1, 101))
        assert box.writer.commits <= 3
        assert [one.seq for one in box.told if isinstance(one, Happened)] == seqs
        assert await box.seqs("room:a") == seqs


async def test_a_job_that_fails_takes_no_other_with_it(tmp_path: Path) -> None:
    async def fail(tx: Tx) -> None:
        await tx.append("room:a", "message.sent", MessageSent(text="x"), "01EVA")
        raise ZeroDivisionError

    async with opened(tmp_path) as box:
        jobs = [say("a"), fail, say("b")]
        first, broken, second = await asyncio.gather(
            *(box.writer.do(job) for job in jobs), return_exceptions=True
        )
        assert (first, second) == (1, 2)
        assert isinstance(broken, Unavailable)
        assert await box.seqs("room:a") == [1, 2]
        assert [one.seq for one in box.told if isinstance(one, Happened)] == [1, 2]


async def test_a_refusal_is_told_and_costs_nobody_anything(tmp_path: Path) -> None:
    async def refuse(tx: Tx) -> None:
        raise NotFound("There is no such room.")

    async with opened(tmp_path) as box:
        outcomes = await asyncio.gather(
            box.writer.do(say("a")), box.writer.do(refuse), return_exceptions=True
        )
        assert outcomes[0] == 1
        assert isinstance(outcomes[1], NotFound)
        assert box.writer.failures == 0


async def test_a_refusal_after_a_write_leaves_nothing_of_it(tmp_path: Path) -> None:
    async def half(tx: Tx) -> None:
        await say("half")(tx)
        raise NotFound("Too late.")

    async with opened(tmp_path) as box:
        with pytest.raises(NotFound):
            await box.writer.do(half)
        assert await box.seqs("room:a") == []
        assert await box.writer.do(say("whole")) == 1


async def test_the_same_key_happens_once_also_within_one_commit(tmp_path: Path) -> None:
    async def run(tx: Tx) -> bytes:
        await say("once")(tx)
        return b'{"n":%d}' % await tx.head("room:a")

    key = command_key("01DEVICE", "c1")
    async with opened(tmp_path) as box:
        answers = await asyncio.gather(*(box.writer.do(run, key=key) for _ in range(3)))
        answers.append(await box.writer.do(run, key=key))
        assert set(answers) == {b'{"n":1}'}
        assert [one.seq for one in box.told if isinstance(one, Happened)] == [1]
    async with opened(tmp_path) as box:
        again = [box.writer.do(run, key=key), box.writer.do(say("new"))]
        assert await asyncio.gather(*again) == [b'{"n":1}', 2]
        assert await box.seqs("room:a") == [1, 2]
        assert [one.seq for one in box.told if isinstance(one, Happened)] == [2]


async def test_what_was_done_before_is_no_refusal_when_it_is_tried_again(tmp_path: Path) -> None:
    async def first_come(tx: Tx) -> bytes:
        if await tx.head("room:a"):
            raise NotFound("Somebody was quicker.")
        await say("mine")(tx)
        return b"{}"

    mine, other = command_key("01DEVICE", "c1"), command_key("01DEVICE", "c2")
    async with opened(tmp_path) as box:
        assert await box.writer.do(first_come, key=mine) == b"{}"
        assert await box.writer.do(first_come, key=mine) == b"{}"
        with pytest.raises(NotFound):
            await box.writer.do(first_come, key=other)
        assert await box.seqs("room:a") == [1]


async def test_nothing_is_told_before_it_is_stored(tmp_path: Path) -> None:
    async with opened(tmp_path) as box:
        seen_when_told: list[bool] = []
        done = asyncio.Event()

        def told(_outcome: object) -> None:
            # Another connection must find it at the very moment at which it is told.
            async def look() -> None:
                seen_when_told.append(await box.seqs("room:a") == [1])
                done.set()

            task = asyncio.ensure_future(look())
            task.add_done_callback(lambda _: None)

        box.writer.submit(Job(say("a"), told))
        await asyncio.wait_for(done.wait(), 10)
        assert seen_when_told == [True]


async def test_what_is_remembered_follows_what_is_written(tmp_path: Path) -> None:
    value = ["before"]

    async def load() -> str:
        return value[0]

    async def read(tx: Tx) -> str:
        return await tx.recall("key", load)

    async def change(tx: Tx) -> str:
        value[0] = "after"
        tx.forget("key")
        return await tx.recall("key", load)

    async def change_and_fail(tx: Tx) -> None:
        tx.forget("key")
        value[0] = "undone"
        await tx.recall("key", load)
        value[0] = "after"
        raise ZeroDivisionError

    async with opened(tmp_path) as box:
        assert await box.writer.do(read) == "before"
        value[0] = "changed behind its back"
        assert await box.writer.do(read) == "before"
        assert await box.writer.do(change) == "after"
        with pytest.raises(Refusal):
            await box.writer.do(change_and_fail)
        assert await box.writer.do(read) == "after"


async def test_moments_never_go_back_within_a_stream(tmp_path: Path) -> None:
    async with opened(tmp_path) as box:

        async def at(tx: Tx) -> Any:
            return (await tx.append("room:a", "message.sent", MessageSent(text="x"), "01EVA"))[1]

        first = await box.writer.do(at)

        async def earlier(tx: Any) -> Any:
            tx.now = first.replace(year=first.year - 1)
            return await at(tx)

        assert await box.writer.do(earlier) == first


async def test_patient_work_lets_others_pass_and_takes_little_of_a_commit(tmp_path: Path) -> None:
    order: list[str] = []

    def work(name: str) -> Any:
        async def run(tx: Tx) -> None:
            await say(name)(tx)
            until = time.perf_counter() + 1.5 * PATIENT_SECONDS
            while time.perf_counter() < until:
                pass
            order.append(name)

        return run

    def word(name: str) -> Any:
        async def run(tx: Tx) -> None:
            await say(name)(tx)
            order.append(name)

        return run

    async with opened(tmp_path) as box:
        patient = [box.writer.do(work(f"p{n}"), patient=True) for n in range(3)]
        await asyncio.gather(*patient, *(box.writer.do(word(f"w{n}")) for n in range(3)))
        assert order == ["w0", "w1", "w2", "p0", "p1", "p2"]
        # What is slow has a commit of its own, between which others would pass.
        assert box.writer.commits == 4
        assert await box.seqs("room:a") == [1, 2, 3, 4, 5, 6]


async def test_patient_work_has_its_turn_however_much_others_have_to_do(tmp_path: Path) -> None:
    async with opened(tmp_path) as box:
        patient = asyncio.create_task(box.writer.do(say("p"), patient=True))

        async def talk() -> None:
            while not patient.done():
                await box.writer.do(say("w"))

        await asyncio.gather(*(talk() for _ in range(4)))
        assert await patient == 5, "it waited for those who were there, and for nobody else"


async def test_who_comes_while_patient_work_is_done_shares_its_commit(tmp_path: Path) -> None:
    async with opened(tmp_path) as box:
        words: list[asyncio.Task[int]] = []

        async def work(tx: Tx) -> None:
            words.append(asyncio.create_task(box.writer.do(say("w"))))
            await asyncio.sleep(0)
            await say("p")(tx)

        await box.writer.do(work, patient=True)
        assert await words[0] == 2
        assert box.writer.commits == 1


async def test_of_a_shared_commit_the_guilty_one_fails_alone(tmp_path: Path) -> None:
    key = command_key("device", "command")

    async def fail(tx: Tx) -> None:
        await say("f")(tx)
        raise ZeroDivisionError

    async def word(tx: Tx) -> bytes:
        return str(await say("w")(tx)).encode()

    async with opened(tmp_path) as box:
        came: list[asyncio.Task[Any]] = []

        async def work(tx: Tx) -> Any:
            if not came:
                came.append(asyncio.create_task(box.writer.do(fail)))
                came.append(asyncio.create_task(box.writer.do(word, key=key)))
                await asyncio.sleep(0)
            return await say("p")(tx)

        worked = await box.writer.do(work, patient=True)
        failed, said = await asyncio.gather(*came, return_exceptions=True)
        assert isinstance(failed, Unavailable)
        assert (worked, said) == (1, b"2")
        assert await box.writer.do(word, key=key) == said
        assert await box.seqs("room:a") == [1, 2]


async def test_patient_work_that_fails_takes_no_other_with_it(tmp_path: Path) -> None:
    async def fail(tx: Tx) -> None:
        await tx.append("room:a", "message.sent", MessageSent(text="x"), "01EVA")
        raise ZeroDivisionError

    async with opened(tmp_path) as box:
        jobs = [box.writer.do(job, patient=True) for job in (say("a"), fail, say("b"))]
        first, broken, second = await asyncio.gather(*jobs, return_exceptions=True)
        assert (first, second) == (1, 2)
        assert isinstance(broken, Unavailable)
        assert await box.seqs("room:a") == [1, 2]
