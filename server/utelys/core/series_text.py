"""A series written as JSON and read back, as the store keeps it.

Rules are kept as their RFC 5545 text beside the start that they were read for.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from utelys.core.clock import from_millis, to_millis
from utelys.core.ids import read_slot, slot_name
from utelys.core.occurrences import Base, Override, Segment, Series
from utelys.core.rules import read_rule
from utelys.core.walltime import Wall


def write_series(series: Series) -> bytes:
    """Write a series, all but the id of its activity."""
    kept = {
        "segments": [_segment(one) for one in series.segments],
        "overrides": {
            slot_name(slot): _override(one) for slot, one in sorted(series.overrides.items())
        },
        "revised": to_millis(series.revised) if series.revised else None,
    }
    return json.dumps(kept, separators=(",", ":")).encode()


def read_series(activity: str, kept: bytes) -> Series:
    """Read back what `write_series` wrote."""
    read = json.loads(kept)
    return Series(
        activity,
        tuple(_read_segment(one) for one in read["segments"]),
        {read_slot(slot): _read_override(one) for slot, one in read["overrides"].items()},
        from_millis(read["revised"]) if read.get("revised") is not None else None,
    )


def _wall(wall: Wall | None) -> list[str] | None:
    return [wall.at.isoformat(timespec="minutes"), wall.zone] if wall else None


def _read_wall(kept: list[str]) -> Wall:
    return Wall(datetime.fromisoformat(kept[0]), kept[1])


def _segment(one: Segment) -> dict[str, Any]:
    return {
        "since": slot_name(one.since),
        "start": _wall(one.start),
        "lasts": int(one.lasts.total_seconds()),
        "details": dict(one.details),
        "rule": one.rule.text if one.rule else None,
        "moved": one.moved,
        "cancelled": one.cancelled,
        "uid": one.uid,
    }


def _read_segment(kept: dict[str, Any]) -> Segment:
    start = _read_wall(kept["start"])
    return Segment(
        since=read_slot(kept["since"]),
        start=start,
        lasts=timedelta(seconds=kept["lasts"]),
        details=kept["details"],
        rule=read_rule(kept["rule"], start) if kept["rule"] else None,
        moved=kept["moved"],
        cancelled=kept["cancelled"],
        uid=kept.get("uid"),
    )


def _override(one: Override) -> dict[str, Any]:
    return {
        "start": _wall(one.start),
        "lasts": int(one.lasts.total_seconds()) if one.lasts else None,
        "details": dict(one.details),
        "cancelled": one.cancelled,
        "base": _base(one.base) if one.base else None,
    }


def _read_override(kept: dict[str, Any]) -> Override:
    return Override(
        start=_read_wall(kept["start"]) if kept["start"] else None,
        lasts=timedelta(seconds=kept["lasts"]) if kept["lasts"] else None,
        details=kept["details"],
        cancelled=kept["cancelled"],
        base=_read_base(kept["base"]) if kept.get("base") else None,
    )


def _base(one: Base) -> dict[str, Any]:
    return {
        "lasts": int(one.lasts.total_seconds()),
        "details": dict(one.details),
        "cancelled": one.cancelled,
    }


def _read_base(kept: dict[str, Any]) -> Base:
    return Base(timedelta(seconds=kept["lasts"]), kept["details"], kept["cancelled"])
