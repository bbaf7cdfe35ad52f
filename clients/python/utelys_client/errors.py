"""What can go wrong for an application: few errors, named by what the application can do."""

from utelys_protocol.frames import Problem
from utelys_protocol.words import ErrorCode


class UtelysError(Exception):
    """Whatever this package raises on purpose. Its text is one plain sentence for people."""


class Refused(UtelysError):
    """The server carried nothing out, and says why.

    Sending the same command again, with the same id, is sound when `code` is `unavailable` or
    `too_many`; with every other code the answer would be the same.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail or problem.title)
        self.problem = problem

    @property
    def code(self) -> ErrorCode:
        """Why, in one of the few stable words of the wire."""
        return self.problem.code

    @property
    def field(self) -> str | None:
        """The argument that it is about, if it is about one."""
        return self.problem.field


class NoContact(UtelysError):
    """The server gave no answer that can be read. What was asked may be asked again."""


class Ended(UtelysError):
    """This client is over and will not connect again with what it was given."""


class SignedOut(Ended):
    """The device was ended, here or from another device: its token opens nothing any more."""


class NotSignedIn(Ended):
    """The token opens nothing at this server."""


class Misunderstood(Ended):
    """The server could not read what this client said: one of the two has to be updated."""


class NotUtelys(Ended):
    """What answers at this address does not speak `utelys.v1`."""


class Closed(Ended):
    """The application has closed the client. A command without an answer stays in the store."""


class StoreError(UtelysError):
    """The state on disk cannot be used: another program holds it, or it is another device's."""


class LostContact(UtelysError):
    """The connection is no more; the client reconnects by itself. Never reaches the application."""


class Gap(LostContact):
    """The server told an entry that does not follow what is here: come back with the cursors."""
