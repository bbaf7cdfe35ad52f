"""Where a client keeps what must outlive it: in memory, or in one file."""

from utelys_client.store.base import Change, Held, Store
from utelys_client.store.file import FileStore
from utelys_client.store.memory import MemoryStore

__all__ = ["Change", "FileStore", "Held", "MemoryStore", "Store"]
