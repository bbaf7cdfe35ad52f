"""`utelys house`: another house, opened at the machine while no server runs on its folder.

A running server keeps what it knows in memory and is told by nobody but itself; while it runs, a
keeper opens the house from within.
"""

import asyncio

from utelys.actions import founding
from utelys.app import clock_for
from utelys.cli.fail import fail
from utelys.cli.invite import base
from utelys.config import Settings
from utelys.core.errors import Refusal
from utelys.core.walltime import check_zone
from utelys.store.errors import StoreRefusal
from utelys.store.opening import open_database
from utelys.store.writer import writing
from utelys_protocol.commands.invites import InviteCreated


def run(settings: Settings, name: str, zone: str) -> None:
    """Open a house and print its first keeper's link; exit 1 with one plain line if it cannot."""
    if not (settings.data / "utelys.sqlite3").exists():
        fail(f"There is no network in {settings.data} yet. Start it once: utelys serve --data DIR")
    try:
        check_zone(zone)
        made = asyncio.run(_open(settings, name, zone))
    except (StoreRefusal, Refusal) as refusal:
        fail(str(refusal))
    print(base(settings) + made.link)


async def _open(settings: Settings, name: str, zone: str) -> InviteCreated:
    database = open_database(settings.data, serving=True)
    try:
        async with writing(database, clock_for(settings), lambda _: None) as writer:
            made: InviteCreated = await writer.do(lambda tx: founding.found_another(tx, name, zone))
            return made
    finally:
        await database.close()
