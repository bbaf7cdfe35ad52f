"""`utelys chat`."""

import asyncio
import os
from pathlib import Path

from utelys.cli.fail import fail
from utelys_client import UtelysError
from utelys_client.terminal.place import Place
from utelys_client.terminal.start import chat
from utelys_client.terminal.texts import language_of
from utelys_protocol.words import Language


def run(link: str | None, folder: Path, language: Language | None, name: str | None) -> None:
    """Chat until the person leaves; exit 1 with one plain line if that cannot be."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    try:
        asyncio.run(chat(link, Place(folder), language or language_of(locale), name))
    except UtelysError as error:
        fail(str(error))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
