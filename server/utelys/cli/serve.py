"""`utelys serve`."""

import asyncio
import gc
import ipaddress
import logging
import signal
import socket
import sys

import structlog

from utelys.app import Running, serve
from utelys.cli.fail import fail
from utelys.config import Settings
from utelys.core.errors import Refusal
from utelys.notices.sealing import BadContact
from utelys.store.errors import StoreRefusal
from utelys.trouble import where


def run(settings: Settings) -> None:
    """Serve until told to stop (SIGINT, SIGTERM); exit 1 with one plain line if it cannot."""
    set_up_logs(settings.log_level)
    try:
        import uvloop

        runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
    except ImportError:
        runner = asyncio.Runner()
    try:
        with runner:
            runner.run(_serve(settings))
    except (StoreRefusal, Refusal, BadContact) as refusal:
        fail(str(refusal))
    except OSError as error:
        fail(
            f"Cannot listen on {settings.host}:{settings.port}: {error.strerror or error}. "
            "Stop the other program there, or choose another --port."
        )


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serve(settings) as running:
        _greet(settings, running)
        settle()
        await stop.wait()


def settle() -> None:
    """Spare the garbage collector what the program is made of: it lives as long as the program."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _greet(settings: Settings, running: Running) -> None:
    near = address_nearby(running.url)
    base = settings.public_url or near or running.url
    print(f"Utelys is open at {base}", flush=True)
    if running.first is not None:
        print(
            f"\nThe first keeper of the house comes in here, once, before "
            f"{running.first.expires_at:%Y-%m-%d %H:%M} UTC:\n\n"
            f"  {base}{running.first.link}\n",
            flush=True,
        )
    if near and not settings.public_url:
        import segno  # memory that a server behind a proxy does without

        print("With a phone on the same network:\n", flush=True)
        segno.make(base + (running.first.link if running.first else "")).terminal(compact=True)
        print(flush=True)


def address_nearby(url: str) -> str | None:
    """The address for a phone on the same network; None unless the server listens to all.

    The machine is asked which of its own addresses it would speak from; nothing is sent.
    """
    host, _, port = url.removeprefix("http://").rpartition(":")
    try:
        if not ipaddress.ip_address(host.strip("[]")).is_unspecified:
            return None
    except ValueError:  # a name, which stands for some addresses and not for all
        return None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            own = str(probe.getsockname()[0])
        except OSError:
            own = "127.0.0.1"
    return f"http://{own}:{port}"


def set_up_logs(level: str) -> None:
    """Write logs as one line each to standard error: ids, never names or text."""
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.getLogger().addHandler(_FromLibraries(logging.WARNING))
    logging.captureWarnings(True)


class _FromLibraries(logging.Handler):
    """What libraries log, as one line of ours: where and what kind, never what was in it.

    Theirs hold addresses, headers and the values that something went wrong with.
    """

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        told = {} if error is None else {"error": type(error).__name__, "where": where(error)}
        said = str(record.msg).partition("\n")[0][:200]
        structlog.get_logger().warning("library", logger=record.name, said=said, **told)
