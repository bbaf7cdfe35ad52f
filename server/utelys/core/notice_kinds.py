"""What there is to tell outside a socket: how urgent, until when, and in which neutral words.

`URGENCY` and `TTL` are those of RFC 8030 (sections 5.2 and 5.3). A notice waits `delay` for a
device to confirm that it has the entry already, and is taken away when one does; without a delay
it goes out at once, whatever was shown where. It is `held` back while the member is quiet, and
told when the quiet is over, if it then still says something new. What is about something that
begins `soon` is not held, and urgent, where that begins within two hours (`reminding.NEAR`), or
before the quiet has been over for as long. Two about the same thing come no
closer than `gap` while the first has not been read. What goes to `many` in the same minute leaves
when nothing else does: it may be a whole network's.

The titles are all that a locked phone shows, unless the member chose otherwise: that there is
something, and nothing of who, where or what.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, StrEnum
from urllib.parse import urlsplit

from utelys_protocol.push import PushAction
from utelys_protocol.words import Language, NoticeKind

CONFIRM_WITHIN = timedelta(seconds=3)
"""How long a device has to confirm an entry before the push goes out."""

MOST_TTL = timedelta(days=28)
"""More than this no push service keeps."""


class Urgency(StrEnum):
    """How much a message may cost the device's battery (RFC 8030 section 5.3)."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


RANK = {Urgency.LOW: 0, Urgency.NORMAL: 1, Urgency.HIGH: 2}
"""The higher goes out first."""


class Lane(Enum):
    """What passes what, in this order: nothing waits for what is behind it."""

    PRESSING = "pressing"
    USUAL = "usual"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Button:
    """A button on the notification: the command it sends, with the thing's id as `argument`."""

    action: str
    command: str
    argument: str
    words: dict[Language, str]
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Habit:
    """How notices of one kind behave."""

    urgency: Urgency
    lasts: timedelta
    titles: dict[Language, str]
    delay: timedelta = CONFIRM_WITHIN
    held: bool = True
    soon: bool = False
    gap: timedelta = timedelta()
    buttons: tuple[Button, ...] = ()
    many: bool = False

    @property
    def lane(self) -> Lane:
        """Whom it passes, and who passes it."""
        if not self.delay:
            return Lane.PRESSING
        return Lane.MANY if self.many else Lane.USUAL

    def rank(self, *, near: bool) -> int:
        """How soon it leaves: at once where what it is about is `near`."""
        if near:
            return RANK[Urgency.HIGH]
        return RANK[Urgency.LOW if self.many else self.urgency]

    def urgency_at(self, rank: int) -> Urgency:
        """How much it may cost the battery: what leaves at once is urgent, whatever it is."""
        return Urgency.HIGH if rank == RANK[Urgency.HIGH] else self.urgency


def _in(nb: str, nn: str, en: str) -> dict[Language, str]:
    return {Language.BOKMAAL: nb, Language.NYNORSK: nn, Language.ENGLISH: en}


def _answer(action: str, nb: str, nn: str, en: str) -> Button:
    more = (("answer", action),)
    return Button(action, "activity.answer", "activity", _in(nb, nn, en), more)


def _claim(as_: str, nb: str, nn: str, en: str) -> Button:
    return Button(as_, "home.claim", "house", _in(nb, nn, en), (("as", as_),))


def _yes_or_no(yes: str, no: str, argument: str) -> tuple[Button, Button]:
    return (
        Button("yes", yes, argument, _in("Ja, det kan jeg", "Ja, det kan eg", "Yes, I can")),
        Button("no", no, argument, _in("Nei", "Nei", "No")),
    )


_ANSWERS = (
    _answer("coming", "Jeg kommer", "Eg kjem", "I’m coming"),
    _answer("no", "Ikke denne gangen", "Ikkje denne gongen", "Not this time"),
)
_AT_ONCE = timedelta()

