"""Making a notice, and taking it back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from utelys.core.deliveries import Event, State, step
from utelys.core.notice_kinds import HABITS, RANK, Urgency, may_withdraw
from utelys.store.base import Tx
from utelys.store.queries import deliveries, notices, people, push
from utelys.store.queries.deliveries import SHOWN, WITHDRAWN, Delivery
from utelys.store.queries.notices import Notice
from utelys.store.queries.push import Subscription
from utelys_protocol.words import NoticeKind, NoticeState, PushText

WITHDRAWAL_LASTS = timedelta(days=1)
"""How long a push service keeps a withdrawal for a device that is away."""


SILENT = "reach"
"""What a test is about that nobody asked for: it makes no sound."""


async def tell_test(tx: Tx, one: Subscription, silent_until: datetime | None = None) -> str:
    """Let a test go to one device, a silent one until a moment; returns the notice's id."""
    about = "test" if silent_until is None else SILENT
    test = new_notice(tx, one.member, NoticeKind.TEST, f"{about}:{one.id}")
    notices.add(tx, replace(test, device=one.device, until=silent_until or test.until))
    tx.notice_at(test.due)
    return test.id


def new_notice(
    tx: Tx, member: str, kind: NoticeKind, about: str, entry: tuple[str, int] | None = None
) -> Notice:
    """Make a notice as its kind is; it is not written yet."""
    habit = HABITS[kind]
    stream, seq = entry or (None, None)
    return Notice(
        id=tx.new_id(),
        member=member,
        kind=kind,
        about=about,
        stream=stream,
        seq=seq,
        device=None,
        made_at=tx.now,
        due=tx.now + habit.delay,
        until=tx.now + habit.lasts,
        state=NoticeState.WAITING,
        at=tx.now,
    )


async def withdraw(tx: Tx, about: str, member: str) -> None:
    """Take back everything that a member was told about a thing.

    What has not left is dropped; what a push service has taken is replaced there, or taken away on
    the device where it is shown already.
    """
    found = await notices.live_about(tx, about, [member])
    await take_back(tx, found, NoticeState.WITHDRAWN)


async def withdraw_any(tx: Tx, begins: str, member: str) -> None:
    """Take back everything that a member was told about things whose names begin so."""
    found = await notices.live_about_any(tx, begins, member)
    await take_back(tx, found, NoticeState.WITHDRAWN)


async def take_back(
    tx: Tx, found: Iterable[Notice], state: NoticeState, seen_on: str | None = None
) -> None:
    """Let notices be shown no more, but on the device that shows the thing itself (`seen_on`).

    Replaced ones are not taken away: what replaces them does that, by the same topic.
    """
    by_id = {one.id: one for one in found}
    if not by_id:
        return
    on_their_way = await deliveries.of_notices(tx, list(by_id))
    for notice in by_id.values():
        notices.change(tx, replace(notice, state=_end(notice, state)))
    for one in on_their_way:
        if one.what == SHOWN and one.state is State.WAITING:
            deliveries.change(tx, replace(one, state=step(one.state, Event.WITHDRAWN)))
    if state is NoticeState.REPLACED:
        return
    spared = await _subscriptions_on(tx, by_id.values(), seen_on)
    for one in on_their_way:
        if one.what == SHOWN and may_have_arrived(one) and one.subscription not in spared:
            told = by_id[one.notice]
            await add_withdrawal(tx, one, told, read=state is NoticeState.NOT_NEEDED)
    tx.notice_at(tx.now)


def _end(one: Notice, state: NoticeState) -> NoticeState:
    """What is read was not needed if it had not left, and is withdrawn if it had."""
    if state is NoticeState.NOT_NEEDED and one.state is not NoticeState.WAITING:
        return NoticeState.WITHDRAWN
    return state


async def _subscriptions_on(tx: Tx, found: Iterable[Notice], device: str | None) -> set[str]:
    if device is None:
        return set()
    return {
        one.id
        for member in {notice.member for notice in found}
        for one in await push.subscriptions_of(tx, member)
        if one.device == device
    }


def may_have_arrived(one: Delivery) -> bool:
    """Whether the device may show it: it was taken, or a try was made that nobody answered."""
    return one.state is State.SENT or (
        one.state is State.WAITING and one.tries > 0 and one.status is None
    )


async def is_told_anew(tx: Tx, told: Notice) -> bool:
    """Whether a newer notice about the same thing is on its way or shown.

    It has the same topic and tag: what it replaced need not be taken away, and it must not be.
    """
    found = await notices.live_about(tx, told.about, [told.member])
    return any(one.state is not NoticeState.WAITING for one in found)


async def add_withdrawal(tx: Tx, one: Delivery, told: Notice, *, read: bool = False) -> None:
    """Let the device take away what it shows, because it was `read` or for another reason."""
    habit = HABITS[told.kind]
    mine = await push.subscriptions_of(tx, told.member)
    to = next((each for each in mine if each.id == one.subscription), None)
    me = await people.member(tx, told.member)
    words = me is not None and me.push_text is PushText.FULL and not read
    if to is None or not may_withdraw(to.endpoint, habit.urgency, words=words):
        return
    urgent = habit.urgency is Urgency.HIGH
    deliveries.add(
        tx,
        Delivery(
            id=tx.new_id(),
            notice=told.id,
            subscription=one.subscription,
            what=WITHDRAWN,
            rank=RANK[Urgency.HIGH if urgent else Urgency.LOW],
            state=State.WAITING,
            tries=0,
            shrunk=False,
            next_at=tx.now,
        ),
    )
