"""Which rows can be read: a newer version may have written others, and a bad disk anything."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, literal_column, not_

from utelys.core.clock import EPOCH, LATEST, to_millis
from utelys.store.errors import StoreRefusal

log = structlog.get_logger()
T = TypeVar("T")

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


@contextmanager
def passing_over(what: str, id_: str) -> Iterator[None]:
    """Let one row that cannot be opened or read fail nothing but itself, and say which it is.

    To be used where what is read is given back inside; behind it stands what is told instead.
    """
    try:
        yield
    except (StoreRefusal, ValueError, KeyError, TypeError, OverflowError) as error:
        log.error("row_unreadable", what=what, id=id_, why=type(error).__name__)
