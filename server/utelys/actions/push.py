"""Being reached by push: subscribing a device, testing whether it works, and ending it."""

from utelys.actions import reach
from utelys.actions.row import Rate, Row
from utelys.actions.telling import tell
from utelys.core.caller import CLOCK, Caller
from utelys.core.errors import Gone, NotFound
from utelys.notices.recording import end_subscription
from utelys.notices.sealing import check_keys
from utelys.notices.telling import tell_test
from utelys.store.base import Tx
from utelys.store.queries import push
from utelys.store.queries.push import Subscription
from utelys_protocol import entries
from utelys_protocol.commands.push import (
    PushConfirm,
    PushConfirmed,
    PushSubscribe,
    PushSubscribed,
    PushTest,
    PushTested,
    PushUnsubscribe,
    PushUnsubscribed,
)
from utelys_protocol.words import PushEnd


async def subscribe(tx: Tx, caller: Caller, args: PushSubscribe) -> PushSubscribed:
    """Reach the calling device by push. Where that leads, the doors have looked at already."""
    check_keys(args.keys.p256dh, args.keys.auth)
    old = await _mine(tx, caller, caller.device)
    if old is not None and (old.endpoint, old.p256dh, old.auth) == (
        args.endpoint,
        args.keys.p256dh,
        args.keys.auth,
    ):
        return PushSubscribed(push=old.card)
    # A browser in which somebody else signs in is theirs from then on.
    for other in (old, await push.at_endpoint(tx, args.endpoint)):
        if other is not None:
            by = caller.member if other.member == caller.member else CLOCK
            await end_subscription(tx, other, PushEnd.ASKED, by)
    new = Subscription(
        id=tx.new_id(),
        member=caller.member,
        device=caller.device,
        endpoint=args.endpoint,
        p256dh=args.keys.p256dh,
        auth=args.keys.auth,
        made_at=tx.now,
    )
    await push.add(tx, new)
    subscribed = entries.PushSubscribed(push=new.card)
    await tell(tx, caller.member, "push.subscribed", subscribed, caller.member)
    tx.notice_at(tx.now)
    await reach.subscribed(tx, new)
    return PushSubscribed(push=new.card)


async def unsubscribe(tx: Tx, caller: Caller, args: PushUnsubscribe) -> PushUnsubscribed:
    """Do not reach a device of one's own by push any more."""
    device = args.device or caller.device
    await _reached(tx, caller, device)
    await end_push(tx, caller.member, device)
    return PushUnsubscribed(device=device)


async def end_push(tx: Tx, member: str, device: str) -> None:
    """A device of a member is signed out or does not want pushes: it gets none from here on."""
    for one in await push.subscriptions_of(tx, member):
        if one.device == device:
            await end_subscription(tx, one, PushEnd.ASKED, member)


async def test(tx: Tx, caller: Caller, args: PushTest) -> PushTested:
    """Send a test to a device of one's own at once."""
    one = await _reached(tx, caller, args.device or caller.device)
    return PushTested(notice=await send_test(tx, one))


async def send_test(tx: Tx, one: Subscription) -> str:
    """Let a test go out; a device that does not confirm it can be told to be unreachable."""
    notice = await tell_test(tx, one)
    push.note_test(tx, one, notice)
    return notice


async def confirm(tx: Tx, caller: Caller, args: PushConfirm) -> PushConfirmed:
    """The device that a test reached says so; the newest test alone counts."""
    one = await _reached(tx, caller, caller.device)
    if one.test != args.notice:
        raise Gone("This is not the newest test to this device.", field="notice")
    push.note_confirmed(tx, one)
    card = one.card.model_copy(update={"confirmed_at": tx.now})
    confirmed = entries.PushSubscribed(push=card)
    await tell(tx, caller.member, "push.confirmed", confirmed, caller.member)
    await reach.look(tx, caller.member)
    return PushConfirmed(push=card)


async def _mine(tx: Tx, caller: Caller, device: str) -> Subscription | None:
    mine = await push.subscriptions_of(tx, caller.member)
    return next((one for one in mine if one.device == device), None)


async def _reached(tx: Tx, caller: Caller, device: str) -> Subscription:
    found = await _mine(tx, caller, device)
    if found is None:
        raise NotFound("This device is not reached by push; subscribe it first.", field="device")
    return found


ROWS = (
    Row("push.subscribe", subscribe, Rate.COSTLY),
    Row("push.unsubscribe", unsubscribe),
    Row("push.test", test, Rate.COSTLY),
    Row("push.confirm", confirm),
)
