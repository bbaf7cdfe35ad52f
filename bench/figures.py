"""What a measurement gives, and how figures of several runs become one."""

import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One thing measured. `most` or `least` is what the project holds itself to."""

    name: str
    unit: str
    values: tuple[float, ...]
    most: float | None = None
    least: float | None = None
    floor: float | None = None
    """The same work by the barest program that does it, measured beside."""

    @property
    def median(self) -> float:
        """The figure to compare."""
        return statistics.median(self.values)

    @property
    def held(self) -> bool | None:
        """Whether it is what it should be; None where nothing was said."""
        if self.most is not None:
            return self.median <= self.most
        if self.least is not None:
            return self.median >= self.least
        return None

    def as_json(self) -> dict[str, Any]:
        """As it goes into the file of results."""
        return asdict(self) | {"median": self.median, "held": self.held}


def joined(runs: list[list[Figure]]) -> list[Figure]:
    """Put the same figures of several runs together."""
    by_name: dict[str, list[Figure]] = {}
    for run in runs:
        for figure in run:
            by_name.setdefault(figure.name, []).append(figure)
    return [_one(found) for found in by_name.values()]


def _one(found: list[Figure]) -> Figure:
    first = found[0]
    floors = [figure.floor for figure in found if figure.floor is not None]
    return Figure(
        first.name,
        first.unit,
        tuple(value for figure in found for value in figure.values),
        first.most,
        first.least,
        statistics.median(floors) if floors else None,
    )


def percentile(values: Iterable[float], percent: float) -> float:
    """The value that so many per cent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def table(figures: list[Figure], peers: dict[str, dict[str, float]]) -> str:
    """Figures as text, the peers' beside them."""
    head = ["", "median", "best", "floor", *peers, "to reach", ""]
    lines = [head]
    for one in figures:
        best = max(one.values) if one.unit.endswith(" a second") else min(one.values)
        aim = "" if one.most is None else f"≤ {_short(one.most)}"
        aim = aim if one.least is None else f"≥ {_short(one.least)}"
        told = {None: "", True: "yes", False: "no"}[one.held]
        beside = [_compared(one, found.get(one.name)) for found in peers.values()]
        name = f"{one.name}, {one.unit}"
        lines.append(
            [name, _short(one.median), _short(best), _short(one.floor), *beside, aim, told]
        )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _compared(one: Figure, peer: float | None) -> str:
    """A peer's figure, and how many times better ours is."""
    if not peer or not one.median:
        return _short(peer)
    more_is_better = one.unit.endswith(" a second")
    times = one.median / peer if more_is_better else peer / one.median
    return f"{_short(peer)} ({_short(times)}×)"


def _short(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
