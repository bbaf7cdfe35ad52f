"""What stands in a calendar that another program reads: a member's own, or a group's."""

from datetime import datetime

from utelys import access
from utelys.core.activity import Activity
from utelys.core.answers import ALL, Book
from utelys.core.ical import Listed, Manner, calendar
from utelys.store.base import Source
from utelys.store.queries import activities, answers, people, rooms
from utelys.store.queries.calendars import Feed
from utelys_protocol.words import Answer, Language


async def write(source: Source, feed: Feed, now: datetime) -> bytes:
    """Write a calendar as it stands now."""
    found = await people.member(source, feed.member)
    manner = Manner(found.language if found else Language.BOKMAAL, feed.neutral, feed.alarm)
    if feed.room is None:
        listed = await _own(source, feed.member)
    elif feed.member in await rooms.members_in(source, feed.room):
        listed = [Listed(one) for one in await activities.of_group(source, feed.room)]
    else:
        listed = []
    return calendar(listed, manner, now, feed.made_at)


async def _own(source: Source, member: str) -> list[Listed]:
    """Everything that a member said yes or maybe to."""
    found = []
    for activity in await access.activities_of(source, member):
        book = await answers.book(source, activity.id)
        found += listed_for(activity, book, member)
    return found


def listed_for(activity: Activity, book: Book, member: str) -> list[Listed]:
    """What of one activity a member said yes or maybe to."""
    own = {
        given.occurrence: given.answer for given in book.given.values() if given.member == member
    }
    to_all = own.pop(ALL, Answer.NO)
    no = [id_ for id_, answer in own.items() if answer is Answer.NO]
    if to_all is not Answer.NO:
        return [Listed(activity, without=no, maybe=to_all is Answer.MAYBE)]
    yes = [id_ for id_, answer in own.items() if answer is Answer.COMING]
    maybe = [id_ for id_, answer in own.items() if answer is Answer.MAYBE]
    found = [Listed(activity, only=yes)] if yes else []
    return found + ([Listed(activity, only=maybe, maybe=True)] if maybe else [])
