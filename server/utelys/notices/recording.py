"""Writing down what a push service said, and what follows from it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from utelys.core import reach
from utelys.core.caller import CLOCK
from utelys.core.deliveries import ENDS, Answer, Event, State, Verdict, judge, step
from utelys.core.ids import member_stream
from utelys.notices.parcels import Parcel
from utelys.notices.telling import add_withdrawal, is_told_anew
from utelys.store.base import Tx
from utelys.store.queries import deliveries, notices, push
from utelys.store.queries.deliveries import SHOWN, WITHDRAWN, Delivery
from utelys.store.queries.notices import Notice
from utelys.store.queries.push import Subscription
from utelys_protocol.entries import PushEnded
from utelys_protocol.words import NoticeState, PushEnd

_UNDER_WAY = frozenset({NoticeState.SENDING, NoticeState.SENT})


Said = tuple[Parcel, Answer | None]
"""What was posted, and what was answered: None where it may not be posted to that address."""


@dataclass(slots=True)
class _Known:
    """Notices and all their deliveries, as they are with what has been written so far."""

    told: dict[str, Notice]
    deliveries: dict[str, Delivery]

    def of(self, told: Notice) -> list[Delivery]:
        return [one for one in self.deliveries.values() if one.notice == told.id]


async def record(tx: Tx, answers: Sequence[Said]) -> None:
    """Write down what was answered to parcels."""
    ids = {parcel.delivery.notice for parcel, _ in answers}
    known = await _look_up(tx, ids)
    for parcel, answer in answers:
        if await _record(tx, parcel, answer, known):
            # What else was on its way to that device has changed with it.
            known = await _look_up(tx, ids)


async def _look_up(tx: Tx, ids: Collection[str]) -> _Known:
    found = await deliveries.of_notices(tx, ids) if ids else []
    return _Known(await notices.some(tx, ids), {one.id: one for one in found})


async def _record(tx: Tx, parcel: Parcel, answer: Answer | None, known: _Known) -> bool:
    """Write down one answer; whether its subscription has ended with it."""
    one = known.deliveries.get(parcel.delivery.id)
    told = known.told.get(one.notice) if one is not None else None
    if one is None or told is None or one.state is not State.POSTING:
        return False
    verdict = _judge(one, parcel, answer, tx)
    status = answer.status if answer is not None else None
    # A try that nobody answered may have arrived, whatever was answered to those after it.
    unanswered = status is None or (one.tries > 1 and one.status is None)
    state = step(one.state, verdict.event)
    after = replace(
        one,
        state=state,
        shrunk=one.shrunk or verdict.shrink,
        next_at=verdict.again or tx.now,
        status=None if unanswered and state is State.WAITING else status,
    )
    is_over = one.what == SHOWN and told.state not in _UNDER_WAY
    stays = (is_over or one.what == WITHDRAWN) and await is_told_anew(tx, told)
    if (is_over or stays) and after.state is State.WAITING:
        after = replace(after, state=step(after.state, Event.WITHDRAWN))
    deliveries.change(tx, after)
    known.deliveries[one.id] = after
    if is_over:
        may_be_shown = after.state is State.SENT or unanswered
        if told.state is NoticeState.WITHDRAWN and may_be_shown and not stays:
            await add_withdrawal(tx, after, told)
    elif one.what == SHOWN:
        known.told[told.id] = _settled(tx, told, known.of(told))
        if after.state is State.GAVE_UP and unanswered:
            await add_withdrawal(tx, after, told)
    if verdict.event is Event.VANISHED:
        why = PushEnd.GONE if answer is not None else PushEnd.REFUSED
        await end_subscription(tx, parcel.to, why, CLOCK)
    tx.notice_at(tx.now)
    return verdict.event is Event.VANISHED


def _judge(one: Delivery, parcel: Parcel, answer: Answer | None, tx: Tx) -> Verdict:
    if answer is None:
        return Verdict(Event.VANISHED)
    return judge(answer, one.tries, one.shrunk, tx.now, parcel.until)


async def take_away_if_shown(tx: Tx, one: Delivery, told: Notice) -> None:
    """A delivery was given up: a try that nobody answered may have arrived, and would stay."""
    if one.tries > 0 and one.status is None:
        await add_withdrawal(tx, one, told)


async def settle(tx: Tx, told: Notice) -> None:
    """Bring a notice into the state that its deliveries give it."""
    _settled(tx, told, await deliveries.of_notices(tx, [told.id]))


def _settled(tx: Tx, told: Notice, theirs: Sequence[Delivery]) -> Notice:
    mine = [one for one in theirs if one.what == SHOWN]
    state = NoticeState.SENDING
    if any(one.state is State.SENT for one in mine):
        state = NoticeState.SENT
    elif all(one.state in ENDS for one in mine):
        state = NoticeState.LATE if any(map(_was_put_off, mine)) else NoticeState.FAILED
    if state is told.state:
        return told
    after = replace(told, state=state)
    notices.change(tx, after)
    return after


def _was_put_off(one: Delivery) -> bool:
    """Whether it was never refused, only put off for too long."""
    put_off = one.status is None or one.status in (408, 429) or one.status >= 500
    return one.state is State.GAVE_UP and put_off


async def end_subscription(tx: Tx, one: Subscription, why: PushEnd, by: str) -> None:
    """Reach a device by push no more; what is still on its way to it stops, and its member knows.

    Nothing happens if it has ended already.
    """
    if await push.subscription(tx, one.id) is None:
        return
    stopped = await deliveries.unended_to(tx, one.id)
    push.drop(tx, one)
    for each in stopped:
        if each.state is State.WAITING:
            deliveries.change(tx, replace(each, state=step(each.state, Event.VANISHED)))
    for id_ in {each.notice for each in stopped if each.what == SHOWN}:
        told = await notices.notice(tx, id_)
        if told is not None and told.state in _UNDER_WAY:
            await settle(tx, told)
    ended = PushEnded(push=one.id, device=one.device, why=why)
    await tx.append(member_stream(one.member), "push.ended", ended, by)
    tx.set_timer(reach.LOOK, one.member, tx.now)


async def resume(tx: Tx, one: Delivery) -> None:
    """At a start: whoever was killed while posting does not know whether it arrived."""
    told = await notices.notice(tx, one.notice)
    after = replace(one, state=step(one.state, Event.STARTED), next_at=tx.now, status=None)
    stays = told is not None and await is_told_anew(tx, told)
    if one.what == SHOWN and (told is None or told.state not in _UNDER_WAY):
        after = replace(after, state=step(after.state, Event.WITHDRAWN))
        if told is not None and told.state is NoticeState.WITHDRAWN and not stays:
            await add_withdrawal(tx, after, told)
    elif one.what == WITHDRAWN and stays:
        after = replace(after, state=step(after.state, Event.WITHDRAWN))
    deliveries.change(tx, after)
