"""Who need not hear of a change, since they have said no to all that it is about."""

from datetime import datetime
from itertools import islice

from utelys.core.activity import Activity
from utelys.core.answers import Book
from utelys.core.occurrences import Occurrence, Series, order, standing, time_at
from utelys.core.spans import all_from
from utelys_protocol.words import Answer


def deaf_to_one(book: Book, one: Occurrence) -> set[str]:
    """Those who said no to one time."""
    return {member for member, said in book.counting(one).items() if said.answer is Answer.NO}


def deaf_to_many(
    activity: Activity, after: Series, book: Book, since: Occurrence | None, now: datetime
) -> set[str]:
    """Those who said no to every time that stands and is changed: from one on, or of all (None).

    Times that nobody answered by themselves are alike, so what was said of all of them is asked
    once. A new rule brings times to which nobody has said no but to all.
    """
    bound = order(since) if since else all_from(now)
    series, slots = activity.series, book.slots
    found = (time_at(series, slot) for slot in slots if series.over_at(slot) > now)
    alone = [one for one in found if one and not one.cancelled and order(one) >= bound]
    # Of so many times one at least was answered by nobody by itself, if there is one.
    following = (one for one in standing(series, bound[0]) if order(one) >= bound)
    others = any(one.slot not in slots for one in islice(following, len(slots) + 1))
    if not others and after != series:
        ahead = islice(standing(after, now), len(slots) + 1)
        others = any(time_at(series, one.slot) is None for one in ahead)
    said = [book.counting(one) for one in (*alone, *([None] if others else []))]
    deaf = {given.member for given in book.given.values() if given.answer is Answer.NO}
    for answers in said:
        deaf &= {member for member, one in answers.items() if one.answer is Answer.NO}
    return deaf if said else set()
