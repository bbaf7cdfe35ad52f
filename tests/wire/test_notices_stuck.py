"""What goes wrong with one push stays with that one: nothing is stuck, and nobody else waits."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.kit.phone import PATIENCE
from tests.kit.process import run
from tests.kit.push_scene import evening, scene
from tests.kit.push_service import NOTHING, Browser
from tests.kit.until import until
from utelys.notices import deciding, looking, parcels, recording
from utelys.store.queries.notices import Notice


@pytest.mark.parametrize(
    "address", ["https://home.example.org:8443", "https://home.example.org/utelys", "https://hus"]
)
async def test_pushes_arrive_whatever_the_address_of_the_house_looks_like(
    tmp_path: Path, address: str
) -> None:
    async with scene(tmp_path, public_url=address) as at:
        await at.house.do(at.ola, "push.test")
        await at.browser.push(kind="test")


async def test_one_that_cannot_be_signed_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene(tmp_path) as at:
        signer, tries = at.house.running.parts.post.signer, []
        sign = type(signer).authorization

        def fails_once(*args: object) -> str:
            tries.append(args)
            if len(tries) == 1:
                raise ValueError("out of ink")
            return sign(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(type(signer), "authorization", fails_once)
        await at.house.do(at.ola, "push.test")
        await at.until("sending")
        await at.answered()
        at.house.clock.move(seconds=6)
        await at.browser.push(kind="test")
        await at.until("sent")


async def test_a_contact_that_nothing_can_be_signed_with_is_one_plain_sentence(
    tmp_path: Path,
) -> None:
    code, _, complained = await run(
        "serve", "--data", tmp_path, "--port", "0", UTELYS_PUSH_CONTACT="mailto:drift@hus"
    )
    assert code == 1
    assert "UTELYS_PUSH_CONTACT is not what push services take" in complained
    assert "Traceback" not in complained


async def test_a_call_passes_whatever_hangs(tmp_path: Path) -> None:
    """More hang than may be posted at once, all of them on the same push service."""
    async with evening(tmp_path, push_timeout=30) as at:
        phones: list[Browser] = []
        people = [at.eva.id]
        for number in range(34):
            person = await at.house.invite(f"Gjest {number}")
            phone = at.service.browser(f"guests{number}")
            phone.will_answer(NOTHING)
            await at.house.do(person, "push.subscribe", **phone.subscription)
            phones.append(phone)
            people.append(person.id)
        made = await at.house.do(at.ola, "room.open", kind="group", name="Tur", members=people)
        at.evas.will_answer(NOTHING)
        await at.house.do(at.ola, "message.send", room=made["room"]["id"], text="Hei")
        at.house.clock.move(seconds=4)
        arrived = 0
        async with asyncio.timeout(PATIENCE):
            while arrived < 24:
                await asyncio.sleep(0.02)
                arrived += sum(len(one.left_over()) for one in (*phones, at.evas))
        await at.raise_ask()
        await at.evas.push_of("ask")
        await at.pers.push(kind="ask")
        assert arrived == 24


async def test_a_call_passes_what_hangs_on_the_same_phone(tmp_path: Path) -> None:
    async with evening(tmp_path, push_timeout=30) as at:
        made = await at.house.do(at.ola, "room.open", kind="direct", members=[at.eva.id])
        at.evas.will_answer(NOTHING)
        await at.house.do(at.ola, "message.send", room=made["room"]["id"], text="Hei")
        at.house.clock.move(seconds=4)
        await at.evas.push(kind="message")
        ask = await at.raise_ask()
        ring = await at.evas.push(kind="ask")
        await at.pers.push(kind="ask")
        # About the same thing nothing passes: the end of a ring would come before the ring.
        await at.has_states(at.eva, "sent", "sending")
        await at.house.do(at.ola, "ask.withdraw", ask=ask)
        await at.evas.push("withdrawn", tag=ring.topic)
        await at.pers.push("withdrawn")


async def test_what_ends_a_ring_does_not_pass_it(tmp_path: Path) -> None:
    async with evening(tmp_path, push_timeout=2) as at:
        at.evas.will_answer(NOTHING)
        ask = await at.raise_ask()
        ring = await at.evas.push(kind="ask")
        await at.pers.push(kind="ask")
        await at.house.do(at.ola, "ask.withdraw", ask=ask)
        await at.pers.push("withdrawn")
        assert at.evas.left_over() == []
        await at.evas.push("withdrawn", tag=ring.topic)


async def test_one_that_cannot_be_told_delays_nobody_and_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a row cannot be opened any more: all others hear of what concerns them."""
    async with evening(tmp_path) as at:
        tell = parcels.pack

        async def pack(tx: Any, one: Any, told: Notice, to: Any) -> Any:
            if told.member == at.per.id:
                raise LookupError(told.member)
            return await tell(tx, one, told, to)

        monkeypatch.setattr(looking, "pack", pack)
        await at.raise_ask()
        await at.evas.push(kind="ask")
        await at.has_states(at.eva, "sent")
        await at.has_states(at.per, "failed")
        monkeypatch.undo()
        await at.house.do(at.per, "push.test")
        await at.pers.push(kind="test")


@pytest.mark.parametrize("failing", ["_one", "_is_known"])
async def test_one_that_cannot_be_decided_on_delays_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    async with evening(tmp_path) as at:
        decide = getattr(deciding.Deciding, failing)

        async def one(self: Any, notice: Notice) -> Any:
            if notice.member == at.per.id:
                raise ValueError("this row is nonsense")
            return await decide(self, notice)

        monkeypatch.setattr(deciding.Deciding, failing, one)
        await at.raise_ask()
        await at.evas.push(kind="ask")
        await at.has_states(at.per, "failed")


async def test_an_answer_that_cannot_be_written_down_leaves_no_phone_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene(tmp_path) as at:
        record = recording.record
        failures: list[str] = []

        async def fails(tx: Any, answers: Any) -> None:
            said = [parcel.delivery.id for parcel, _ in answers]
            failures.extend(said[:1] if not failures else [])
            if failures and failures[0] in said:
                raise RuntimeError("it cannot be written")
            await record(tx, answers)

        monkeypatch.setattr(recording, "record", fails)
        await at.house.do(at.ola, "push.test")
        await at.browser.push(kind="test")
        await at.until("failed")
        await at.house.do(at.ola, "push.test")
        await at.browser.push(kind="test")


async def test_what_fails_with_everything_else_is_not_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the disk is full for a while: it goes out afterwards."""
    async with scene(tmp_path) as at:
        writer, full = at.house.running.parts.post, True
        do, tried = writer._do, 0

        async def nothing_is_written(run: Any, *, patient: bool = False) -> Any:
            nonlocal tried
            tried += 1
            if full:
                raise OSError("no room")
            return await do(run, patient=patient)

        monkeypatch.setattr(writer, "_do", nothing_is_written)
        monkeypatch.setattr(writer._apart, "_do", nothing_is_written)
        await at.house.do(at.ola, "push.test")

        async def often_enough() -> bool:
            return tried > 12

        await until(often_enough)
        full = False
        await at.browser.push(kind="test")
