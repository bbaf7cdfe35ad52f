"""A program under measurement: on a CPU of its own, with its time and memory by the kernel."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 30.0
"""Seconds that a start, a stop or a phase may take before a measurement is given up."""

_MEASURED_CPU, _LOAD_CPU = {0}, {1}
SETTINGS = {
    "UTELYS_COMMANDS_BURST": "1000000000",
    "UTELYS_COMMANDS_PER_SECOND": "1000000",
    "UTELYS_LOG_LEVEL": "warning",
}
"""Limits are far away but in force, so that what they cost is in the figures."""


def stand_aside() -> None:
    """Move this process, which makes the load, away from the CPU of what is measured."""
    if os.cpu_count() != 1:
        os.sched_setaffinity(0, _LOAD_CPU)


class Program:
    """A running program: what it has used so far, and where it listens."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        """Take a process that was just started."""
        self.process = process
        self.port = port

    def cpu(self) -> float:
        """Seconds of CPU, user and system, of all its threads.

        The same as the two fields of /proc/PID/stat, but in nanoseconds instead of ticks: the CPU
        clock of another process (clock_getcpuclockid(3)).
        """
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def resident_kib(self) -> int:
        """Memory resident now; what the kernel holds for its sockets is not in it."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"^VmRSS:\s+(\d+)", status, re.MULTILINE)
        if found is None:
            raise RuntimeError("the program has ended, or this is not Linux")
        return int(found[1])


@contextmanager
def running(command: list[str], port: int, **settings: str) -> Iterator[Program]:
    """Run a program that listens on `port` until the context ends, pinned where there is a choice.

    Raises:
        RuntimeError: it ended, or did not listen in time.
    """
    process = subprocess.Popen(
        command, env=os.environ | SETTINGS | settings, stdout=subprocess.DEVNULL, stderr=None
    )
    if os.cpu_count() != 1:
        os.sched_setaffinity(process.pid, _MEASURED_CPU)
    program = Program(process, port)
    try:
        _wait_until(lambda: _listens(port), process)
        yield program
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[Program]:
    """Run this server on a folder, as a member of the house would start it."""
    port = free_port()
    where = ["--data", str(data), "--host", "127.0.0.1", "--port", str(port)]
    command = [sys.executable, "-m", "utelys", "serve", *where]
    with running(command, port, **settings) as program:
        _wait_until(lambda: _ready(port), program.process)
        yield program


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_until(holds: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    began = time.perf_counter()
    while not holds():
        passed = time.perf_counter() - began
        if process.poll() is not None or passed > PATIENCE:
            raise RuntimeError(f"not there after {passed:.1f} s; exit code {process.poll()}")
        time.sleep(0.01)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), PATIENCE).close()
    except OSError:
        return False
    return True


def _ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()
