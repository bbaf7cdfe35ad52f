"""Reading over HTTP what is done together: the times that concern oneself."""

from aiohttp import web

from utelys import access, weeks
from utelys.net.answers import told
from utelys.net.asked import identify, query_of
from utelys.net.parts import PARTS
from utelys.store.queries import answers
from utelys_protocol.commands.activities import ActivityAttended
from utelys_protocol.http import AttendanceQuery, OccurrenceQuery


async def occurrences(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/activities/occurrences?since=&before=&past=&limit=`."""
    caller = await identify(request)
    query = query_of(OccurrenceQuery, request)
    parts = request.app[PARTS]
    async with parts.database.reader() as source:
        found = await weeks.page(source, caller.member, query, parts.clock.now())
    return told(found)


async def attendance(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/activities/attendance?activity=&occurrence=`, for the one who led."""
    caller = await identify(request)
    query = query_of(AttendanceQuery, request)
    async with request.app[PARTS].database.reader() as source:
        activity = await access.activity(source, caller, query.activity)
        one = access.led(caller, activity, query.occurrence)
        members = await answers.noted(source, one.id)
    noted = members is not None
    return told(ActivityAttended(occurrence=one.id, members=members or [], noted=noted))
