"""Who has blocked whom."""

from sqlalchemy import bindparam, delete, insert, or_, select

from utelys.core.blocks import Block, blocked_by
from utelys.core.clock import from_millis, to_millis
from utelys.core.ids import member_stream
from utelys.store.base import Source, Tx
from utelys.store.schema import blocks
from utelys_protocol.blocks import BlockCard
from utelys_protocol.cards import MemberCard

_AROUND = select(blocks.c.by, blocks.c.of).where(
    or_(blocks.c.by == bindparam("member"), blocks.c.of == bindparam("member"))
)
_OF = select(blocks).where(blocks.c.by == bindparam("member")).order_by(blocks.c.of)
_ADD = insert(blocks)
_DROP = delete(blocks).where(blocks.c.by == bindparam("b_by"), blocks.c.of == bindparam("b_of"))


async def around(source: Source, member: str) -> frozenset[Block]:
    """The blocks that a member has made, and those made of them."""

    async def load() -> frozenset[Block]:
        rows = await source.rows(_AROUND, {"member": member})
        return frozenset(Block(row.by, row.of) for row in rows)

    return await source.recall(("blocks around", member), load)


async def blocked(source: Source, member: str) -> frozenset[str]:
    """Those whom a member has blocked."""
    return blocked_by(member, await around(source, member))


async def cards_of(source: Source, member: str) -> list[BlockCard]:
    """Those whom a member has blocked as they see them, by id."""
    stream = member_stream(member)
    return [
        BlockCard(
            id=row.of,
            name=(await source.open(stream, row.name_sealed, row.of.encode())).decode(),
            at=from_millis(row.at),
        )
        for row in await source.rows(_OF, {"member": member})
    ]


async def add(tx: Tx, by: str, of: MemberCard) -> BlockCard:
    """Write that a member has blocked another."""
    name = await tx.seal(member_stream(by), of.name.encode(), of.id.encode())
    row = {"by": by, "of": of.id, "at": to_millis(tx.now), "name_sealed": name}
    tx.write(_ADD, row)
    tx.forget(("blocks around", by), ("blocks around", of.id))
    return BlockCard(id=of.id, name=of.name, at=from_millis(to_millis(tx.now)))


def drop(tx: Tx, by: str, of: str) -> None:
    """Write that a member has blocked another no more."""
    tx.write(_DROP, {"b_by": by, "b_of": of})
    tx.forget(("blocks around", by), ("blocks around", of))
