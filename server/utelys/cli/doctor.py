"""`utelys doctor`."""

import json
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.text import Text

from utelys.cli.fail import fail
from utelys.clocks import SystemClock
from utelys.config import Settings
from utelys.notices.sealing import BadContact, Signer, contact_of, is_weak
from utelys.store.checkup import Finding, look_over
from utelys.store.files import taken_in
from utelys.version import version


def run(settings: Settings) -> None:
    """Print what is found; exit 1 with one plain line if anything is not as it should be."""
    console = Console(highlight=False, soft_wrap=True)
    findings = [_program(), _settings(settings), *look_over(settings.data, SystemClock().now())]
    findings += [_contact(settings), _files(settings), _server(settings.data)]
    for finding in findings:
        mark = Text("ok   ", style="green") if finding.good else Text("wrong", style="bold red")
        console.print(mark, Text(f"{finding.what:<9}", style="bold"), Text(finding.words))
    wrong = [finding.what for finding in findings if not finding.good]
    if wrong:
        fail(f"See to what is wrong above: {', '.join(wrong)}.")


def _program() -> Finding:
    python = ".".join(map(str, sys.version_info[:3]))
    return Finding("program", True, f"Utelys {version()} on Python {python}")


def _settings(settings: Settings) -> Finding:
    if settings.test_clock is not None:
        words = "UTELYS_TEST_CLOCK is set, which is for tests. Take it out of the environment."
        return Finding("settings", False, words)
    where = settings.public_url or f"http://{settings.host}:{settings.port}"
    return Finding("settings", True, f"members reach the server at {where}")


def _contact(settings: Settings) -> Finding:
    """Whether every push service takes what is signed with the contact that it is given."""
    contact = contact_of(settings.push_contact, settings.public_url)
    try:
        # The key has no part in it; any will do.
        Signer(bytes(31) + b"\1", contact).check()
    except BadContact as bad:
        return Finding("push", False, str(bad))
    if not is_weak(contact):
        return Finding("push", True, f"push services may write to {contact}")
    words = (
        "No contact is set, and some push services refuse to deliver without one: phones by Apple "
        "hear nothing. Set UTELYS_PUSH_CONTACT=mailto:name@example.org."
    )
    # Whoever only looks around on their own machine has no phones to lose.
    return Finding("push", settings.public_url is None, words)


_NEARLY = 0.9
_MIB = 1024 * 1024


def _files(settings: Settings) -> Finding:
    """Whether members can still send files."""
    folder, most = settings.data / "files", settings.files_most_bytes
    used = taken_in(folder)
    free = shutil.disk_usage(settings.data).free if settings.data.is_dir() else 0
    if settings.data.is_dir() and free <= settings.disk_keep_free_bytes:
        keep = settings.disk_keep_free_bytes // _MIB
        words = f"None are taken: {free // _MIB} MiB are free, and {keep} MiB are to stay free."
        return Finding("files", False, f"{words} Make room, or set UTELYS_DISK_KEEP_FREE_BYTES.")
    words = f"{used // _MIB} MiB of the {most // _MIB} MiB that they may take"
    if used > most * _NEARLY:
        return Finding("files", False, f"{words}. Make room, and set UTELYS_FILES_MOST_BYTES.")
    return Finding("files", True, words)


def _server(folder: Path) -> Finding:
    """Whether a server runs on the folder; either is well."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        note = json.loads((folder / "server.json").read_text(encoding="utf-8"))
        os.kill(int(note["pid"]), 0)
        return Finding("server", True, f"runs at {note['url']} (process {note['pid']})")
    return Finding("server", True, "does not run at the moment")
