"""The house's own figures: how its calls are answered, and never by whom."""

from utelys_protocol.base import Id, Told


class AskFigures(Told):
    """How a number of calls went. Times are seconds to the first answer; shares are from 0 to 1.

    Not among `asks` are those withdrawn within a minute before anybody had answered. The rest, that
    were neither `answered` nor `handed_over`, were withdrawn by somebody who gave up waiting.
    `median` and `ninety` (nine of ten came sooner) are None where under five were answered.
    """

    asks: int
    median: int | None = None
    ninety: int | None = None
    answered: float
    handed_over: float


class WeekFigures(AskFigures):
    """The calls of one week (ISO 8601, such as `2026-W48`), by the wall of the house."""

    week: str


class HouseFigures(Told):
    """The last twelve weeks that are over, and all of whose calls have ended.

    Weeks with under five calls are left out. `whole` is all of them together, those that are left
    out too; None where they are under five, or where under five are in it that no week tells of.
    """

    house: Id
    weeks: list[WeekFigures]
    whole: AskFigures | None = None
