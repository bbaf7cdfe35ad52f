"""The HTTP door: what may be read there, what it answers, and how refusals look.

Commands need no list here: each of them has the path `/api/v1/commands/{name}`.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from utelys_protocol.activities import OccurrenceCard, OccurrenceId
from utelys_protocol.base import Id, Moment, Said, Seq, StreamName, Told
from utelys_protocol.cards import DeviceCard, MemberCard, NoticeCard, ReceiptCard
from utelys_protocol.commands.activities import ActivityAttended
from utelys_protocol.crisis import CrisisCard
from utelys_protocol.figures import HouseFigures
from utelys_protocol.frames import Entry, Problem, StreamHead
from utelys_protocol.shifts import Cover
from utelys_protocol.words import ErrorCode, Language, PushText

COOKIE = "utelys"
"""The cookie that carries a browser's token: HttpOnly, SameSite=Strict."""

STATUS: dict[ErrorCode, int] = {
    ErrorCode.INVALID: 400,
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.CONFLICT: 409,
    ErrorCode.GONE: 410,
    ErrorCode.TOO_LARGE: 413,
    ErrorCode.TOO_MANY: 429,
    ErrorCode.UNAVAILABLE: 503,
}
"""The HTTP status of each refusal. Every code has its own, so that either tells the other."""

MAX_FILE = 10 * 1024 * 1024
"""Bytes in one file."""

UPLOAD = "/api/v1/files"
"""Where files are sent with POST; the body is the file. What it is, is told by its content."""

ROOM_HEADER = "Utelys-Room"
"""The id of the room that a file is for. In a header, as addresses are kept by proxies."""

NAME_HEADER = "Utelys-Name"
"""What a file is called: UTF-8, percent-encoded, at most 60 characters."""

PAGE = 50
"""Entries in a page unless `limit` says otherwise."""

MAX_PAGE = 200
"""Entries in a page at most."""


class ProblemDocument(Problem):
    """A refusal over HTTP, `application/problem+json` (RFC 9457).

    `type` is `urn:utelys:problem:<code>`, `status` the HTTP status.
    """

    type: str
    status: int


def problem_document(problem: Problem) -> ProblemDocument:
    """Dress a refusal for HTTP."""
    return ProblemDocument(
        code=problem.code,
        title=problem.title,
        detail=problem.detail,
        field=problem.field,
        type=f"urn:utelys:problem:{problem.code}",
        status=STATUS[problem.code],
    )


class Me(Told):
    """Who this token belongs to, and on which device. `time_zone` is an IANA name."""

    member: MemberCard
    device: DeviceCard
    language: Language
    time_zone: str
    receipts: bool = False
    """Whether one gives and sees receipts."""
    push_text: PushText = PushText.NEUTRAL


class StreamList(Told):
    """Every stream that this member may read."""

    streams: list[StreamHead]


class EntryPage(Told):
    """Some entries of a stream in their order; `head` is the number of its newest."""

    stream: StreamName
    entries: list[Entry]
    head: Seq


class ReceiptList(Told):
    """How far others have read a room, where both they and oneself have chosen receipts."""

    stream: StreamName
    receipts: list[ReceiptCard]


class StreamSnapshot(Told):
    """The state of a stream at `seq`; the entries after it lead on from there."""

    stream: StreamName
    seq: Seq
    snapshot: dict[str, Any]


class NoticeList(Told):
    """What became of the newest twenty notices to this member, the newest first."""

    notices: list[NoticeCard]


class PushKey(Told):
    """The public key that subscriptions are bound to (RFC 8292 section 4), in base64url."""

    key: str


class Health(Told):
    """The process lives and answers."""

    status: Literal["ok"]


class Readiness(Told):
    """The server takes members; while it does not, this is answered by `unavailable`."""

    status: Literal["ready"]


Number = Annotated[int, Field(ge=0, le=2**53)]
"""A place in a stream as it stands in a query, where everything is text."""


class PageQuery(Said):
    """Which entries: those after a number, or the last ones before a number, or the newest.

    With `at`, a moment (RFC 3339, best in UTC with `Z`), the first ones from that moment on. With
    `occurrence`, of a room's entries only the messages in the thread of that time of an activity.
    """

    at: Moment | None = None
    after: Number | None = None
    before: Number | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = PAGE
    occurrence: OccurrenceId | None = None


