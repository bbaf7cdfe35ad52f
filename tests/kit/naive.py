"""What is unread, counted naively: a set for each member that fills and empties."""

from dataclasses import dataclass, field


@dataclass
class Counted:
    """One room as one person keeps account of it by hand."""

    inside: set[str]
    author: dict[int, str] = field(default_factory=dict)
    left: dict[str, set[int]] = field(default_factory=dict)
    blocked: dict[str, set[str]] = field(default_factory=dict)

    def say(self, who: str, seq: int) -> None:
        self.author[seq] = who
        for one in self.inside - {who}:
            self.left.setdefault(one, set()).add(seq)

    def erase(self, seq: int) -> None:
        for left in self.left.values():
            left.discard(seq)

    def mark(self, who: str, seq: int) -> None:
        self.left[who] = {one for one in self.left.get(who, set()) if one > seq}

    def join(self, who: str) -> None:
        self.inside.add(who)

    def leave(self, who: str) -> None:
        self.inside.discard(who)
        self.left.pop(who, None)

    def unread(self, who: str) -> int:
        blocked = self.blocked.get(who, set())
        return sum(self.author[seq] not in blocked for seq in self.left.get(who, set()))
