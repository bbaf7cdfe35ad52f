"""Nothing outlives the process: the client itself holds all of it in memory already."""

from utelys_client.store.base import Change, Held


class MemoryStore:
    """Keeps nothing."""

    def load(self) -> Held:
        return Held()

    def write(self, change: Change) -> None:
        pass

    def handed_out(self, number: int) -> None:
        pass

    def close(self) -> None:
        pass
