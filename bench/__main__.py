"""`python -m bench [NAME …] [--runs N] [--peers]`: measure, print a table, write JSON."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import calls, dm, fan, idle, paging, peers, slow, start, storm, thursday
from bench.figures import Figure, joined, table
from bench.process import stand_aside

WORKLOADS: dict[str, Callable[[], list[Figure]]] = {
    "fan": fan.run,
    "dm": dm.run,
    "idle": idle.run,
    "storm": storm.run,
    "slow": slow.run,
    "calls": calls.run,
    "start": start.run,
    "thursday": thursday.run,
    "paging": paging.run,
}
_RESULTS = Path(__file__).parent / "results"


def main(given: list[str]) -> int:
    """Run what was named, or all; return the exit code."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(WORKLOADS))
    parser.add_argument("--runs", type=int, default=3, help="measure so often, take the median")
    parser.add_argument("--peers", action="store_true", help="put ejabberd and Prosody beside")
    parser.add_argument("--json", type=Path, help="where to write the results")
    options = parser.parse_args(given)
    unknown = [name for name in options.names if name not in WORKLOADS]
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; there is: {', '.join(WORKLOADS)}")
    names = options.names or list(WORKLOADS)
    stand_aside()
    figures = [figure for name in names for figure in _measure(name, options.runs)]
    beside = peers.run(names) if options.peers else {}
    print(f"\n{table(figures, beside)}")
    _write(options.json or _RESULTS / "latest.json", figures, beside)
    return 0


def _measure(name: str, runs: int) -> list[Figure]:
    found = []
    for run in range(1, runs + 1):
        found.append(WORKLOADS[name]())
        told = ", ".join(f"{one.name} {one.median:.4g}" for one in found[-1])
        print(f"{name} {run}/{runs} (load {os.getloadavg()[0]:.1f}): {told}", flush=True)
    return joined(found)


def _write(path: Path, figures: list[Figure], beside: dict[str, dict[str, float]]) -> None:
    result = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "cpus": os.cpu_count(),
            "load": os.getloadavg(),
        },
        "figures": [figure.as_json() for figure in figures],
        "peers": beside,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
