"""Other people's chat servers on the same load, where the programs that drive them are at hand.

They are not part of this tree: a folder `peerbench` with a `bench.py`, named by `UTELYS_PEERBENCH`
or lying beside the tree in `shared/`. It needs root, ejabberd and Prosody installed (on Debian
`apt-get install ejabberd erlang-p1-sqlite3 sqlite3 prosody`), and uvloop.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

PEERS = ("ejabberd/sqlite", "prosody/internal")
_SCENARIOS = {"fan": "fan", "dm": "dm", "idle": "idle", "storm": "storm", "start": "cold"}
_PLACES = ("../shared/peerbench", "../../shared/peerbench")


def run(names: list[str]) -> dict[str, dict[str, float]]:
    """Measure the peers on the named workloads; their figures by the names of ours."""
    folder = _folder()
    if folder is None:
        print("No peerbench here: set UTELYS_PEERBENCH to its folder. Going on without peers.")
        return {}
    return {peer.partition("/")[0]: _measure(folder, peer, names) for peer in PEERS}


def _folder() -> Path | None:
    root = Path(__file__).resolve().parent.parent
    given = os.environ.get("UTELYS_PEERBENCH")
    places = [Path(given)] if given else [root / place for place in _PLACES]
    return next((place for place in places if (place / "bench.py").is_file()), None)


def _measure(folder: Path, peer: str, names: list[str]) -> dict[str, float]:
    scenarios = [_SCENARIOS[name] for name in names if name in _SCENARIOS]
    if not scenarios:
        return {}
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch).chmod(0o755)
        environment = os.environ | {"PEERBENCH": scratch}
        command = [sys.executable, str(folder / "bench.py"), peer, *scenarios]
        ended = subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)
        results = Path(scratch, "results.jsonl")
        if ended.returncode or not results.exists():
            print(f"{peer} could not be measured (exit code {ended.returncode}).")
            return {}
        lines = results.read_text(encoding="utf-8").splitlines()
    found: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        for name, value in _named(json.loads(line)):
            found[name].append(value)
    return {name: statistics.median(values) for name, values in found.items()}


def _even(fixed: dict[str, Any]) -> list[tuple[str, float]]:
    """Even load: only at the same rate is it the same; a peer that cannot keep it up has less."""
    if round(fixed["rate_msgs"]) != 200:
        return []
    name = "direct at 200 a second"
    each = fixed["cpu_us_deliv"]
    return [(f"{name} p50", fixed["p50_ms"]), (f"{name} p99", fixed["p99_ms"]), (name, each)]


def _named(result: dict[str, Any]) -> list[tuple[str, float]]:
    """One line of the peers' results under our names."""
    if "error" in result:
        return []
    bench, n = result["bench"], result.get("n", 0)
    if bench == "fanout":
        name = f"fan-out {n:,}"
        steady = (f"{name} steady", result["fixed"]["cpu_us_deliv"])
        return [
            (f"{name} saturated", result["sat"]["cpu_us_deliv"]),
            (f"{name} throughput", result["sat"]["deliv_s"]),
            *([steady] if n == 1000 else []),
        ]
    if bench == "dm":
        return [
            ("direct saturated", result["sat"]["cpu_us_msg"]),
            ("direct throughput", result["sat"]["msgs_s"]),
            *_even(result["fixed"]),
        ]
    if bench == "idle":
        return [(f"idle {n:,}", result["kib_per_conn"])]
    if bench == "storm":
        return [("storm", result["cpu_ms_client"])]
    if bench == "cold":
        memory = result["rss_idle_kib"] / 1024
        return [("later start", result["ready_s_median"]), ("later start memory", memory)]
    return []
