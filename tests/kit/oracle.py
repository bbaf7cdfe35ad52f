"""What must be true of an activity after anything was done to it, kept without the server.

Five times stand for all: four that are named in commands, and the one after them, which is like
all that follow. What is said of one time is kept apart from what is said of it and all later ones.
"""

from dataclasses import dataclass, field

from tests.kit.walk import LEADER, LOOKED_AT, NAMES

TIMES = LOOKED_AT
NAMED = TIMES - 1


@dataclass
class Said:
    """An answer and its turn."""

    answer: str
    turn: int


@dataclass
class Detail:
    """One detail of each time: what holds from a time on, and what was said of one alone."""

    general: list[object]
    alone: dict[int, object] = field(default_factory=dict)

    def of(self, time: int) -> object:
        return self.alone.get(time, self.general[time])

    def put(self, time: int, value: object, *, later: bool) -> None:
        if not later:
            self.alone.pop(time, None)
            if value != self.general[time]:
                self.alone[time] = value
            return
        self.alone.pop(time, None)
        for one in range(time, TIMES):
            self.general[one] = value

    def replace(self, first: int, was: object, value: object, *, alone: set[int]) -> None:
        """From a time on, let it be another where it is this."""
        for one in range(first, TIMES):
            if self.general[one] == was:
                self.general[one] = value
        for one in alone & self.alone.keys():
            if self.alone[one] == was:
                self.alone[one] = value


class Oracle:
    """Who said what to which time, in order of arrival, and who leads it for how many."""

    def __init__(self, most: int) -> None:
        self.most = Detail([most] * TIMES)
        self.leader = Detail([LEADER] * TIMES)
        self.off = [False] * TIMES
        self.ended = False
        self.to_one: dict[str, dict[int, Said]] = {who: {} for who in (*NAMES, LEADER)}
        self.to_all: dict[str, Said] = {}
        self.inside = {*NAMES, LEADER}
        self.blocks: set[tuple[str, str]] = set()
        self.turn = 0

    # What is asked of it

    def said(self, who: str, time: int) -> str | None:
        found = self.to_one[who].get(time) or self.to_all.get(who)
        return found.answer if found else None

    def queue(self, time: int) -> tuple[list[str], list[str]]:
        """Who has a place and who waits, in order."""
        coming = {
            who: self.to_one[who].get(time) or self.to_all[who]
            for who in self.to_one
            if self.said(who, time) == "coming"
        }
        order = sorted(coming, key=lambda who: coming[who].turn)
        most = self.most.of(time)
        assert isinstance(most, int)
        return order[:most], order[most:]

    def next(self) -> int | None:
        """The first time that is still on; the ones after the named are always there."""
        standing = [time for time in range(TIMES) if not self.off[time]]
        return None if self.ended or not standing else standing[0]

    def apart(self, one: str, other: str) -> bool:
        return bool({(one, other), (other, one)} & self.blocks)

    def deaf(self, first: int, *, later: bool, off: list[bool]) -> set[str]:
        """Those who need not hear of what happens to a time (and all later ones).

        `off` is which of them were called off before: those concern nobody.
        """
        times = [time for time in (range(first, TIMES) if later else [first]) if not off[time]]
        return {who for who in self.inside if all(self.said(who, t) == "no" for t in times)}

    # What happens

    def answer(self, who: str, time: int | None, answer: str) -> None:
        self.turn += 1
        if time is not None:
            before = self.to_one[who].get(time) or self.to_all.get(who)
            same = before is not None and before.answer == answer
            self.to_one[who][time] = before if before and same else Said(answer, self.turn)
            return
        was = self.to_all.get(who)
        self.to_all[who] = was if was and was.answer == answer else Said(answer, self.turn)
        self.to_one[who] = {
            one: said for one, said in self.to_one[who].items() if said.answer in ("no", answer)
        }

    def leave(self, who: str) -> None:
        self.inside.discard(who)
        self.to_one[who] = {}
        self.to_all.pop(who, None)
        if not self.ended:
            self.leader.replace(0, who, None, alone=set(range(TIMES)))

    def cancel(self, first: int, *, later: bool) -> None:
        for time in range(first, TIMES) if later else [first]:
            self.off[time] = True