HABITS: dict[NoticeKind, Habit] = {
    NoticeKind.MESSAGE: Habit(
        Urgency.NORMAL,
        timedelta(hours=24),
        _in("Ny melding", "Ny melding", "New message"),
        gap=timedelta(seconds=30),
    ),
    NoticeKind.ASK: Habit(
        Urgency.HIGH,
        # No house lets a call ring for longer; each call has the end that its house has set.
        timedelta(hours=1),
        _in("Noen spør om du er der", "Nokon spør om du er der", "Someone asks if you are there"),
        delay=_AT_ONCE,
        held=False,
        buttons=(
            Button("take", "ask.take", "ask", _in("Jeg er her", "Eg er her", "I’m here")),
            Button("pass", "ask.pass", "ask", _in("Kan ikke nå", "Kan ikkje no", "Can’t now")),
        ),
    ),
    NoticeKind.ASK_NEWS: Habit(
        Urgency.HIGH,
        timedelta(minutes=30),
        _in("Noe nytt til deg", "Noko nytt til deg", "Something new for you"),
        held=False,
    ),
    NoticeKind.STILL_HOME: Habit(
        Urgency.HIGH,
        timedelta(minutes=30),
        _in("Er du der fortsatt?", "Er du der framleis?", "Are you still there?"),
        delay=_AT_ONCE,
        held=False,
        buttons=(
            Button("keep", "home.keep", "lease", _in("Ja", "Ja", "Yes")),
            Button("end", "home.end", "lease", _in("Nei", "Nei", "No")),
        ),
    ),
    NoticeKind.SHIFT: Habit(
        Urgency.NORMAL,
        timedelta(days=2),
        _in("Noe du bør se på", "Noko du bør sjå på", "Something to look at"),
    ),
    NoticeKind.SWAP: Habit(
        Urgency.NORMAL,
        timedelta(days=2),
        _in("Kan du bytte?", "Kan du byte?", "Can you swap?"),
        buttons=_yes_or_no("shift.agree", "shift.decline", "swap"),
    ),
    NoticeKind.OFFER: Habit(
        Urgency.HIGH,
        timedelta(hours=12),
        _in("Kan du ta over?", "Kan du ta over?", "Can you take over?"),
        buttons=_yes_or_no("home.accept", "home.decline", "lease"),
    ),
    NoticeKind.UNREACHABLE: Habit(
        Urgency.HIGH,
        timedelta(hours=24),
        _in(
            "Varsler når deg ikke. Åpne appen",
            "Varsel når deg ikkje. Opne appen",
            "Notices do not reach you. Open the app",
        ),
    ),
    NoticeKind.SHIFT_BEGUN: Habit(
        Urgency.HIGH,
        timedelta(hours=1),
        _in("Er du der nå?", "Er du der no?", "Are you there now?"),
        buttons=(
            _claim("home", "Ja, jeg er der", "Ja, eg er der", "Yes, I am there"),
            _claim("reachable", "Jeg kan nås", "Eg kan nåast", "I can be reached"),
        ),
    ),
    NoticeKind.INVITATION: Habit(
        Urgency.LOW,
        timedelta(days=3),
        _in("Noe du kan være med på", "Noko du kan vere med på", "Something you can join"),
        buttons=_ANSWERS,
        many=True,
    ),
    NoticeKind.CHANGED: Habit(
        Urgency.NORMAL,
        timedelta(days=3),
        _in("Noe er endret", "Noko er endra", "Something has changed"),
        soon=True,
    ),
    NoticeKind.REMINDER: Habit(
        Urgency.NORMAL,
        timedelta(hours=24),
        _in("Noe du er invitert til", "Noko du er invitert til", "Something you are invited to"),
        soon=True,
        buttons=_ANSWERS,
        many=True,
    ),
    NoticeKind.COMPANY: Habit(
        Urgency.NORMAL,
        timedelta(hours=24),
        _in("Noe nytt til deg", "Noko nytt til deg", "Something new for you"),
        soon=True,
    ),
    NoticeKind.COMPANY_ASKED: Habit(
        Urgency.NORMAL,
        timedelta(hours=24),
        _in("Blir du med?", "Blir du med?", "Are you coming along?"),
        buttons=(
            _answer("coming", "Jeg blir med", "Eg blir med", "I’m coming"),
            Button(
                "no",
                "company.say",
                "activity",
                _in("Ikke denne gangen", "Ikkje denne gongen", "Not this time"),
                (("says", "none"),),
            ),
        ),
    ),
    NoticeKind.ACCOUNT: Habit(
        Urgency.HIGH,
        timedelta(days=7),
        _in("Noe nytt om enhetene dine", "Noko nytt om einingane dine", "News of your devices"),
        held=False,
    ),
    NoticeKind.TEST: Habit(
        Urgency.HIGH,
        timedelta(minutes=5),
        _in("Varsler virker", "Varsel verkar", "Notices work"),
        delay=_AT_ONCE,
        held=False,
    ),
}


NOTHING_WAITS = _in(
    "Ingenting venter på deg", "Ingenting ventar på deg", "Nothing is waiting for you"
)
"""What takes the place of the last notice that is taken away."""


def may_withdraw(endpoint: str, urgency: Urgency, *, words: bool) -> bool:
    """Whether what is shown at an endpoint is worth a push that takes it away.

    A phone by Apple has to show something for every push, and may make a sound with it: there it is
    done for what is urgent, and for `words` that may stand there. That something was read on a desk
    is not worth waking a pocket; the app tidies up when it is opened.
    """
    host = urlsplit(endpoint).hostname or ""
    return words or urgency is Urgency.HIGH or not host.endswith(".push.apple.com")


def buttons(kind: NoticeKind, about: str, language: Language) -> list[PushAction]:
    """The buttons of a notice about a thing.

    `about` is `thing:id`, `activity:id/occurrence`, or `begun:house/until` for a claim until then.
    """
    _, _, name = about.partition(":")
    id_, _, occurrence = name.partition("/")
    made = []
    for button in HABITS[kind].buttons:
        args = {button.argument: id_, **dict(button.more)}
        if button.argument == "activity":
            args["occurrence"] = occurrence or "all"
        elif button.command == "home.claim":
            args["until"] = occurrence
        made.append(
            PushAction(
                action=button.action,
                title=button.words[language],
                command=button.command,
                args=dict(args),
            )
        )
    return made
