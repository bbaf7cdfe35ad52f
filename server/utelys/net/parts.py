"""What the doors stand on, put together by `app`."""

from collections import Counter
from dataclasses import dataclass, field

from aiohttp import web

from utelys.config import Settings
from utelys.core.clock import Clock
from utelys.core.storage import Space
from utelys.hub.catchup import CatchUp
from utelys.hub.hub import Hub
from utelys.net.gate import Gate
from utelys.net.line import Line
from utelys.net.push import PushCarrier
from utelys.net.turns import Turns
from utelys.notices.post import Post
from utelys.store.database import Database
from utelys.store.files import FileStore
from utelys.store.writer import Writer


@dataclass(slots=True)
class Parts:
    """The running server. `ready` is False before it takes members and from when it stops."""

    settings: Settings
    clock: Clock
    database: Database
    writer: Writer
    hub: Hub
    catch_up: CatchUp
    gate: Gate
    post: Post
    carrier: PushCarrier
    files: FileStore
    ready: bool = False
    searching: Turns = field(default_factory=lambda: Turns(at_once=1, each=1, waiting=7))
    """A search takes the server up to a quarter of a second of work, in small bites."""
    uploading: Turns = field(default_factory=lambda: Turns(at_once=16, each=3, waiting=13))
    lines: set[Line] = field(default_factory=set)
    """Every open socket, signed in or not yet."""
    calls: Counter[str] = field(default_factory=Counter)
    """How many calls were raised since the start, and ended in each of the three ways."""

    def space(self) -> Space:
        """How much room there is for files, as it is now."""
        settings = self.settings
        return Space(
            self.files.used,
            settings.files_most_bytes,
            self.files.free(),
            settings.disk_keep_free_bytes,
        )


PARTS = web.AppKey("parts", Parts)
