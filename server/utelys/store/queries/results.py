"""Results of commands, kept for those who send the same command again."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from utelys.core.clock import to_millis
from utelys.store.base import Tx
from utelys.store.schema import results

_MOST = 20_000

# Numbers grow with time: the oldest are the first, and no index by time is needed.
_OLDEST = select(results.c.num).order_by(results.c.num).limit(_MOST).scalar_subquery()
_FORGET = delete(results).where(results.c.num.in_(_OLDEST), results.c.at < bindparam("b_before"))


def forget_before(tx: Tx, moment: datetime) -> None:
    """Forget what was kept before a moment, 20,000 at the most."""
    tx.write(_FORGET, {"b_before": to_millis(moment)})
