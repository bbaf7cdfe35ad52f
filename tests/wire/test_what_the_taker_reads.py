"""Whoever takes a call reads what was written while nobody had it, and no talk with another."""

from pathlib import Path
from typing import Any

from tests.kit.house import House, Person, opened


async def texts(house: House, who: Person, room: str) -> list[str]:
    """What somebody can read that people wrote, by its entries and by the room's state alike."""
    entries = await house.entries(who, f"room:{room}")
    state = await house.state(who, f"room:{room}")
    assert _texts(entries) == _texts(state["entries"])
    return _texts(entries)


def _texts(entries: list[dict[str, Any]]) -> list[str]:
    return [one["body"]["text"] for one in entries if one["kind"] == "message.sent"]


async def test_what_was_written_while_waiting_is_read_by_whoever_takes_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        eva = await house.invite("Eva", "friend", duties=["peer_mentor"])
        per = await house.invite("Per", "friend", duties=["peer_mentor"])
        raised = await house.do(ola, "ask.raise", house=await house.house_id())
        ask, room = raised["ask"]["id"], raised["room"]["id"]
        await house.do(ola, "message.send", room=room, text="kom")
        async with house.phone(eva) as evas:
            await evas.do("ask.take", ask=ask)
            state = await evas.reset(f"room:{room}")
            assert _texts(state["entries"]) == ["kom"]
        assert await texts(house, eva, room) == ["kom"]
        await house.do(ola, "message.send", room=room, text="er du der?")
        house.clock.move(minutes=3, seconds=1)
        await house.time_told()
        # Nobody answered those words: they are still said to whoever comes.
        await house.do(ola, "message.send", room=room, text="noen?")
        await house.do(per, "ask.take", ask=ask)
        assert await texts(house, per, room) == ["kom", "er du der?", "noen?"]


async def test_a_talk_with_one_is_not_shown_to_the_next(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        eva = await house.invite("Eva", "friend", duties=["peer_mentor"])
        per = await house.invite("Per", "friend", duties=["peer_mentor"])
        raised = await house.do(ola, "ask.raise", house=await house.house_id())
        ask, room = raised["ask"]["id"], raised["room"]["id"]
        await house.do(ola, "message.send", room=room, text="kom")
        await house.do(eva, "ask.take", ask=ask)
        await house.do(eva, "message.send", room=room, text="Jeg er her.")
        await house.do(ola, "message.send", room=room, text="bare til deg")
        await house.do(eva, "ask.pass", ask=ask)
        await house.do(ola, "message.send", room=room, text="noen andre?")
        await house.do(per, "ask.take", ask=ask)
        assert await texts(house, per, room) == ["noen andre?"]
        entries = await house.entries(per, f"room:{room}")
        assert eva.id not in str(entries)
        state = await house.state(per, f"room:{room}")
        assert state["gone"] == []
        # And one who falls silent after a talk has ended it all the same.
        await house.do(per, "message.send", room=room, text="Hei, jeg er Per.")
        await house.do(ola, "ask.raise", house=await house.house_id())
        house.clock.move(minutes=3, seconds=1)
        await house.time_told()
        await house.do(ola, "message.send", room=room, text="fortsatt her")
        await house.do(eva, "ask.take", ask=ask)
        assert await texts(house, eva, room) == ["fortsatt her"]
