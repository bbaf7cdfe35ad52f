"""Leases: who claims to be home or reachable in a house, and until when."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, not_, or_, select, update

from utelys.core.clock import EPOCH, from_millis, to_millis
from utelys.core.jumps import TOLERANCE
from utelys.core.leases import Held, LeaseState
from utelys.core.light import Lease, light_of, shown_duty
from utelys.core.quiet import next_quiet
from utelys.store.base import Source, Tx
from utelys.store.queries import people, quiet, shifts
from utelys.store.queries.sound import no_moment, none_of
from utelys.store.schema import leases
from utelys_protocol.leases import LeaseCard, OfferCard
from utelys_protocol.light import Light
from utelys_protocol.words import ClaimAs, Show

_TOLERANCE = to_millis(EPOCH + TOLERANCE)

# A claim that cannot be read lights nothing, until it is taken away (see `actions.aside`).
_UNREADABLE = or_(
    none_of(leases.c.as_, ClaimAs),
    none_of(leases.c.show, Show),
    no_moment(leases.c.until),
    no_moment(leases.c.claimed_at),
)
_SOUND = select(leases).where(not_(_UNREADABLE)).order_by(leases.c.id)
_DAMAGED = (
    select(leases.c.id, leases.c.house, leases.c.member).where(_UNREADABLE).order_by(leases.c.id)
)
_IN_HOUSE = _SOUND.where(leases.c.house == bindparam("house"))
_ONE = _SOUND.where(leases.c.id == bindparam("id"))
_OF_MEMBER = _SOUND.where(leases.c.member == bindparam("member"))
_OFFERED_TO = _SOUND.where(leases.c.offered_to == bindparam("member"))
_ADD = insert(leases)
_CHANGE = (
    update(leases)
    .where(leases.c.id == bindparam("b_id"))
    .values(
        until=bindparam("b_until"),
        offered_to=bindparam("b_offered_to"),
        through_quiet=bindparam("b_through_quiet"),
    )
)
_CLAIM_AGAIN = (
    update(leases).where(leases.c.id == bindparam("b_id")).values(claimed_at=bindparam("b_now"))
)
_DROP = delete(leases).where(leases.c.id == bindparam("b_id"))


async def light_now(source: Source, house: str, now: datetime) -> Light:
    """The light of a house, worked out of what is kept.

    A claim that was made in what is now the future is in doubt. It counts for nothing, and while it
    stands the light is not known, unless a claim counts that nobody doubts.
    """
    planned = await shifts.ahead_in(source, house, now)
    rows = await source.rows(_IN_HOUSE, {"house": house})
    millis = to_millis(now)
    certain = [row for row in rows if row.claimed_at <= millis + _TOLERANCE]
    leases_ = [await _with_quiet(source, one.lease, now) for one in await _held(source, certain)]
    doubted = any(row.until > millis for row in rows if row not in certain)
    known = not doubted or any(one.counts(now) for one in leases_)
    return light_of(house, now, leases_, planned, known)


async def _with_quiet(source: Source, lease: Lease, now: datetime) -> Lease:
    said, _ = await quiet.of(source, lease.member)
    return replace(lease, quiet=next_quiet(said, now))


async def leases_in(source: Source, house: str) -> list[Lease]:
    """The leases in a house, ended ones that the clock has not yet taken away among them."""
    return [one.lease for one in await held_in(source, house)]


async def held_in(source: Source, house: str) -> list[Held]:
    """The leases in a house and to whom they are offered, as for `leases_in`."""
    return await _held(source, await source.rows(_IN_HOUSE, {"house": house}))


async def held(source: Source, id_: str) -> Held | None:
    """Find a lease, and how it stands."""
    found = await _held(source, await source.rows(_ONE, {"id": id_}))
    return found[0] if found else None


async def of_member(source: Source, member: str) -> list[Held]:
    """A member's own leases."""
    return await _held(source, await source.rows(_OF_MEMBER, {"member": member}))


async def offered_to(source: Source, member: str) -> list[Held]:
    """The leases that are offered to a member."""
    return await _held(source, await source.rows(_OFFERED_TO, {"member": member}))


async def damaged(source: Source) -> list[tuple[str, str, str]]:
    """Those that cannot be read: the id of each, its house and its member."""
    rows = await source.rows(_DAMAGED)
    return [(row.id, row.house, row.member) for row in rows]


async def claimed_in(source: Source, house: str) -> dict[str, datetime]:
    """When each member with a lease in a house last claimed or kept it."""
    found = await source.rows(_IN_HOUSE, {"house": house})
    return {row.member: from_millis(row.claimed_at) for row in found}


async def _held(source: Source, rows: Any) -> list[Held]:
    found = []
    for row in rows:
        values = row._mapping
        member = await people.card(source, values["member"])
        lease = Lease(
            id=values["id"],
            member=member.id,
            house=values["house"],
            as_=ClaimAs(values["as_"]),
            until=from_millis(values["until"]),
            show=Show(values["show"]),
            name=member.name,
            duty=shown_duty(member.duties),
            through_quiet=values["through_quiet"],
        )
        to = values["offered_to"]
        found.append(Held(lease, LeaseState.OFFERED if to else LeaseState.STANDING, to))
    return found


def add(tx: Tx, lease: Lease) -> None:
    """Write a new lease."""
    tx.write(
        _ADD,
        {
            "id": lease.id,
            "house": lease.house,
            "member": lease.member,
            "as_": lease.as_,
            "until": to_millis(lease.until),
            "show": lease.show,
            "claimed_at": to_millis(tx.now),
            "through_quiet": lease.through_quiet,
        },
    )


def change(tx: Tx, after: Held) -> None:
    """Write a lease's end, to whom it is offered, and whether it stands through a quiet."""
    lease = after.lease
    row: dict[str, Any] = {"b_id": lease.id, "b_until": to_millis(lease.until)}
    row |= {"b_offered_to": after.offered_to, "b_through_quiet": lease.through_quiet}
    tx.write(_CHANGE, row)


def claim_again(tx: Tx, id_: str, at: datetime) -> None:
    """Note when its member last said that they are there."""
    tx.write(_CLAIM_AGAIN, {"b_id": id_, "b_now": to_millis(at)})


def drop(tx: Tx, id_: str) -> None:
    """Take a lease away."""
    tx.write(_DROP, {"b_id": id_})


def card(held_: Held) -> LeaseCard:
    """A lease as its own member sees it."""
    lease = held_.lease
    return LeaseCard(
        id=lease.id,
        house=lease.house,
        as_=lease.as_,
        until=lease.until,
        show=lease.show,
        offered_to=held_.offered_to,
        through_quiet=lease.through_quiet,
    )


def offer_card(held_: Held) -> OfferCard:
    """A lease as the one sees it to whom it is offered."""
    lease = held_.lease
    return OfferCard(
        id=lease.id, house=lease.house, by=lease.member, as_=lease.as_, until=lease.until
    )
