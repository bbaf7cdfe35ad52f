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
