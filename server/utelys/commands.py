"""THE table: every command that there is, joined from the rows of each area."""

from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import ValidationError

from utelys import access
from utelys.actions import (
    asks,
    blocking,
    coming_in,
    company,
    crisis,
    devices,
    files,
    going,
    housekeeping,
    houses,
    leasing,
    light,
    members,
    messages,
    push,
    quiet,
    reading,
    retaining,
    rooms,
    shifts,
    standing,
    together,
    turns,
)
from utelys.actions.row import Row
from utelys.core.caller import Caller
from utelys.core.errors import Invalid, NotFound
from utelys.store.base import Tx
from utelys.timers.loop import Do
from utelys_protocol.base import Said
from utelys_protocol.codec import explain, write
from utelys_protocol.commands import SHAPES

TABLE: dict[str, Row] = {
    row.name: row
    for area in (
        coming_in,
        devices,
        members,
        blocking,
        standing,
        quiet,
        rooms,
        messages,
        retaining,
        reading,
        light,
        asks,
        together,
        push,
        houses,
        shifts,
        crisis,
    )
    for row in area.ROWS
}

TIMERS: dict[str, Do] = {
    kind: do
    for area in (
        leasing,
        asks,
        housekeeping,
        reading,
        retaining,
        files,
        together,
        shifts,
        quiet,
        crisis,
        houses,
        members,
    )
    for kind, do in area.TIMERS.items()
}
"""What the clock does, by the kind of timer."""

PATIENT = frozenset(
    {
        *turns.TIMERS,
        *housekeeping.TIMERS,
        *retaining.TIMERS,
        *files.TIMERS,
        *quiet.TIMERS,
        *crisis.TIMERS,
        *going.TIMERS,
        *company.TIMERS,
    }
)
"""The kinds of timers that may be late by a little: until they run, nobody is shown what is not so.

All others are pressing; so is whatever is added to `TIMERS` and not here.
"""


def find(name: str) -> Row:
    """Return the row of a command.

    Raises:
        NotFound: there is no such command.
    """
    row = TABLE.get(name)
    if row is None:
        raise NotFound("There is no such command.", field="name")
    return row


def read_args(row: Row, args: Any) -> Said:
    """Read a command's arguments, given as a JSON object that was parsed already.

    Raises:
        Invalid: an argument is missing, wrong or unknown; names the first such field.
    """
    try:
        return SHAPES[row.name].args.model_validate(args, by_alias=True, by_name=False)
    except ValidationError as error:
        title, field = explain(error)
        raise Invalid(title, field=field) from None


async def prepared(row: Row, args: Said) -> Any:
    """Return what the handler gets, made ready before anybody waits for the store.

    Raises:
        Refusal: nothing can be made of these arguments.
    """
    return args if row.prepare is None else await row.prepare(args)


def bind(row: Row, caller: Caller, args: Any) -> Callable[[Tx], Awaitable[bytes]]:
    """Make of a command and what is `prepared` of it what the writer runs: it returns JSON."""

    async def run(tx: Tx) -> bytes:
        if caller.device:
            await access.signed_in(tx, caller)
        if row.duty is not None:
            await access.require(tx, caller, row.duty)
        return write(await row.handler(tx, caller, args))

    return run
