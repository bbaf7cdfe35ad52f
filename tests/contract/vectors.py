"""Reads the vectors: what clients and servers of this wire have said."""

import json
from pathlib import Path
from typing import Any

import pytest

from tools.sizes import ROOT

FOLDER = ROOT / "protocol" / "utelys_protocol" / "vectors"


def names(folder: str) -> set[str]:
    return {path.stem for path in (FOLDER / folder).glob("*.json")}


def read(folder: str) -> list[Any]:
    """Every vector of a folder as a test parameter: the name of its file, and itself."""
    return [
        pytest.param(path.stem, vector, id=f"{path.stem}-{number}")
        for path in sorted((FOLDER / folder).glob("*.json"))
        for number, vector in enumerate(_list(path))
    ]


def _list(path: Path) -> list[dict[str, Any]]:
    vectors = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(vectors, list)
    assert vectors, f"{path.name} holds no vector"
    return vectors
