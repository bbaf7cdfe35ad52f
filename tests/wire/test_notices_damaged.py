"""A row that cannot be read, from a newer version or a bad disk, is set aside; all others go on."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.kit.damage import BEYOND, write_into
from tests.kit.house import HandClock, Person, opened
from tests.kit.logs import Logs, watched_logs
from tests.kit.push_scene import SETTINGS, Evening, evening
from tests.kit.push_service import Browser, PushService, push_service
from tests.kit.until import until
from utelys.notices import recording

NOTICE: dict[str, Any] = {
    "kind": "message",
    "about": "room:01AB",
    "made_at": 1,
    "due": 1,
    "until": 2**41,
    "state": "waiting",
    "at": 1,
}
DELIVERY: dict[str, Any] = {
    "what": "notice",
    "rank": 1,
    "state": "waiting",
    "tries": 0,
    "shrunk": False,
    "next_at": 1,
}
DAMAGES: list[dict[str, Any]] = [
    {"kind": "foretold"},
    {"due": -BEYOND},
    {"due": BEYOND},
    {"until": BEYOND},
    {"due": "soon"},
    {"made_at": "early"},
]


def id_of(number: int) -> str:
    """Before every identity that is made while a test runs."""
    return f"01AAAAAAAAAAAAAAAAAAAAAA{number:02}"


def insert(folder: Path, table: str, *rows: dict[str, Any]) -> None:
    """Write as somebody else would, into the file itself."""
    with closing(sqlite3.connect(folder / "utelys.sqlite3", timeout=10)) as database, database:
        for row in rows:
            values = ", ".join("?" * len(row))
            into = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})"
            database.execute(into, list(row.values()))


def damaged(member: str) -> list[dict[str, Any]]:
    return [
        NOTICE | {"id": id_of(number), "member": member} | damage
        for number, damage in enumerate(DAMAGES)
    ]


def set_aside(logs: Logs, event: str = "notice_set_aside") -> list[str]:
    """The ids that the log tells of, and nothing but ids."""
    found = [one for one in logs.events if one["event"] == event]
    assert all(set(one) == {"event", "log_level", "id"} for one in found)
    return sorted(one["id"] for one in found)


async def rings(at: Evening) -> None:
    await at.raise_ask()
    await at.evas.push(kind="ask")
    await at.pers.push(kind="ask")


async def test_rows_that_cannot_be_read_delay_nobody_while_the_server_runs(
    tmp_path: Path,
) -> None:
    async with evening(tmp_path) as at:
        # From beside: the server that runs in this thread must go on to let others write.
        await asyncio.to_thread(insert, tmp_path, "notices", *damaged(at.per.id))
        await rings(at)
        await at.has_states(at.eva, "sent")
        # The outbox looks for such rows once an hour.
        at.house.clock.move(hours=1, seconds=1)

        async def they_are_given_up() -> bool:
            return (await at_the_end(at, len(DAMAGES))) == ["failed"] * len(DAMAGES)

        await until(they_are_given_up)
        at.evas.may_get_more()
        at.pers.may_get_more()


async def at_the_end(at: Evening, most: int) -> list[str]:
    """The states of the oldest notices of Per's."""
    _, told = await at.house.get(at.per, "/notices")
    return [one["state"] for one in told["notices"]][-most:]


class Again:
    """The same evening after a start."""

    def __init__(self, house: Any, per: Person, pers: Browser) -> None:
        self.house = house
        self.per = per
        self.pers = pers

    async def notices(self) -> list[dict[str, Any]]:
        status, told = await self.house.get(self.per, "/notices")
        assert status == 200, told
        found: list[dict[str, Any]] = told["notices"]
        return found

    async def is_reached(self) -> None:
        await self.house.do(self.per, "push.test")
        await self.pers.push(kind="test")


async def come_in(folder: Path, clock: HandClock, service: PushService) -> tuple[Person, ...]:
    """Per has a phone, and the server has stopped."""
    async with opened(folder, clock, **SETTINGS) as house:
        per = await house.invite("Per", "friend", duties=["peer_mentor"])
        await house.do(per, "push.subscribe", **service.browser("pers").subscription)
        return house.keeper, per


