"""The one tree of refusals: each tells the member what is wrong and the client what to do."""

from typing import ClassVar

from utelys_protocol.words import ErrorCode


class Refusal(Exception):
    """A command that is not carried out, for a reason that the one who sent it is told.

    `title` is one plain sentence, `field` the argument that it is about (dotted, as on the wire).
    """

    code: ClassVar[ErrorCode] = ErrorCode.INVALID

    def __init__(self, title: str, *, field: str | None = None, detail: str | None = None) -> None:
        """Keep what will be told; nothing secret may be put in any of the three."""
        super().__init__(title)
        self.title = title
        self.field = field
        self.detail = detail


class Invalid(Refusal):
    """The arguments do not make sense. Sending the same again will not help."""

    code = ErrorCode.INVALID


class Unauthenticated(Refusal):
    """Nobody is signed in with this token."""

    code = ErrorCode.UNAUTHENTICATED


class Forbidden(Refusal):
    """The member may know of the thing, but may not do this with it."""

    code = ErrorCode.FORBIDDEN


class NotFound(Refusal):
    """There is no such thing, or it is one that the member may not know of."""

    code = ErrorCode.NOT_FOUND


class Conflict(Refusal):
    """It cannot be done as things stand now."""

    code = ErrorCode.CONFLICT


class Gone(Refusal):
    """It was there, and has ended."""

    code = ErrorCode.GONE


class TooLarge(Refusal):
    """More than the limit, which the sentence names."""

    code = ErrorCode.TOO_LARGE


class TooMany(Refusal):
    """Too often; `retry_after` is in seconds."""

    code = ErrorCode.TOO_MANY

    def __init__(self, title: str, *, retry_after: int = 60) -> None:
        """Say when it is worth trying again."""
        super().__init__(title, detail=f"Try again in {retry_after} s.")
        self.retry_after = retry_after


class Unavailable(Refusal):
    """The server cannot do it just now; the same command may be sent again later."""

    code = ErrorCode.UNAVAILABLE
