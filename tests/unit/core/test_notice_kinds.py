"""What a locked phone shows: every kind in every language, and nothing of what it is about."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.contract.vectors import FOLDER
from utelys.core.notice_entries import MEMBER, Rule
from utelys.core.notice_kinds import HABITS, MOST_TTL, NOTHING_WAITS, Urgency, buttons, may_withdraw
from utelys_protocol.commands import SHAPES
from utelys_protocol.entries import BODIES
from utelys_protocol.words import Language, NoticeKind


def vectors() -> list[Any]:
    """The entries of every rule, as clients have been told them."""
    return [
        pytest.param(kind, vector["body"], id=f"{kind}-{number}")
        for kind in MEMBER
        for number, vector in enumerate(
            json.loads((FOLDER / "entries" / f"{kind}.json").read_text(encoding="utf-8"))
        )
    ]


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_has_a_habit_and_a_short_title_in_every_language(kind: NoticeKind) -> None:
    habit = HABITS[kind]
    assert timedelta() < habit.lasts <= MOST_TTL
    assert set(habit.titles) == set(Language)
    assert all(0 < len(title) <= 40 for title in habit.titles.values())


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_button_sends_a_command_that_there_is(kind: NoticeKind) -> None:
    begun = kind is NoticeKind.SHIFT_BEGUN
    about = "begun:01AB/2026-11-26T18:00:00.000Z" if begun else "thing:01AB/01AB-1"
    for button in buttons(kind, about, Language.BOKMAAL):
        args = dict(button.args)
        SHAPES[button.command].args.model_validate(args)
        assert button.title


def test_a_call_is_urgent_at_once_and_rings_in_the_night_of_those_it_is_sent_to() -> None:
    ask = HABITS[NoticeKind.ASK]
    assert (ask.urgency, ask.delay, ask.held) == (Urgency.HIGH, timedelta(), False)


@pytest.mark.parametrize("kind", MEMBER)
def test_every_rule_is_about_an_entry_that_there_is(kind: str) -> None:
    assert kind in BODIES


def test_a_rule_says_until_when() -> None:
    rule = MEMBER["lease.ending"]
    until = rule.last_moment({"until": "2026-11-26T18:00:00.000Z"})
    assert until == datetime(2026, 11, 26, 18, tzinfo=UTC)
    assert Rule(None, str).last_moment({}) is None


def test_of_a_move_the_earlier_start_is_the_first() -> None:
    rule, moved = MEMBER["invitation.changed"], "2026-11-26T18:00:00.000Z"
    assert rule.first_start({"starts_at": moved, "was_at": "2026-11-25T18:00:00.000Z"}) == datetime(
        2026, 11, 25, 18, tzinfo=UTC
    )
    assert rule.first_start({"starts_at": moved}) == datetime(2026, 11, 26, 18, tzinfo=UTC)
    # As it was written before entries said so.
    assert rule.first_start({}) is None


@pytest.mark.parametrize(("kind", "body"), vectors())
def test_every_rule_reads_the_entries_that_were_ever_written(
    kind: str, body: dict[str, Any]
) -> None:
    rule = MEMBER[kind]
    thing, _, id_ = rule.about(body).partition(":")
    assert thing.isalpha()
    assert id_
    assert rule.last_moment(body) is None or rule.until is not None
    assert rule.text is None or rule.text(body)
    assert rule.only is None or rule.only(body) in (True, False)


APPLE = "https://web.push.apple.com/QGuQyavXutnMH"
OTHER = "https://updates.push.services.example.com/wpush/v2/gAAAAA"


@pytest.mark.parametrize(
    ("endpoint", "urgency", "words", "worth_it"),
    [
        (OTHER, Urgency.LOW, False, True),
        (OTHER, Urgency.HIGH, False, True),
        (APPLE, Urgency.LOW, False, False),
        (APPLE, Urgency.NORMAL, False, False),
        (APPLE, Urgency.NORMAL, True, True),
        (APPLE, Urgency.HIGH, False, True),
        ("https://push.apple.com.example.net/a", Urgency.LOW, False, True),
    ],
)
def test_a_phone_by_apple_is_not_woken_for_what_was_read_on_a_desk(
    endpoint: str, urgency: Urgency, words: bool, worth_it: bool
) -> None:
    assert may_withdraw(endpoint, urgency, words=words) is worth_it


def test_what_takes_the_last_place_says_so_in_every_language() -> None:
    assert set(NOTHING_WAITS) == set(Language)
    assert all(0 < len(words) <= 40 for words in NOTHING_WAITS.values())
