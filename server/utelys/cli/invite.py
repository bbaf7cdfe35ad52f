"""`utelys invite`: an invitation made at the machine, whether the server runs or not."""

import asyncio
import json
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from utelys.actions import coming_in
from utelys.app import clock_for
from utelys.cli.fail import fail
from utelys.config import Settings
from utelys.core.errors import Conflict, NotFound, Refusal
from utelys.store.base import Tx
from utelys.store.errors import StoreRefusal
from utelys.store.opening import open_database
from utelys.store.queries import people
from utelys.store.writer import writing
from utelys_protocol.base import format_moment
from utelys_protocol.commands.invites import InviteCreated
from utelys_protocol.words import Duty, Stage


def run(
    settings: Settings, stage: Stage, duties: list[Duty], house: str | None, as_json: bool
) -> None:
    """Print an invitation's link; exit 1 with one plain line if none can be made."""
    if not (settings.data / "utelys.sqlite3").exists():
        fail(f"There is no house in {settings.data} yet. Start it once: utelys serve --data DIR")
    try:
        made = asyncio.run(make(settings, stage, duties, house))
    except (StoreRefusal, Refusal) as refusal:
        fail(str(refusal))
    link = base(settings) + made.link
    if as_json:
        expires = format_moment(made.expires_at)
        print(json.dumps({"code": made.code, "link": link, "expires_at": expires}))
    else:
        print(link)


async def make(
    settings: Settings, stage: Stage, duties: list[Duty], house: str | None
) -> InviteCreated:
    """Make an invitation to a house, by its name or id, else to the first one.

    Raises:
        NotFound, Conflict: there is no such house, or several.
        StoreRefusal: the database cannot be opened.
    """
    database = open_database(settings.data, serving=False)
    try:
        async with writing(database, clock_for(settings), lambda _: None) as writer:
            made: InviteCreated = await writer.do(lambda tx: _invite(tx, stage, duties, house))
            return made
    finally:
        await database.close()


async def _invite(tx: Tx, stage: Stage, duties: list[Duty], house: str | None) -> InviteCreated:
    houses = await people.all_houses(tx)
    if not houses:
        raise NotFound("There is no house yet. Start the server once: utelys serve --data DIR")
    found = houses[0] if house is None else await _named(tx, houses, house)
    return coming_in.make(tx, stage, duties, found, timedelta(hours=72))


async def _named(tx: Tx, houses: list[str], said: str) -> str:
    """Find a house by its id, or by its name in whatever case.

    Raises:
        NotFound: there is none of that name or id.
        Conflict: there are several of that name.
    """
    names = {id_: found.card.name for id_ in houses if (found := await people.house(tx, id_))}
    fits = [id_ for id_, name in names.items() if said in (id_, name)]
    fits = fits or [id_ for id_, name in names.items() if name.casefold() == said.casefold()]
    if len(fits) == 1:
        return fits[0]
    listed = ", ".join(f"{name} ({id_})" for id_, name in names.items())
    if fits:
        raise Conflict(f"Several houses are called {said}. Name one by its id: {listed}")
    raise NotFound(f"No house is called {said}. Name one by its id: {listed}")


def base(settings: Settings) -> str:
    """Where members reach the server: as set, else where it runs now, else where it would."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    with suppress(OSError, ValueError, KeyError):
        note = json.loads(Path(settings.data / "server.json").read_text())
        return str(note["url"]).rstrip("/")
    return f"http://{settings.host}:{settings.port}"
