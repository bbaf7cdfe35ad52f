"""Those who get a place, or lose one, because of somebody else are told."""

from utelys.actions.telling import tell
from utelys.core.answers import State, moved
from utelys.store.base import Tx
from utelys.store.queries import answers
from utelys_protocol.together import InvitationPromoted, InvitationPutBack


async def tell_moved(tx: Tx, before: State, after: State, by: str, only: str | None = None) -> None:
    """Tell everyone who moved between two states; `only` names the one time that it is about."""
    card = after.activity.card
    for one in moved(before, after, tx.now, only):
        if one.promoted:
            promoted = InvitationPromoted(
                activity=card,
                occurrence=one.occurrence,
                still_waiting=list(one.but),
                starts_at=one.starts,
            )
            await tell(tx, one.member, "invitation.promoted", promoted, by)
        else:
            back = InvitationPutBack(
                activity=card,
                occurrence=one.occurrence,
                still_coming=list(one.but),
                starts_at=one.starts,
            )
            await tell(tx, one.member, "invitation.put_back", back, by)


async def drop_member(tx: Tx, before: State, member: str, by: str) -> State:
    """Take away what a member answered, who has left; the places go to those who waited."""
    book, gone = before.book.without(member)
    after = State(before.activity, book)
    if gone:
        answers.drop(tx, before.activity.id, gone)
        await tell_moved(tx, before, after, by)
    return after