async def test_a_server_starts_beside_rows_that_cannot_be_read_and_says_so_once(
    tmp_path: Path,
) -> None:
    clock = HandClock()
    async with push_service(clock) as service:
        keeper, per = await come_in(tmp_path, clock, service)
        over = NOTICE | {"id": id_of(20), "member": per.id, "kind": "foretold", "state": "sent"}
        insert(tmp_path, "notices", *damaged(per.id), over)
        ids = [*(id_of(number) for number in range(len(DAMAGES))), id_of(20)]
        for saying in (ids, []):
            with watched_logs() as logs:
                async with opened(tmp_path, clock, keeper, **SETTINGS) as house:
                    again = Again(house, per, service.browsers["pers"])
                    await again.is_reached()
                    told = {one["id"]: one["state"] for one in await again.notices()}
            assert set_aside(logs) == saying
            # What had been sent was sent, whatever it was.
            assert [told[id_] for id_ in ids] == ["failed"] * len(DAMAGES) + ["sent"]


@pytest.mark.parametrize(
    "damage",
    [
        {"state": "posting", "rank": "first"},
        {"state": "posting", "next_at": BEYOND},
        {"state": "foretold"},
        {"next_at": -BEYOND},
        {"what": "foretold"},
    ],
    ids=str,
)
async def test_a_message_that_cannot_be_read_keeps_no_phone_busy(
    tmp_path: Path, damage: dict[str, Any]
) -> None:
    clock = HandClock()
    async with push_service(clock) as service:
        keeper, per = await come_in(tmp_path, clock, service)
        with closing(sqlite3.connect(tmp_path / "utelys.sqlite3")) as database:
            ((subscription,),) = database.execute("SELECT id FROM subscriptions").fetchall()
        told = NOTICE | {"id": id_of(0), "member": per.id, "state": "sending"}
        message = DELIVERY | {"id": id_of(1), "notice": id_of(0), "subscription": subscription}
        insert(tmp_path, "notices", told)
        insert(tmp_path, "deliveries", message | damage)
        with watched_logs() as logs:
            async with opened(tmp_path, clock, keeper, **SETTINGS) as house:
                again = Again(house, per, service.browsers["pers"])
                await again.is_reached()
                assert (await again.notices())[-1]["state"] == "failed"
                async with house.http.get(f"{house.url}/metrics") as answer:
                    assert 'utelys_pushes_total{state="gave_up"} 1.0' in await answer.text()
        assert set_aside(logs, "push_set_aside") == [id_of(1)]


async def test_one_that_cannot_be_resumed_does_not_keep_the_outbox_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = HandClock()
    async with push_service(clock) as service:
        keeper, per = await come_in(tmp_path, clock, service)
        told = NOTICE | {"id": id_of(0), "member": per.id, "state": "sending"}
        posting = DELIVERY | {"notice": id_of(0), "subscription": "none", "state": "posting"}
        insert(tmp_path, "notices", told)
        insert(tmp_path, "deliveries", *(posting | {"id": id_of(n)} for n in (1, 2)))
        resumed = recording.resume

        async def resume(tx: Any, one: Any) -> None:
            if one.id == id_of(1):
                raise LookupError(one.id)
            await resumed(tx, one)

        monkeypatch.setattr(recording, "resume", resume)
        with watched_logs() as logs:
            async with opened(tmp_path, clock, keeper, **SETTINGS) as house:
                again = Again(house, per, service.browsers["pers"])
                await again.is_reached()

                async def it_failed() -> bool:
                    return [one["state"] for one in await again.notices()][-1:] == ["failed"]

                await until(it_failed)
        assert [one["id"] for one in logs.events if one["event"] == "notice_failed"] == [id_of(1)]


async def test_a_subscription_that_cannot_be_opened_fails_nobody_else_and_can_be_made_anew(
    tmp_path: Path,
) -> None:
    clock = HandClock()
    async with push_service(clock) as service:
        keeper, per = await come_in(tmp_path, clock, service)
        write_into(tmp_path, "subscriptions", push_sealed=b"not what was sealed")
        async with opened(tmp_path, clock, keeper, **SETTINGS) as house:
            eva, ola = await house.invite("Eva", "friend", duties=["peer_mentor"]), keeper
            evas = service.browser("evas")
            await house.do(eva, "push.subscribe", **evas.subscription)
            raised = await house.do(ola, "ask.raise", house=await house.house_id())
            await evas.push(kind="ask")
            again = Again(house, per, service.browsers["pers"])
            assert [one["state"] for one in await again.notices()] == ["nowhere"]
            await house.do(per, "push.subscribe", **again.pers.subscription)
            await again.is_reached()
            await house.do(ola, "ask.withdraw", ask=raised["ask"]["id"])
            await evas.push("withdrawn")
