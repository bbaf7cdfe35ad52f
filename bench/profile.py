"""Where the time of a message goes: `python -m bench.profile`, with py-spy on the path.

Saturates direct rooms and samples the server whenever a thread of it holds the interpreter. What
the kernel and SQLite do without it (waiting for the disk, writing the log) is not in the samples;
`perf record -e cpu-clock -p PID` shows that.
"""

import asyncio
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvloop

from bench import dm
from bench.line import hang_up
from bench.process import Program, serving, stand_aside
from bench.village import build

STAGES = (
    ("write to the socket", ("Line.write",)),
    ("driver: rows into SQLite", ("_connection_worker_thread",)),
    ("encrypt", ("Sealer.seal",)),
    ("read the arguments", ("read_args",)),
    ("count against the limits", ("Gate.check_rate",)),
    ("make JSON of entry and result", ("entry_json", "entries_json", "write (utelys_protocol")),
    ("append the entry", ("WriterTx.append",)),
    ("may this member, and the rest of the action", ("bind.<locals>.run",)),
    ("keep the result", ("WriterTx.keep_result", "command_key")),
    ("tell the sender", ("Connection._answer",)),
    ("tell those who listen", ("Hub.publish", "Hub.flush")),
    ("the rest of the writer", ("Writer.run",)),
    ("read the frame", ("Incoming.", "read_up", "Line.data_received")),
)
"""A sample belongs to the first of these that is anywhere in its stack."""


def main() -> int:
    """Print the stages and the functions that take most; 2 where there is no py-spy."""
    spy = shutil.which("py-spy")
    if spy is None:
        print("This needs py-spy on the path: pip install py-spy.", file=sys.stderr)
        return 2
    stand_aside()
    with tempfile.TemporaryDirectory() as folder:
        samples = uvloop.run(_sample(spy, Path(folder)))
    _print(samples)
    return 0


async def _sample(spy: str, folder: Path) -> Counter[str]:
    data, raw = folder / "data", folder / "samples"
    village = await asyncio.to_thread(build, data, dm.HOUSES, dm.USERS // dm.HOUSES, pairs=True)
    with serving(data) as program:
        pairs = await dm.gather(program, village.people)
        with _watched(spy, program, raw):
            used, rate = await dm.saturate(pairs, program, dm.SECONDS)
        hang_up(pairs.lines)
    print(f"{used:.0f} µs a message, {rate:,.0f} a second, with the sampling\n")
    lines = (line.rpartition(" ") for line in raw.read_text(encoding="utf-8").splitlines())
    return Counter({stack: int(count) for stack, _, count in lines})


@contextmanager
def _watched(spy: str, program: Program, raw: Path) -> Iterator[None]:
    command = [spy, "record", "--gil", "-r", "500", "-d", "60", "-f", "raw", "-o", str(raw)]
    watcher = subprocess.Popen(
        [*command, "-p", str(program.process.pid)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield
    watcher.send_signal(signal.SIGINT)
    watcher.wait()


def _print(samples: Counter[str]) -> None:
    stages: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    for stack, count in samples.items():
        stages[_stage(stack)] += count
        functions[stack.rpartition(";")[2]] += count
    total = sum(samples.values())
    for counted in (stages, functions):
        for name, count in counted.most_common(20):
            print(f"{count / total:6.1%}  {name}")
        print()


def _stage(stack: str) -> str:
    for name, signs in STAGES:
        if any(sign in stack for sign in signs):
            return name
    return "the event loop"


if __name__ == "__main__":
    sys.exit(main())
