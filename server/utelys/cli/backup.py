"""`utelys backup`."""

from pathlib import Path

from utelys.cli.fail import fail
from utelys.config import Settings
from utelys.store.backup import back_up
from utelys.store.errors import StoreRefusal


def run(settings: Settings, target: Path) -> None:
    """Write a backup; exit 1 with one plain line if it cannot be written."""
    try:
        size = back_up(settings.data, target)
    except StoreRefusal as refusal:
        fail(str(refusal))
    print(f"{target} holds everything but the key ({size // 1024} KiB).")
    print(
        f"Keep a copy of {settings.data / 'key'} somewhere else: each is nothing without the other."
    )
