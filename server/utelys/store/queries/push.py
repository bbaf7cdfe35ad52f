"""The devices that are reached by push, and where. Addresses and keys are sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import bindparam, delete, insert, or_, select, update

from utelys.core.clock import from_millis, to_millis
from utelys.core.ids import member_stream
from utelys.store.base import Source, Tx
from utelys.store.queries.sound import PassingOver
from utelys.store.schema_notices import subscriptions
from utelys_protocol.cards import PushCard


@dataclass(frozen=True, slots=True)
class Subscription:
    """One device's subscription. `p256dh` and `auth` are base64url as the device gave them.

    `test` is the newest test that was sent to it, with its moment.
    """

    id: str
    member: str
    device: str
    endpoint: str
    p256dh: str
    auth: str
    made_at: datetime
    test: str | None = None
    tested_at: datetime | None = None
    confirmed_at: datetime | None = None

    @property
    def card(self) -> PushCard:
        """The subscription as its member sees it."""
        return PushCard(
            id=self.id, device=self.device, since=self.made_at, confirmed_at=self.confirmed_at
        )


_OF = (
    select(subscriptions)
    .where(subscriptions.c.member.in_(bindparam("members", expanding=True)))
    .order_by(subscriptions.c.id)
)
_WHOSE = select(subscriptions.c.member).where(subscriptions.c.id == bindparam("id"))
_AT_PLACE = select(subscriptions.c.id).where(subscriptions.c.place == bindparam("place"))
_MEMBERS = select(subscriptions.c.member).distinct()
_ADD = insert(subscriptions)
_DROP = delete(subscriptions).where(subscriptions.c.id == bindparam("b_id"))
_DROP_THERE = delete(subscriptions).where(
    or_(
        subscriptions.c.device == bindparam("b_device"),
        subscriptions.c.place == bindparam("b_place"),
    )
)
_TESTED = (
    update(subscriptions)
    .where(subscriptions.c.id == bindparam("b_id"))
    .values(test=bindparam("b_test"), tested_at=bindparam("b_at"))
)
_CONFIRMED = (
    update(subscriptions)
    .where(subscriptions.c.id == bindparam("b_id"))
    .values(confirmed_at=bindparam("b_at"))
)

_SUBSCRIBERS = ("subscribers",)


async def subscriptions_of(source: Source, member: str) -> list[Subscription]:
    """The subscriptions of a member's devices, oldest first."""
    return (await subscriptions_of_each(source, [member]))[member]


async def subscriptions_of_each(
    source: Source, members: Sequence[str]
) -> dict[str, list[Subscription]]:
    """The subscriptions of several members' devices, asked at once."""

    async def load(missing: list[str]) -> dict[str, list[Subscription]]:
        found: dict[str, list[Subscription]] = {member: [] for member in missing}
        for row in await source.rows(_OF, {"members": missing}):
            one = await _read(source, row)
            if one is not None:
                found[row.member].append(one)
        return found

    return await source.recall_each("subscriptions of", members, load)


async def _read(source: Source, row: Any) -> Subscription | None:
    """None for one that cannot be opened: it reaches nobody, and its device may subscribe anew."""
    with PassingOver("subscription", row.id):
        opened = await source.open(member_stream(row.member), row.push_sealed, row.id.encode())
        push = from_json(opened)
        return Subscription(
            row.id,
            row.member,
            row.device,
            push["endpoint"],
            push["p256dh"],
            push["auth"],
            from_millis(row.made_at),
            row.test,
            _moment(row.tested_at),
            _moment(row.confirmed_at),
        )
    return None


def _moment(millis: int | None) -> datetime | None:
    return None if millis is None else from_millis(millis)


async def subscription(source: Source, id_: str) -> Subscription | None:
    """Find a subscription."""
    found = await source.rows(_WHOSE, {"id": id_})
    mine = await subscriptions_of(source, found[0].member) if found else []
    return next((one for one in mine if one.id == id_), None)


async def subscribers(source: Source) -> frozenset[str]:
    """The members of whom at least one device is reached by push."""

    async def load() -> frozenset[str]:
        return frozenset(row.member for row in await source.rows(_MEMBERS))

    return await source.recall(_SUBSCRIBERS, load)


async def at_endpoint(tx: Tx, endpoint: str) -> Subscription | None:
    """Find the subscription with this endpoint, whosever it is."""
    found = await tx.rows(_AT_PLACE, {"place": _place(tx, endpoint)})
    return await subscription(tx, found[0].id) if found else None


def _place(tx: Tx, endpoint: str) -> bytes:
    return tx.secret("endpoint", endpoint)


async def add(tx: Tx, one: Subscription) -> None:
    """Write a subscription; the device's old one has been dropped."""
    push = {"endpoint": one.endpoint, "p256dh": one.p256dh, "auth": one.auth}
    row = {
        "id": one.id,
        "member": one.member,
        "device": one.device,
        "place": _place(tx, one.endpoint),
        "push_sealed": await tx.seal(member_stream(one.member), to_json(push), one.id.encode()),
        "made_at": to_millis(one.made_at),
        "test": None,
        "tested_at": None,
        "confirmed_at": None,
    }
    # What could not be read was not there to be dropped.
    tx.write(_DROP_THERE, {"b_device": one.device, "b_place": row["place"]})
    tx.write(_ADD, row)
    tx.forget(("subscriptions of", one.member), _SUBSCRIBERS)


def drop(tx: Tx, one: Subscription) -> None:
    """Take a subscription away."""
    tx.write(_DROP, {"b_id": one.id})
    tx.forget(("subscriptions of", one.member), _SUBSCRIBERS)


def note_test(tx: Tx, one: Subscription, notice: str) -> None:
    """Note that a test goes out to a subscription now."""
    tx.write(_TESTED, {"b_id": one.id, "b_test": notice, "b_at": to_millis(tx.now)})
    tx.forget(("subscriptions of", one.member))


def note_confirmed(tx: Tx, one: Subscription) -> None:
    """Note that the device has confirmed its test now."""
    tx.write(_CONFIRMED, {"b_id": one.id, "b_at": to_millis(tx.now)})
    tx.forget(("subscriptions of", one.member))
