"""How much room files may take, so that nobody fills the disk that messages need.

| limit          | of                        | what it guards                            |
| -------------- | ------------------------- | ----------------------------------------- |
| a member's day | one member, 24 hours back | others, from one phone gone wild          |
| all files      | everything that is kept   | who runs the server, from surprises       |
| what is free   | the disk                  | messages and calls, which go on           |
|                |                           | long after files are refused              |
"""

from dataclasses import dataclass
from datetime import timedelta

from utelys.core.errors import TooLarge

DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Space:
    """How much room there is, in bytes: what files take and may take, what is and must be free."""

    used: int
    most: int
    free: int
    keep_free: int

    @property
    def is_low(self) -> bool:
        """Whether the disk has come to where no files are taken."""
        return self.free <= self.keep_free


def check_space(space: Space, size: int) -> None:
    """Refuse what there is no room for.

    Raises:
        TooLarge: says why, and what to do.
    """
    if space.used + size > space.most:
        raise TooLarge(
            "There is no room for more files here. Erase messages with files that nobody needs, "
            "or ask who runs the server for more room."
        )
    if space.free - size < space.keep_free:
        raise TooLarge(
            "The server's disk is nearly full and takes no files just now; messages still go. "
            "Tell who runs the server."
        )


def check_day(sent: int, size: int, most: int) -> None:
    """Refuse what is more than a member may send in a day.

    Args:
        sent: what they have sent in the last `DAY`, in bytes.
        size: what they want to send.
        most: what one may send in a day.

    Raises:
        TooLarge: says how much that is. It is no `too_many`: what that says is tried again at once
            by many an app, and this passes only with the day.
    """
    if sent + size > most:
        raise TooLarge(
            f"That is more than the {most // 1024 // 1024} MiB of files that one may send in a day."
            " Send it tomorrow."
        )
