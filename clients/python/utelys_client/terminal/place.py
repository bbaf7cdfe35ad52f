"""Where the terminal client keeps what it needs to come back: one folder, its owner's alone."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from utelys_client.errors import UtelysError
from utelys_client.invitation import Credentials


class BadPlace(UtelysError):
    """The folder cannot be used."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folder. `key.json` opens the account, `state.db` is the client's store."""

    folder: Path

    @property
    def state(self) -> Path:
        """The client's store."""
        return self.folder / "state.db"

    def make(self) -> None:
        """Make the folder.

        Raises:
            BadPlace: it cannot be made.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise BadPlace(
                f"{self.folder} cannot be made ({error.strerror}). Name another with --data."
            ) from None

    def credentials(self) -> Credentials | None:
        """What was kept when this device came in; None before that."""
        kept = self._read("key.json")
        try:
            return Credentials(**kept) if kept else None
        except TypeError:
            raise BadPlace(f"{self.folder / 'key.json'} cannot be read. Move it away.") from None

    def keep(self, credentials: Credentials) -> None:
        """Keep the key, on the disk before this returns."""
        self._write("key.json", asdict(credentials))
        (self.folder / "joining.json").unlink(missing_ok=True)

    def joining(self, link: str, make: str) -> str:
        """The id under which an invitation is accepted, the same again after a crash."""
        kept = self._read("joining.json")
        if kept and kept.get("link") == link:
            return str(kept["id"])
        self._write("joining.json", {"link": link, "id": make})
        return make

    def lease(self) -> str | None:
        """The lease that was last claimed from here."""
        kept = self._read("lease.json")
        return kept.get("lease") if kept else None

    def keep_lease(self, lease: str | None) -> None:
        """Remember a lease, or that there is none."""
        self._write("lease.json", {"lease": lease})

    def forget(self) -> None:
        """Remove everything: this device has been signed out."""
        for name in ("key.json", "joining.json", "lease.json", "state.db", "state.db-wal"):
            (self.folder / name).unlink(missing_ok=True)

    def _read(self, name: str) -> dict[str, Any] | None:
        path = self.folder / name
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise BadPlace(f"{path} cannot be read. Move it away.") from None
        return kept if isinstance(kept, dict) else None

    def _write(self, name: str, value: dict[str, Any]) -> None:
        """Replace a file as a whole: it is the old one or the new one, whenever the power goes."""
        path, new = self.folder / name, self.folder / f"{name}.new"
        try:
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(value, file)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        except OSError as error:
            raise BadPlace(f"{path} cannot be written ({error.strerror}).") from None
