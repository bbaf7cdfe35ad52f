"""The server with another build of the web client, as after an upgrade."""

import re
import shutil
from pathlib import Path

import utelys
from utelys.net.web import FOLDER

SUFFIX = "next"


def build(folder: Path) -> Path:
    """Make it, and return the folder that has the package.

    Every asset has another name, as every hash would be another if something in all of them had
    changed; what names them names them so.
    """
    package = folder / "utelys"
    shutil.copytree(
        Path(utelys.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__")
    )
    web = package / FOLDER.name
    names = {path.name for path in (FOLDER / "assets").iterdir() if path.suffix in (".js", ".css")}
    renamed = re.compile("|".join(re.escape(name) for name in sorted(names)))
    for path in sorted(web.rglob("*")):
        if path.suffix in (".br", ".gz"):
            path.unlink()
        elif path.suffix in (".js", ".css", ".html"):
            text = renamed.sub(_next, path.read_text(encoding="utf-8"))
            path.write_text(text, encoding="utf-8")
            if path.name in names:
                path.rename(path.with_name(_next(path.name)))
    return folder


def _next(name: str | re.Match[str]) -> str:
    stem, _, suffix = (name if isinstance(name, str) else name[0]).rpartition(".")
    return f"{stem}{SUFFIX}.{suffix}"
