"""One ask played through on the pure core: people act, time passes, effects are looked at."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from utelys.core.ask_events import NEEDS_PEOPLE, AskEvent, Due, Effect, EndLease, Ring
from utelys.core.asks import raise_ask, step
from utelys.core.waves import Candidate

NOW = datetime(2026, 11, 26, 22, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

EVA = Candidate("eva", lease="l-eva", claimed_at=NOW - MINUTE)
"""At home in the house: wave 1."""
OLA = Candidate("ola", mentor=True)
"""A mentor who is awake: wave 2."""
ANJA = Candidate("anja", quiet=True, agrees=True, wakes=True)
"""Asleep, and has agreed to be woken: wave 3."""

E = TypeVar("E")


class Scene:
    """An ask by Per at `NOW`, the people there are, and what the newest event brought about."""

    def __init__(self, *people: Candidate) -> None:
        self.people = list(people)
        self.now = NOW
        self.ask, self.effects = raise_ask("a1", "h1", "per", NOW, self.people)

    def do(self, *events: AskEvent) -> "Scene":
        """Let these happen now."""
        for event in events:
            people = self.people if isinstance(event, NEEDS_PEOPLE) else None
            self.ask, self.effects = step(self.ask, event, self.now, people)
        return self

    def wait(self, time: timedelta | None = None, *, last_word: datetime | None = None) -> "Scene":
        """Let time pass, to the timer unless said otherwise, and the timer come."""
        assert self.ask.due is not None
        self.now = self.ask.due if time is None else self.now + time
        return self.do(Due(last_word=last_word))

    def of(self, kind: type[E]) -> Iterator[E]:
        """The newest effects of one kind."""
        return (one for one in self.effects if isinstance(one, kind))

    @property
    def rung(self) -> list[str]:
        """Whom the newest event rang."""
        return [member for ring in self.of(Ring) for member in ring.members]

    @property
    def dark(self) -> list[str]:
        """Whose lease the newest event ended."""
        return [one.member for one in self.of(EndLease)]

    @property
    def kinds(self) -> list[type[Effect]]:
        """What kinds of effects the newest event had, in order."""
        return [type(one) for one in self.effects]
