"""From the command to the first 200 of `/readyz`, and the memory resident at that moment.

Measured twice: on an empty folder (keys, tables and the first invitation are made) and on the
folder that this left behind, which is what a restart after a crash or an upgrade costs.
"""

import http.client
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROUNDS = 5
PATIENCE = 30.0
LIMIT_SECONDS = 1.0
LIMIT_MIB = 100.0


class Start(NamedTuple):
    """One start: seconds until ready, MiB resident then."""

    seconds: float
    mib: float


def main() -> None:
    """Print the medians and the worst of some rounds, first starts and later ones."""
    first, later = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as data:
            first.append(measure(Path(data, "data")))
            later.append(measure(Path(data, "data")))
    print(f"start: {ROUNDS} rounds; to hold: {LIMIT_SECONDS} s, {LIMIT_MIB:.0f} MiB")
    for name, starts in (("first", first), ("later", later)):
        seconds, mib = zip(*starts, strict=True)
        print(
            f"  {name}: median {statistics.median(seconds):.2f} s, worst {max(seconds):.2f} s;"
            f" median {statistics.median(mib):.0f} MiB, worst {max(mib):.0f} MiB"
        )


def measure(data: Path) -> Start:
    """Start a server on `data`, wait until it is ready, stop it.

    Raises:
        RuntimeError: It ended by itself or was not ready within 30 s.
    """
    port = _free_port()
    command = [sys.executable, "-m", "utelys", "serve", "--data", str(data)]
    began = time.perf_counter()
    server = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _ready(port):
            passed = time.perf_counter() - began
            if server.poll() is not None or passed > PATIENCE:
                raise RuntimeError(f"not ready after {passed:.1f} s; exit code {server.poll()}")
            time.sleep(0.005)
        return Start(time.perf_counter() - began, _resident_mib(server.pid))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE)


def _ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def _resident_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this benchmark reads /proc and needs Linux")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


if __name__ == "__main__":
    main()
