"""What a locked phone shows: every kind in every language, and nothing of what it is about."""

from datetime import UTC, datetime, timedelta

import pytest

from utelys.core.notice_entries import MEMBER, Rule
from utelys.core.notice_kinds import HABITS, MOST_TTL, Urgency, buttons
from utelys_protocol.commands import SHAPES
from utelys_protocol.entries import BODIES
from utelys_protocol.words import Language, NoticeKind


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_has_a_habit_and_a_short_title_in_every_language(kind: NoticeKind) -> None:
    habit = HABITS[kind]
    assert timedelta() < habit.lasts <= MOST_TTL
    assert set(habit.titles) == set(Language)
    assert all(0 < len(title) <= 40 for title in habit.titles.values())


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_button_sends_a_command_that_there_is(kind: NoticeKind) -> None:
    for button in buttons(kind, "thing:01AB/01AB-1", Language.BOKMAAL):
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
