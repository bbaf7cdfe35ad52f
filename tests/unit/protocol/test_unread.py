"""What is unread by the log and a position is what a naive count says, whatever happens."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.naive import Counted
from utelys_protocol.messages import erased
from utelys_protocol.unread import unread

PEOPLE = ("ola", "eva", "per")
DOINGS = (
    "say",
    "say",
    "edit",
    "erase",
    "react",
    "pin",
    "mark",
    "leave",
    "join",
    "block",
    "unblock",
)
STEP = st.tuples(st.sampled_from(DOINGS), st.sampled_from(PEOPLE), st.integers(0, 40))


class Log:
    """A room's entries as they stand, who may read from where, and how far each has read."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        self.first = dict.fromkeys(PEOPLE, 1)
        self.read = dict.fromkeys(PEOPLE, 0)
        self.counted = Counted(set(PEOPLE))

    def append(self, kind: str, by: str, **body: Any) -> int:
        seq = len(self.entries) + 1
        self.entries.append({"seq": seq, "kind": kind, "by": by, "body": body})
        return seq

    def do(self, what: str, who: str, pick: int) -> None:
        """Let something happen; what one who is outside does is refused."""
        other = PEOPLE[pick % len(PEOPLE)]
        inside = who in self.counted.inside
        sent = [one["seq"] for one in self.entries if one["kind"] == "message.sent"]
        mine = [seq for seq in sent if self.entries[seq - 1]["by"] == who]
        if what == "join" and not inside:
            self.first[who] = self.append("room.joined", who)
            self.counted.join(who)
        elif what in ("block", "unblock"):
            self.counted.blocked.setdefault(who, set()).discard(other)
            if what == "block" and other != who:
                self.counted.blocked[who].add(other)
        elif not inside:
            return
        elif what == "say":
            self.counted.say(who, self.append("message.sent", who, text="hei"))
        elif what == "leave":
            self.append("room.left", who)
            self.counted.leave(who)
        elif what == "mark":
            self.read[who] = max(self.read[who], min(pick, len(self.entries)))
            self.counted.mark(who, self.read[who])
        elif what == "erase" and mine:
            seq = mine[pick % len(mine)]
            self.entries[seq - 1] = erased(self.entries[seq - 1])
            self.append("message.erased", who, seq=seq)
            self.counted.erase(seq)
        elif what in ("edit", "react", "pin") and sent:
            self.append(f"message.{what}ed", who, seq=sent[pick % len(sent)])


@given(st.lists(STEP, max_size=60))
def test_unread_is_what_a_naive_count_says(steps: list[tuple[str, str, int]]) -> None:
    log = Log()
    for what, who, pick in steps:
        log.do(what, who, pick)
        for one in log.counted.inside:
            readable = log.entries[log.first[one] - 1 :]
            read = max(log.read[one], log.first[one] - 1)
            blocked = log.counted.blocked.get(one, set())
            assert unread(readable, one, read, blocked) == log.counted.unread(one)
