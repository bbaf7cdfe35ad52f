"""Calendars for other programs: a secret address for each, told once and taken back at will."""

from datetime import timedelta

from utelys import access
from utelys.actions.row import Rate, Row
from utelys.actions.telling import tell
from utelys.core.caller import Caller
from utelys.core.errors import Conflict, NotFound
from utelys.core.keys import hash_secret, key_of
from utelys.store.base import Tx
from utelys.store.queries import calendars
from utelys.store.queries.calendars import Feed
from utelys_protocol.commands.calendars import (
    CalendarCreate,
    CalendarCreated,
    CalendarRevoke,
    CalendarRevoked,
)
from utelys_protocol.together import CalendarEntry, CalendarGone

MOST = 20
"""Calendars that one member may have at a time."""


async def create(tx: Tx, caller: Caller, args: CalendarCreate) -> CalendarCreated:
    """Make a calendar. The same command sent again gives the same address again."""
    if args.group is not None:
        await access.room(tx, caller, args.group, "group")
    code = key_of(tx.secret("calendar", caller.device, caller.command))
    url = f"{caller.base}/calendar/{code}.ics"
    made_before = await calendars.by_hash(tx, hash_secret(code))
    if made_before is not None:
        return CalendarCreated(calendar=made_before.card, url=url)
    if len(await calendars.of_member(tx, caller.member)) >= MOST:
        raise Conflict(f"You have {MOST} calendars; revoke one that you do not use.")
    alarm = timedelta(seconds=args.alarm) if args.alarm is not None else None
    feed = Feed(tx.new_id(), caller.member, args.group, args.neutral, alarm, tx.now, args.name)
    await calendars.add(tx, feed, hash_secret(code))
    entry = CalendarEntry(calendar=feed.card)
    await tell(tx, caller.member, "calendar.created", entry, caller.member)
    return CalendarCreated(calendar=feed.card, url=url)


async def revoke(tx: Tx, caller: Caller, args: CalendarRevoke) -> CalendarRevoked:
    """Let an address open nothing any more."""
    own = {feed.id for feed in await calendars.of_member(tx, caller.member)}
    if args.calendar not in own:
        raise NotFound("You have no such calendar.", field="calendar")
    calendars.drop(tx, args.calendar)
    gone = CalendarGone(calendar=args.calendar)
    await tell(tx, caller.member, "calendar.revoked", gone, caller.member)
    return CalendarRevoked(calendar=args.calendar)


ROWS = (
    Row("calendar.create", create, Rate.COSTLY, secret=True),
    Row("calendar.revoke", revoke),
)
