"""What members said about company, who goes with whom, and who was asked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from utelys.core.clock import from_millis, to_millis
from utelys.core.company import Pair
from utelys.store.base import Source, Tx
from utelys.store.schema_together import asked_along, company, pairs
from utelys_protocol.company import CompanyCard, Says


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a member said; `activity` is "" for what is said in general."""

    member: str
    activity: str
    occurrence: str
    says: Says
    at: datetime
    still_asked: datetime | None = None

    @property
    def card(self) -> CompanyCard:
        """How it is shown to the member, and to nobody else."""
        id_ = self.occurrence if self.occurrence != "all" else self.activity or "all"
        return CompanyCard(
            id=id_, activity=self.activity or None, occurrence=self.occurrence, says=self.says
        )


@dataclass(frozen=True, slots=True)
class Went:
    """One pair, whenever it was."""

    occurrence: str
    pair: Pair
    starts: datetime
    ended: bool


_SPOKEN = (
    select(company)
    .where(company.c.activity.in_(("", bindparam("activity"))))
    .order_by(company.c.at, company.c.member)
)
_OF = (
    select(company)
    .where(company.c.member == bindparam("member"))
    .order_by(company.c.activity, company.c.occurrence)
)
_ADD = insert(company)
_DROP = delete(company).where(
    company.c.member == bindparam("b_member"),
    company.c.activity == bindparam("b_activity"),
    company.c.occurrence == bindparam("b_occurrence"),
)
_FORGET = delete(company).where(company.c.member == bindparam("b_member"))
_PAIRS = select(pairs).where(pairs.c.occurrence == bindparam("occurrence"))
_STANDING = (
    select(pairs)
    .where(
        pairs.c.occurrence > bindparam("first"),
        pairs.c.occurrence < bindparam("last"),
        pairs.c.ended.is_(False),
        pairs.c.starts >= bindparam("now"),
    )
    .order_by(pairs.c.starts, pairs.c.wants)
)
_WENT = select(pairs).where(
    (pairs.c.wants == bindparam("member")) | (pairs.c.offers == bindparam("member"))
)
_ADD_PAIR = insert(pairs)
_END_PAIR = (
    update(pairs)
    .where(
        pairs.c.occurrence == bindparam("b_occurrence"),
        pairs.c.wants == bindparam("b_wants"),
        pairs.c.offers == bindparam("b_offers"),
    )
    .values(ended=True)
)
_ASKED = select(asked_along).where(asked_along.c.occurrence == bindparam("occurrence"))
_ADD_ASKED = insert(asked_along)
_PUT_OFF = (
    update(pairs)
    .where(
        pairs.c.occurrence == bindparam("b_occurrence"),
        pairs.c.wants == bindparam("b_wants"),
        pairs.c.offers == bindparam("b_offers"),
    )
    .values(starts=bindparam("b_starts"))
)
_LEADERS = "leaders "
"""Stands, with a moment, where a member would who was asked: the leaders know who is alone."""


def _spoken(row: object) -> Spoken:
    kept = row._mapping  # type: ignore[attr-defined]  # a row of ours
    asked = from_millis(kept["still_asked"]) if kept["still_asked"] is not None else None
    return Spoken(
        kept["member"],
        kept["activity"],
        kept["occurrence"],
        Says(kept["says"]),
        from_millis(kept["at"]),
        asked,
    )


async def spoken(source: Source, activity: str) -> list[Spoken]:
    """What was said of an activity and its times, and in general; the oldest first."""
    return [_spoken(row) for row in await source.rows(_SPOKEN, {"activity": activity})]


async def of_member(source: Source, member: str) -> list[Spoken]:
    """All that a member has said."""
    return [_spoken(row) for row in await source.rows(_OF, {"member": member})]


def say(tx: Tx, said: Spoken) -> None:
    """Write what a member says, in place of what they said of the same before."""
    key = {"member": said.member, "activity": said.activity, "occurrence": said.occurrence}
    tx.write(_DROP, {f"b_{name}": value for name, value in key.items()})
    asked = to_millis(said.still_asked) if said.still_asked is not None else None
    tx.write(_ADD, key | {"says": said.says, "at": to_millis(said.at), "still_asked": asked})


def forget(tx: Tx, member: str) -> None:
    """Forget all that a member has said."""
    tx.write(_FORGET, {"b_member": member})


async def pairs_of(source: Source, occurrence: str) -> list[Went]:
    """The pairs of one time, ended ones too."""
    return [_went(row) for row in await source.rows(_PAIRS, {"occurrence": occurrence})]


async def standing(source: Source, activity: str, now: datetime) -> list[Went]:
    """The pairs that go together to times of an activity that are to come."""
    # Their ids are those of its times: the activity, a dot and a slot.
    within = {"first": f"{activity}.", "last": f"{activity}/", "now": to_millis(now)}
    return [_went(row) for row in await source.rows(_STANDING, within)]


async def went(source: Source, member: str) -> list[Went]:
    """The pairs that a member was ever in."""
    return [_went(row) for row in await source.rows(_WENT, {"member": member})]


def _went(row: object) -> Went:
    kept = row._mapping  # type: ignore[attr-defined]  # a row of ours
    pair = Pair(kept["wants"], kept["offers"])
    return Went(kept["occurrence"], pair, from_millis(kept["starts"]), kept["ended"])


def put_together(tx: Tx, occurrence: str, pair: Pair, starts: datetime) -> None:
    """Write that two go together to one time."""
    row = {"occurrence": occurrence, "wants": pair.wants, "offers": pair.offers}
    tx.write(_ADD_PAIR, row | {"starts": to_millis(starts), "ended": False})


def put_off(tx: Tx, occurrence: str, pair: Pair, starts: datetime) -> None:
    """Write that the time to which two go together is at another moment."""
    row = {"b_occurrence": occurrence, "b_wants": pair.wants, "b_offers": pair.offers}
    tx.write(_PUT_OFF, row | {"b_starts": to_millis(starts)})


def part(tx: Tx, occurrence: str, pair: Pair) -> None:
    """Write that two do not go together to this time after all."""
    row = {"b_occurrence": occurrence, "b_wants": pair.wants, "b_offers": pair.offers}
    tx.write(_END_PAIR, row)


async def asked(source: Source, occurrence: str) -> set[Pair]:
    """Who was asked to go with whom to one time."""
    found = await source.rows(_ASKED, {"occurrence": occurrence})
    return {Pair(row.wants, row.offers) for row in found if not row.offers.startswith(_LEADERS)}


def note_asked(tx: Tx, occurrence: str, pair: Pair) -> None:
    """Note that somebody was asked to go with somebody."""
    tx.write(_ADD_ASKED, {"occurrence": occurrence, "wants": pair.wants, "offers": pair.offers})


async def alone_told(source: Source, occurrence: str, starts: datetime) -> set[str]:
    """Those of whom the leaders have heard that they are left alone at one time at this moment."""
    found = await source.rows(_ASKED, {"occurrence": occurrence})
    return {row.wants for row in found if row.offers == f"{_LEADERS}{to_millis(starts)}"}


def note_alone(tx: Tx, occurrence: str, member: str, starts: datetime) -> None:
    """Note that the leaders have heard that a member is left alone."""
    offers = f"{_LEADERS}{to_millis(starts)}"
    tx.write(_ADD_ASKED, {"occurrence": occurrence, "wants": member, "offers": offers})
