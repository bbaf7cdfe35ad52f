"""Reading over HTTP what is done together: the times that concern oneself."""

from typing import TypeVar

from aiohttp import web
from pydantic import ValidationError

from utelys import access, weeks
from utelys.core.errors import Invalid
from utelys.net.http import identify
from utelys.net.parts import PARTS
from utelys.net.problems import NO_STORE
from utelys.store.queries import answers
from utelys_protocol import codec
from utelys_protocol.base import Said, Told
from utelys_protocol.commands.activities import ActivityAttended
from utelys_protocol.http import AttendanceQuery, OccurrenceQuery

Query = TypeVar("Query", bound=Said)


async def occurrences(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/activities/occurrences?since=&before=&past=&limit=`."""
    caller = await identify(request)
    query = _query(OccurrenceQuery, request)
    parts = request.app[PARTS]
    async with parts.database.reader() as source:
        found = await weeks.page(source, caller.member, query, parts.clock.now())
    return _json(found)


async def attendance(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/activities/attendance?activity=&occurrence=`, for the one who led."""
    caller = await identify(request)
    query = _query(AttendanceQuery, request)
    async with request.app[PARTS].database.reader() as source:
        activity = await access.activity(source, caller, query.activity)
        one = access.led(caller, activity, query.occurrence)
        members = await answers.came(source, one.id)
    return _json(ActivityAttended(occurrence=one.id, members=members))


def _query(model: type[Query], request: web.Request) -> Query:
    try:
        return model.model_validate(dict(request.query))
    except ValidationError as error:
        title, field = codec.explain(error)
        raise Invalid(title, field=field) from None


def _json(told: Told) -> web.Response:
    return web.Response(body=codec.write(told), content_type="application/json", headers=NO_STORE)
