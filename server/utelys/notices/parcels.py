"""What goes to a push service: the neutral words, or the member's own choice, ready to encrypt."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import from_json

from utelys.core.deliveries import State
from utelys.core.ids import parse_stream
from utelys.core.notice_entries import MEMBER
from utelys.core.notice_kinds import HABITS, NOTHING_WAITS, Urgency, buttons
from utelys.notices.telling import SILENT, WITHDRAWAL_LASTS
from utelys.store.queries import deliveries, log, notices, people, rooms
from utelys.store.queries.deliveries import SHOWN, WITHDRAWN, Delivery
from utelys.store.queries.notices import Notice
from utelys.store.queries.push import Subscription
from utelys.store.tx import WriterTx
from utelys_protocol.codec import write
from utelys_protocol.push import PushNotice, PushWithdrawn
from utelys_protocol.words import NoticeKind, PushText

MOST_TEXT = 300
"""Characters of a text that a lock screen gets."""

_ROUND = 256
"""Texts are filled up to a multiple of this many bytes, so that their length tells little."""

_TOPIC = 32


@dataclass(frozen=True, slots=True)
class Parcel:
    """A delivery with all that posting it takes; after `until` it is pointless."""

    delivery: Delivery
    to: Subscription
    topic: str
    urgency: Urgency
    until: datetime
    payload: bytes


def topic_of(tx: WriterTx, member: str, about: str) -> str:
    """What a newer message replaces an older one by (RFC 8030 section 5.4).

    It is the member's own: two members of a room have nothing in common that a push service sees.
    """
    return base64.urlsafe_b64encode(tx.secret("topic", member, about)).decode()[:_TOPIC]


async def pack(tx: WriterTx, one: Delivery, told: Notice, to: Subscription) -> Parcel:
    """Make a delivery ready to be posted."""
    topic = topic_of(tx, told.member, told.about)
    habit = HABITS[told.kind]
    if one.what == WITHDRAWN:
        me = await people.member(tx, told.member)
        title = NOTHING_WAITS[me.language] if me is not None else None
        payload = write(PushWithdrawn(type="withdrawn", tag=topic, title=title))
        urgency = Urgency.HIGH if habit.urgency is Urgency.HIGH else Urgency.LOW
        return Parcel(one, to, topic, urgency, told.at + WITHDRAWAL_LASTS, _filled(payload))
    silent = told.about.partition(":")[0] == SILENT or await _is_reworded(tx, one, told)
    payload = write(await _shown(tx, told, topic, bare=one.shrunk, silent=silent))
    filled = payload if one.shrunk else _filled(payload)
    return Parcel(one, to, topic, habit.urgency_at(one.rank), told.until, filled)


async def _is_reworded(tx: WriterTx, one: Delivery, told: Notice) -> bool:
    """Whether the device has been told of this very message before, in other words."""
    if told.kind not in (NoticeKind.MESSAGE, NoticeKind.ASK_NEWS):
        return False
    found = await notices.told_of(tx, told.member, told.stream or "", told.seq or 0)
    before = [each.id for each in found if each.id != told.id]
    return any(
        each.subscription == one.subscription and each.state is State.SENT and each.what == SHOWN
        for each in (await deliveries.of_notices(tx, before) if before else ())
    )


async def _shown(tx: WriterTx, told: Notice, topic: str, *, bare: bool, silent: bool) -> PushNotice:
    me = await people.member(tx, told.member)
    if me is None:
        raise LookupError(told.member)
    plain = HABITS[told.kind].titles[me.language]
    title, body = plain, None
    if me.push_text is PushText.FULL and not bare:
        title, body = await _full(tx, told, plain)
    return PushNotice(
        type="notice",
        notice=told.id,
        kind=told.kind,
        tag=topic,
        title=title,
        body=body,
        plain=None if (title, body) == (plain, None) else plain,
        open=None if told.kind is NoticeKind.TEST else told.about.partition("/")[0],
        until=told.until,
        silent=silent or None,
        actions=[] if bare else buttons(told.kind, told.about, me.language),
    )


async def _full(tx: WriterTx, told: Notice, title: str) -> tuple[str, str | None]:
    """The fuller title and text; a message shows who wrote it and where."""
    name = parse_stream(told.stream or "")
    if name is None or told.stream is None or told.seq is None:
        return title, None
    found = await log.after(tx, told.stream, told.seq - 1, 1)
    entry: dict[str, Any] = from_json(found[0][1]) if found else {"kind": "erased"}
    rule = MEMBER.get(entry["kind"])
    if name.kind == "member":
        return title, rule.text(entry["body"]) if rule and rule.text else None
    if entry["kind"] != "message.sent":
        return title, None
    sender = await people.member(tx, entry["by"])
    room = await rooms.room(tx, name.id)
    parts = [sender.card.name if sender else "", (room.name if room else None) or ""]
    return " · ".join(filter(None, parts)) or title, _short(entry["body"]["text"])


def _short(text: str) -> str:
    if len(text) <= MOST_TEXT:
        return text
    return text[: MOST_TEXT - 1] + "…"


def _filled(payload: bytes) -> bytes:
    return payload + b" " * (-len(payload) % _ROUND)
