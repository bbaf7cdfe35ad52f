"""Memory of a signed-in connection that says nothing."""

import asyncio
import tempfile
from pathlib import Path

import uvloop

from bench.figures import Figure
from bench.line import connect_all, hang_up
from bench.process import serving
from bench.village import build

SIZES = (1000, 5000)
_IN_A_HOUSE = 50
_SETTLE = 3.0


def run() -> list[Figure]:
    """Measure each size once."""
    return [figure for size in SIZES for figure in uvloop.run(_size(size))]


async def _size(size: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        village = await asyncio.to_thread(build, data, size // _IN_A_HOUSE, _IN_A_HOUSE)
        with serving(data) as program:
            # One comes first: what the first connection makes for all is not theirs.
            first = await connect_all(program.port, village.people[:1])
            await asyncio.sleep(1)
            before, cpu = program.resident_kib(), program.cpu()
            lines = await connect_all(program.port, village.people[1:])
            came = program.cpu() - cpu
            await asyncio.sleep(_SETTLE)
            after, cpu = program.resident_kib(), program.cpu()
            await asyncio.sleep(_SETTLE)
            idle = (program.cpu() - cpu) / _SETTLE
            assert not any(line.lost for line in lines), "a connection was lost"
            hang_up(first + lines)
    name = f"idle {size:,}"
    return [
        Figure(name, "KiB a connection", ((after - before) / len(lines),), most=18),
        Figure(f"{name} sign-in", "ms of CPU each", (came * 1e3 / len(lines),)),
        Figure(f"{name} at rest", "% of a CPU", (idle * 100,)),
    ]
