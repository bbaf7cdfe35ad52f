"""What those who go together are told, and the room of the two."""

from utelys.actions.opening import direct_room_of
from utelys.actions.planning import language_of
from utelys.actions.telling import tell
from utelys.core import wording
from utelys.core.activity import Activity, text
from utelys.core.company import Pair, Table
from utelys.core.ids import activity_of, room_stream
from utelys.core.occurrences import Occurrence
from utelys.store.base import Tx
from utelys.store.queries import people
from utelys.store.queries.company import Went
from utelys_protocol.company import (
    CompanyAsked,
    CompanyChanged,
    CompanyMatched,
    CompanyNobody,
    CompanyReopened,
    CompanyStill,
)


def _title(one: Occurrence) -> str:
    return text(one.details, "title") or ""


async def tell_matched(tx: Tx, one: Occurrence, pair: Pair, by: str) -> None:
    """Two go together: both are told, and it stands in their room, with where and when."""
    room = await direct_room_of(tx, pair.wants, pair.offers)
    body = CompanyMatched(
        activity=activity_of(one.id),
        occurrence=one.id,
        room=room,
        members=[await people.card(tx, id_) for id_ in sorted(pair.two)],
        title=_title(one),
        starts_at=one.starts,
        place=text(one.details, "place") or "",
        meet_at=text(one.details, "meet_at"),
    )
    await tx.append(room_stream(room), "company.matched", body, by)
    for member in sorted(pair.two):
        await tell(tx, member, "company.matched", body, by)


async def tell_broken(
    tx: Tx, one: Occurrence, pair: Pair, table: Table, stay: list[str], by: str
) -> None:
    """Two do not go together after all: whoever still would is told in words.

    Whoever does not `stay` is not concerned any more.
    Where the time itself is cancelled, they have heard that already, and their room says it.
    """
    if one.cancelled:
        await tell_moved(tx, one, pair, by, off=True)
        return
    for member, other in ((pair.wants, pair.offers), (pair.offers, pair.wants)):
        still = member in (table.wants if member == pair.wants else table.offers)
        if member not in stay or not (still or member != by):
            continue
        name = (await people.card(tx, other)).name
        language = await language_of(tx, member)
        body = CompanyReopened(
            activity=activity_of(one.id),
            occurrence=one.id,
            starts_at=one.starts,
            words=wording.say_reopened(name, _title(one), member == pair.wants, language),
        )
        await tell(tx, member, "company.reopened", body, by)


async def tell_moved(
    tx: Tx, one: Occurrence, pair: Pair, by: str, *, off: bool | None = None
) -> None:
    """Say in the room of two where and when it is now, or that it is off; each has heard it."""
    body = CompanyChanged(
        activity=activity_of(one.id),
        occurrence=one.id,
        title=_title(one),
        starts_at=one.starts,
        place=text(one.details, "place") or "",
        meet_at=text(one.details, "meet_at"),
        off=off,
    )
    room = await direct_room_of(tx, pair.wants, pair.offers)
    await tx.append(room_stream(room), "company.changed", body, by)


async def tell_gone(tx: Tx, activity: Activity, went: Went, by: str) -> None:
    """There is no such time any more to which two would go: both are told, and their room."""
    title, pair = text(activity.details, "title") or "", went.pair
    room = await direct_room_of(tx, pair.wants, pair.offers)
    off = CompanyChanged(
        activity=activity.id,
        occurrence=went.occurrence,
        title=title,
        starts_at=went.starts,
        place=text(activity.details, "place") or "",
        off=True,
    )
    await tx.append(room_stream(room), "company.changed", off, by)
    zone = activity.series.segments[0].start.zone
    for member in sorted(pair.two):
        language = await language_of(tx, member)
        body = CompanyReopened(
            activity=activity.id,
            occurrence=went.occurrence,
            starts_at=went.starts,
            words=wording.say_gone(title, went.starts, zone, language),
        )
        await tell(tx, member, "company.reopened", body, by)


async def ask_along(tx: Tx, one: Occurrence, pair: Pair, by: str) -> None:
    """Somebody would like company: one who offered is asked whether they come too."""
    body = CompanyAsked(
        activity=activity_of(one.id),
        occurrence=one.id,
        starts_at=one.starts,
        title=_title(one),
        member=await people.card(tx, pair.wants),
    )
    await tell(tx, pair.offers, "company.asked", body, by)


async def ask_still(tx: Tx, one: Occurrence, member: str, times: int, by: str) -> None:
    """Ask whether company is still wanted."""
    body = CompanyStill(
        activity=activity_of(one.id), occurrence=one.id, times=times, starts_at=one.starts
    )
    await tell(tx, member, "company.still", body, by)


async def tell_nobody(
    tx: Tx, one: Occurrence, left: list[str], members: list[str], by: str
) -> None:
    """Nobody was found for some and it begins soon: who leads, or they, are told how many."""
    body = CompanyNobody(
        activity=activity_of(one.id),
        occurrence=one.id,
        starts_at=one.starts,
        title=_title(one),
        how_many=len(left),
    )
    for member in members:
        await tell(tx, member, "company.nobody", body, by)
