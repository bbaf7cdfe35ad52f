"""`utelys compact`: the files of the store written anew, without what was erased."""

from utelys.cli.fail import fail
from utelys.config import Settings
from utelys.store import compaction
from utelys.store.errors import StoreRefusal


def run(settings: Settings) -> None:
    """Compact, whether the server runs or not; exit 1 with one plain line if it cannot be done."""
    path = settings.data / "utelys.sqlite3"
    if not path.exists():
        fail(f"There is no house in {settings.data} yet.")
    try:
        finished = compaction.rewrite_whole(path)
    except StoreRefusal as refusal:
        fail(str(refusal))
    if not finished:
        fail("The store is too busy to be compacted just now. Nothing is lost; try again later.")
    print("What was erased has left the files.")
