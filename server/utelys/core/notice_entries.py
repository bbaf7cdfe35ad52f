"""Which entries reach a member outside a socket, as what, and which take that away again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from utelys.core.notice_kinds import HABITS, Lane
from utelys_protocol.words import NoticeKind

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """What an entry in a member's own stream means for their devices.

    `about` names the thing that it is about. With no `kind` it takes away what was told of that
    thing, and of all whose name begins as `answers` says. `until` is when it becomes pointless, if
    before its kind; `text` is what those see who chose to; `only` says whether it is told at all,
    and takes away if not; with `known` what was told stands as it is. What is `personal` is said by
    one member to another, and not told to one who has blocked them. `starts` are when that begins
    which it is about: where one is near, it does not wait.
    """

    kind: NoticeKind | None
    about: Callable[[Body], str]
    until: Callable[[Body], str] | None = None
    text: Callable[[Body], str] | None = None
    only: Callable[[Body], bool] | None = None
    known: Callable[[Body], bool] | None = None
    personal: bool = False
    starts: Callable[[Body], list[str]] | None = None
    answers: Callable[[Body], str] | None = None

    @property
    def lane(self) -> Lane:
        """What it passes; what takes away comes before all that it may take away."""
        return Lane.PRESSING if self.kind is None else HABITS[self.kind].lane

    def last_moment(self, body: Body) -> datetime | None:
        """When it becomes pointless, if the entry says so."""
        return None if self.until is None else datetime.fromisoformat(self.until(body))

    def takes_away(self, body: Body, about: str) -> bool:
        """Whether nothing is left to tell of a thing once this has happened."""
        if self.kind is not None:
            return False
        begins = None if self.answers is None else self.answers(body)
        return about == self.about(body) or (begins is not None and about.startswith(begins))

    def first_start(self, body: Body) -> datetime | None:
        """The first moment that the entry is about, if it says any."""
        found = self.starts(body) if self.starts is not None else []
        return min(map(datetime.fromisoformat, found), default=None)


def _id(thing: Any) -> str:
    return str(thing["id"] if isinstance(thing, dict) else thing)


def _ask(body: Body) -> str:
    return f"ask:{_id(body['ask'])}"


def _lease(body: Body) -> str:
    return f"lease:{_id(body['lease'])}"


def _offer(body: Body) -> str:
    return f"offer:{_id(body['offer'] if 'offer' in body else body['lease'])}"


def _offer_ends(body: Body) -> str:
    return str(body["offer"]["until"])


def _shift(body: Body) -> str:
    return f"shift:{_id(body['shift'])}"


def _begun(body: Body) -> str:
    """The house and how long a claim may last: what the buttons say."""
    return f"begun:{_id(body['house'])}/{body['until']}"


def _begun_there(body: Body) -> str:
    """A claim in a house answers whether one is there, whatever it was that began."""
    return f"begun:{_id(body['lease']['house'])}/"


def _swap(body: Body) -> str:
    return f"swap:{_id(body['swap'])}"


def _unreachable(body: Body) -> str:
    return f"unreachable:{_id(body['unreachable'])}"


def _begins(body: Body) -> str:
    return str(body["unreachable"]["starts_at"])


def _activity(body: Body) -> str:
    about, occurrence = f"activity:{_id(body['activity'])}", body.get("occurrence")
    return f"{about}/{occurrence}" if isinstance(occurrence, str) else about


def _words(body: Body) -> str:
    """What is done together, and what is new about it where that is said in words."""
    title = body["title"] if "title" in body else body["activity"]["title"]
    return " · ".join(filter(None, (str(title), body.get("words"))))


def _starts(body: Body) -> str:
    return str(body["starts_at"])


def _either_start(body: Body) -> list[str]:
    """When it begins, and when it was to begin before it was moved; older entries say neither."""
    return [str(body[name]) for name in ("starts_at", "was_at") if body.get(name)]


def _changed() -> Rule:
    return Rule(NoticeKind.CHANGED, _activity, text=_words, starts=_either_start)


def _soon(kind: NoticeKind, text: Callable[[Body], str]) -> Rule:
    return Rule(kind, _activity, _starts, text, starts=_either_start)


MEMBER: dict[str, Rule] = {
    "ask.rung": Rule(NoticeKind.ASK, _ask),
    "ask.nudged": Rule(NoticeKind.ASK_NEWS, _ask),
    "ask.stopped": Rule(None, _ask),
    "lease.ending": Rule(NoticeKind.STILL_HOME, _lease, until=lambda body: str(body["until"])),
    "lease.changed": Rule(None, _lease, answers=_begun_there),
    "lease.ended": Rule(
        NoticeKind.SHIFT, _lease, only=lambda body: body.get("why") == "unanswered"
    ),
    "lease.offered": Rule(
        NoticeKind.OFFER,
        _offer,
        _offer_ends,
        known=lambda body: bool(body.get("known")),
        personal=True,
    ),
    "offer.ended": Rule(None, _offer),
    "invitation.received": Rule(
        NoticeKind.INVITATION, _activity, text=_words, only=lambda body: not body.get("silent")
    ),
    "invitation.changed": _changed(),
    "invitation.cancelled": _changed(),
    "invitation.promoted": _changed(),
    "invitation.put_back": _changed(),
    "invitation.leaderless": Rule(NoticeKind.SHIFT, _activity, _starts, _words),
    "answer.noted": Rule(NoticeKind.SHIFT, lambda body: _activity(body["answer"]), personal=True),
    "reminder.answer": _soon(NoticeKind.REMINDER, _words),
    "reminder.coming": _soon(NoticeKind.REMINDER, _words),
    "activity.left": Rule(None, _activity),
    "company.matched": _soon(NoticeKind.COMPANY, _words),
    "company.reopened": _soon(NoticeKind.COMPANY, lambda body: str(body["words"])),
    "company.asked": Rule(NoticeKind.COMPANY_ASKED, _activity, _starts, _words),
    "company.nobody": _soon(NoticeKind.COMPANY, _words),
    "company.still": Rule(NoticeKind.COMPANY, _activity),
    "shift.planned": Rule(NoticeKind.SHIFT, _shift),
    "shift.changed": Rule(NoticeKind.SHIFT, _shift),
    "shift.cancelled": Rule(NoticeKind.SHIFT, _shift),
    "shift.unreachable": Rule(NoticeKind.UNREACHABLE, _unreachable, until=_begins),
    "cover.unreachable": Rule(NoticeKind.SHIFT, _unreachable, until=_begins),
    "unreachable.ended": Rule(None, _unreachable),
    "shift.begun": Rule(NoticeKind.SHIFT_BEGUN, _begun, until=lambda body: str(body["until"])),
    "cover.unclaimed": Rule(NoticeKind.SHIFT, _shift),
    "swap.asked": Rule(
        NoticeKind.SWAP, _swap, until=lambda body: body["swap"]["starts_at"], personal=True
    ),
    "swap.ended": Rule(NoticeKind.SHIFT, _swap),
    "crisis.due": Rule(NoticeKind.SHIFT, lambda body: f"crisis:{body['house']}"),
    "device.added": Rule(NoticeKind.ACCOUNT, lambda body: f"device:{body['device']}"),
}
"""The entries of a member's own stream."""

ROOM = frozenset({"message.sent", "ask.taken", "ask.returned", "ask.ended"})
"""The entries of a room that its members are told of, all as one: there is something new."""
