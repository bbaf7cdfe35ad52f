"""Which rows can be read: a newer version may have written others, and a bad disk anything."""

from collections.abc import Iterable
from typing import Any, TypeVar

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, literal_column, not_

from utelys.core.clock import EPOCH, LATEST, to_millis
from utelys.store.errors import StoreRefusal

log = structlog.get_logger()
T = TypeVar("T")

_UNREADABLE = (StoreRefusal, ValueError, KeyError, TypeError, OverflowError)
_FIRST, _LAST = to_millis(EPOCH), to_millis(LATEST)


def no_moment(column: Any) -> ColumnElement[bool]:
    """Whether a column holds no moment; text in its place is greater than any."""
    found: ColumnElement[bool] = not_(column.between(_FIRST, _LAST))
    return found


def none_of(column: Any, known: Iterable[str | int]) -> ColumnElement[bool]:
    """Whether a column holds none of these words or numbers.

    They stand in the statement itself: given along, each would cost every query a little.
    """
    written = [f"'{one}'" if isinstance(one, str) else str(one) for one in known]
    found: ColumnElement[bool] = column.not_in([literal_column(one) for one in written])
    return found


def read_whole(kind: TypeAdapter[T], json: Any) -> T | None:
    """What is kept whole in a column; None where that cannot be read."""
    try:
        return kind.validate_json(json)
    except ValidationError:
        return None


def moment_in(value: Any, otherwise: int) -> int:
    """The moment in a row, in milliseconds, or another where it holds none."""
    return value if isinstance(value, int) and _FIRST <= value <= _LAST else otherwise


class PassingOver:
    """Let one row that cannot be opened or read fail nothing but itself, and say which it is.

    What is read is given back inside; behind it stands what is told instead.
    """

    def __init__(self, what: str, id_: str) -> None:
        """Take what kind of row it is, and its id."""
        self._what = what
        self._id = id_

    def __enter__(self) -> None:
        """Begin to read it."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        """Go on where it could not be read."""
        if not isinstance(error, _UNREADABLE):
            return False
        log.error("row_unreadable", what=self._what, id=self._id, why=type(error).__name__)
        return True
