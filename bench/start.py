"""From the command to the first 200 of `/readyz`, and the memory resident at that moment.

Measured twice: on an empty folder (keys, tables and the first invitation are made) and on the
folder that this left behind, which is what a restart after a crash or an upgrade costs.
"""

import tempfile
import time
from pathlib import Path

from bench.figures import Figure
from bench.process import serving

MOST_SECONDS, MOST_MIB = 1.0, 100.0


def run() -> list[Figure]:
    """Measure once, a first start and a later one."""
    with tempfile.TemporaryDirectory() as folder:
        return [
            figure
            for name in ("first", "later")
            for figure in _measure(f"{name} start", Path(folder, "data"))
        ]


def _measure(name: str, data: Path) -> list[Figure]:
    began = time.perf_counter()
    with serving(data) as program:
        seconds = time.perf_counter() - began
        mib = program.resident_kib() / 1024
        cpu = program.cpu()
    return [
        Figure(name, "s until ready", (seconds,), most=MOST_SECONDS),
        Figure(f"{name} memory", "MiB", (mib,), most=MOST_MIB),
        Figure(f"{name} CPU", "s", (cpu,)),
    ]
