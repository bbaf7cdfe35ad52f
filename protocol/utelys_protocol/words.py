"""The closed sets of words that the wire uses."""

from enum import StrEnum


class Stage(StrEnum):
    """Where in life a member is."""

    INCOMING = "incoming"
    RESIDENT = "resident"
    FORMER_RESIDENT = "former_resident"
    FRIEND = "friend"


class Duty(StrEnum):
    """What the house has asked of a member."""

    PEER_MENTOR = "peer_mentor"
    GROUP_LEADER = "group_leader"
    KEEPER = "keeper"


HELPERS = frozenset({Duty.PEER_MENTOR, Duty.KEEPER})
"""Who may plan to be there for others."""

LEADERS = frozenset({Duty.GROUP_LEADER, Duty.PEER_MENTOR, Duty.KEEPER})
"""Who may plan something for a whole house."""


class RoomKind(StrEnum):
    """What a room is for, and from that who may come in."""

    DIRECT = "direct"
    """The same two members, always the same room."""
    HOUSE = "house"
    """Every member of one house."""
    GROUP = "group"
    """Those whom a member of it has let in."""
    TOPIC = "topic"
    """Any member of its house may join."""
    ASK = "ask"
    """The room of one call for someone."""


class LightState(StrEnum):
    """The state of a house's light, brightest first."""

    HOME = "home"
    REACHABLE = "reachable"
    EXPECTED = "expected"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


class ClaimAs(StrEnum):
    """What a lease claims."""

    HOME = "home"
    REACHABLE = "reachable"


class Show(StrEnum):
    """How much of themselves a member lets the light show."""

    NAME = "name"
    DUTY = "duty"
    NOBODY = "nobody"


class Answer(StrEnum):
    """What a member says to an invitation."""

    COMING = "coming"
    MAYBE = "maybe"
    NO = "no"


class Language(StrEnum):
    """The languages that members read (BCP 47)."""

    BOKMAAL = "nb"
    NYNORSK = "nn"
    ENGLISH = "en"


class ErrorCode(StrEnum):
    """Why a command was refused; few, and never renamed."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    GONE = "gone"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"


class ByeCode(StrEnum):
    """Why the server closes a socket."""

    SIGNED_OUT = "signed_out"
    """This device has ended: do not come back with this token."""
    UNAUTHENTICATED = "unauthenticated"
    """The token opens nothing: do not come back with it."""
    TOO_SLOW = "too_slow"
    """The device did not read fast enough: come back with the cursors."""
    GOING_DOWN = "going_down"
    """The server is stopping: come back after `retry_after` seconds."""
    PROTOCOL_ERROR = "protocol_error"
    """The frame was not of this wire: mend the client."""
    TOO_LARGE = "too_large"
    """The frame was over the limit: mend the client."""
    TOO_MANY = "too_many"
    """Too many connections or attempts: come back after `retry_after` seconds."""
    UNAVAILABLE = "unavailable"
    """Something failed in the server: come back after `retry_after` seconds."""


class AskState(StrEnum):
    """Where a call for someone stands; the last three are ends, and there are no others."""

    RINGING = "ringing"
    """Nobody has it: it rings, or waits for its next wave."""
    TAKEN = "taken"
    """Somebody has it, and has yet to say a first word."""
    TALKING = "talking"
    """The one who took it has written."""
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    HANDED_OVER = "handed_over"
    """Nobody took it in time: the one who asked is shown to the crisis numbers."""


class AskNext(StrEnum):
    """What time will do next to an ask, unless somebody acts first."""

    WAVE = "wave"
    """More people are rung."""
    RETURN = "return"
    """The one who took it has said nothing, and it rings again."""
    HAND_OVER = "hand_over"
    """It is handed to the crisis numbers."""


class RingEnd(StrEnum):
    """Why a call rings no more for somebody whom it rang."""

    TAKEN = "taken"
    """Somebody has it."""
    PASSED = "passed"
    """They said that they cannot just now, or are out of the house."""
    WITHDRAWN = "withdrawn"
    HANDED_OVER = "handed_over"
    """Nobody took it, and whoever asked was shown to the crisis numbers."""


class NoticeKind(StrEnum):
    """What a notice outside a socket is about; it decides how urgent it is and what it says."""

    MESSAGE = "message"
    ASK = "ask"
    """Somebody calls for someone."""
    ASK_NEWS = "ask_news"
    """To the one who called: somebody took it, or something else became of it."""
    STILL_HOME = "still_home"
    SHIFT = "shift"
    """A shift or a lease is asked of a member, or has changed."""
    SWAP = "swap"
    """Somebody asks the member to have a time of a shift of theirs."""
    OFFER = "offer"
    """Somebody asks the member to take over their claim to be there."""
    UNREACHABLE = "unreachable"
    """The member has a shift soon, and no device of theirs has confirmed the test before it."""
    SHIFT_BEGUN = "shift_begun"
    """The member has a shift now, and has not said that they are there."""
    INVITATION = "invitation"
    CHANGED = "changed"
    """Something that the member was going to is at another time, or is not."""
    REMINDER = "reminder"
    COMPANY = "company"
    COMPANY_ASKED = "company_asked"
    """Somebody would like company, and the member has offered it but not said that they come."""
    ACCOUNT = "account"
    """Something happened to the member's own devices."""
    TEST = "test"


class Unreachable(StrEnum):
    """Why calls would not get through to a member."""

    NO_DEVICE = "no_device"
    """No device of theirs is reached by push."""
    NOT_CONFIRMED = "not_confirmed"
    """Those that are have not confirmed a test."""


class NoticeState(StrEnum):
    """What became of a notice. All but the first two are ends, and `sent` may become others."""

    WAITING = "waiting"
    """Its time has not come: a device may still show it, or it is quiet."""
    SENDING = "sending"
    """It is on its way to the push services of the member's devices."""
    SENT = "sent"
    """At least one push service has taken it."""
    NOT_NEEDED = "not_needed"
    """A device of the member had it already."""
    REPLACED = "replaced"
    """A newer one about the same thing stands in its place."""
    WITHDRAWN = "withdrawn"
    """It was read on another device, or is over."""
    NOWHERE = "nowhere"
    """No device of the member can be reached by push."""
    LATE = "late"
    """It could not be sent before it was pointless."""
    FAILED = "failed"
    """The push services refused it."""


class PushText(StrEnum):
    """What a locked phone shows of a notice."""

    NEUTRAL = "neutral"
    """That there is something, and nothing of what it is."""
    FULL = "full"
    """Names and text."""


class PushEnd(StrEnum):
    """Why a device is not reached by push any more."""

    ASKED = "asked"
    """The member ended it, or the device was signed out."""
    GONE = "gone"
    """The push service says that it is not there any more."""
    REFUSED = "refused"
    """Its address leads to where nothing may be sent."""