class OccurrenceQuery(Said):
    """Which times: those that start at or after `since` (now) and before `before`.

    To go on where a page ended, give `since` and `past` as the answer's `next` has them.
    """

    since: Moment | None = None
    before: Moment | None = None
    past: OccurrenceId | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = PAGE


class NextPage(Told):
    """Where the next page begins."""

    since: Moment
    past: str


class OccurrencePage(Told):
    """The times that concern oneself, in the order in which they start, cancelled ones too."""

    occurrences: list[OccurrenceCard]
    next: NextPage | None = None


class AttendanceQuery(Said):
    """Who came to which time."""

    activity: Id
    occurrence: OccurrenceId


class CrisisQuery(Said):
    """Whose crisis card."""

    house: Id | None = None


class SearchQuery(Said):
    """Which messages: those in which every word of `q` stands, in one room or in all of one's own.

    Case and accents make no difference; å, æ and ø are letters of their own, and aa, ae and oe.
    `before` is what `next` said.
    """

    q: Annotated[str, Field(min_length=1, max_length=200)]
    room: Id | None = None
    before: Annotated[str, Field(pattern=r"^\d{1,14}-\d{1,15}-\d{1,15}$")] | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class Hit(Told):
    """A message that was found, and where."""

    stream: StreamName
    entry: Entry


class SearchPage(Told):
    """What was found, newest first. With `next` there may be more: ask again `before` it.

    One answer looks through a limited number of messages, so it may hold nothing and still go on.
    """

    hits: list[Hit]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """Something to be read with GET.

    `answer` is None for a document that describes itself; `open` needs no session.
    """

    path: str
    about: str
    answer: type[Told] | None = None
    query: type[Said] | None = None
    open: bool = False
    binary: bool = False


READS: tuple[Read, ...] = (
    Read("/api/v1/me", "Read who one is.", Me),
    Read("/api/v1/streams", "List the streams that one may read.", StreamList),
    Read(
        "/api/v1/streams/{stream}/entries", "Read some entries of a stream.", EntryPage, PageQuery
    ),
    Read("/api/v1/streams/{stream}/snapshot", "Read the state of a stream.", StreamSnapshot),
    Read("/api/v1/streams/{stream}/receipts", "Read the receipts of a room.", ReceiptList),
    Read(
        "/api/v1/activities/occurrences",
        "Read what is done together, time by time.",
        OccurrencePage,
        OccurrenceQuery,
    ),
    Read(
        "/api/v1/activities/attendance",
        "Read who came to a time that one led.",
        ActivityAttended,
        AttendanceQuery,
    ),
    Read("/api/v1/notices", "Read what became of one's newest notices.", NoticeList),
    Read("/api/v1/push/key", "Read the key to subscribe to push with.", PushKey, open=True),
    Read("/api/v1/search", "Search in the rooms that one is in.", SearchPage, SearchQuery),
    Read(
        "/api/v1/files/{file}",
        "Read a file, or with Range a part of it, of a room that one is in.",
        binary=True,
    ),
    Read("/api/v1/files/{file}/preview", "Read a picture, small, as WebP.", binary=True),
    Read(
        "/api/v1/members/{member}/picture",
        "Read the picture that a member shows, square, as WebP; for those who know them.",
        binary=True,
    ),
    Read(
        "/api/v1/houses/{house}/cover",
        "Read who has planned to be there in the next 14 days, and when nobody has; for helpers.",
        Cover,
    ),
    Read(
        "/api/v1/houses/{house}/figures",
        "Read how the calls of one's house were answered, by week.",
        HouseFigures,
    ),
    Read(
        "/api/v1/crisis",
        "Read the crisis card of a house, of the oldest one unless named; it may be kept.",
        CrisisCard,
        CrisisQuery,
        open=True,
    ),
    Read("/api/v1/openapi.json", "Read the OpenAPI document of this door.", open=True),
    Read("/api/v1/asyncapi.json", "Read the AsyncAPI document of the socket.", open=True),
    Read("/api/v1/schema.json", "Read the JSON Schema of the wire.", open=True),
    Read("/healthz", "Ask whether the process lives.", Health, open=True),
    Read("/readyz", "Ask whether the server takes members.", Readiness, open=True),
)
"""Everything that may be read over HTTP and is written in JSON."""
