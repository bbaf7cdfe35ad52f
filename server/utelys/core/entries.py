"""An entry as it stands on the wire, put together from its parts without parsing them again."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from utelys_protocol.base import format_moment

# A commit gives one moment to all its entries, and readers page through neighbours in time.
_moment_text = lru_cache(maxsize=1024)(format_moment)


class KeptEntry(NamedTuple):
    """An entry as it is kept; `body` is JSON."""

    seq: int
    at: datetime
    kind: str
    by: str
    body: bytes


def entry_json(seq: int, at: datetime, kind: str, by: str, body: bytes) -> bytes:
    """Write an entry as JSON. `kind` and `by` are ids of ours, which need no escaping."""
    head = f'{{"seq":{seq},"at":"{_moment_text(at)}","kind":"{kind}","by":"{by}","body":'
    return b"%b%b}" % (head.encode(), body)


def moment_text(json: bytes) -> bytes:
    """The moment of an entry in JSON as it is written there; such texts sort by time."""
    return json.partition(b'"at":"')[2][:24]


def entries_json(stream: str, entries: list[bytes]) -> bytes:
    """Write the frame `entries` around entries that are JSON already."""
    return b'{"type":"entries","stream":"%b","entries":[%b]}' % (
        stream.encode(),
        b",".join(entries),
    )
