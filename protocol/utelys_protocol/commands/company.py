"""Going together: wanting company, offering it, and taking either back."""

from utelys_protocol.activities import OccurrenceId
from utelys_protocol.base import Id, Said, Told
from utelys_protocol.company import CompanyCard, Says


class CompanySay(Said):
    """Say that one would come if someone came along, or offers to, or neither any more.

    Of one time, of every time of an activity (`all`), or in general (no activity). What is said
    of a time goes before what is said of the activity, and that before what is said in general.
    To say `none` of a time takes one out of a pair at once, and somebody else is looked for.
    """

    says: Says
    activity: Id | None = None
    occurrence: OccurrenceId = "all"


class CompanySayResult(Told):
    """What one has now said."""

    company: CompanyCard


SHAPES: dict[str, tuple[type[Said], type[Told]]] = {"company.say": (CompanySay, CompanySayResult)}
