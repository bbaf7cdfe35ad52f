"""What is packaged is what is in the tree: data files get lost without a word otherwise."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

import hatch_build
from tools.sizes import ROOT, tracked

PACKAGES = {
    "utelys": Path("server/utelys"),
    "utelys_protocol": Path("protocol/utelys_protocol"),
    "utelys_client": Path("clients/python/utelys_client"),
}


WEB = ROOT / "server" / "utelys" / "_web"


def build(kind: str, folder: Path) -> Path:
    # Without the hook: what it builds is there by now, and building it takes npm and a minute.
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)],
        cwd=ROOT,
        env={**os.environ, "HATCH_BUILD_NO_HOOKS": "true"},
        check=True,
        capture_output=True,
    )
    return next(folder.iterdir())


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(tmp_path: Path) -> None:
    expected = {
        str(Path(package, path.relative_to(folder)))
        for package, folder in PACKAGES.items()
        for path in tracked()
        if path.is_relative_to(folder)
    }
    with zipfile.ZipFile(build("wheel", tmp_path)) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert {name for name in held if not name.startswith("utelys/_web/")} == expected
    web = {name.removeprefix("utelys/_web/") for name in held - expected}
    built = {str(path.relative_to(WEB)) for path in WEB.rglob("*") if path.is_file()}
    assert web == built


def test_the_source_archive_holds_what_a_wheel_is_made_of_and_no_tests(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path)) as archive:
        held = {Path(*Path(name).parts[1:]) for name in archive.getnames()}
    needed = [path for path in tracked() if any(map(path.is_relative_to, PACKAGES.values()))]
    assert set(needed) | {Path("pyproject.toml"), Path("hatch_build.py")} <= held
    assert not [path for path in held if path.parts[0] in {"tests", "bench", "tools", "data"}]


def test_a_build_without_a_page_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "clients" / "web").mkdir(parents=True)
    (tmp_path / "clients" / "web" / "package.json").write_text("{}")
    calls: list[list[str]] = []
    monkeypatch.setattr(hatch_build, "_npm", lambda: "npm")
    monkeypatch.setattr(subprocess, "run", lambda args, **_: calls.append(args))
    nobody: Any = None
    hook = hatch_build.WebClient(str(tmp_path), {}, nobody, nobody, str(tmp_path), "wheel")
    hook.initialize("editable", {})
    assert calls == []
    with pytest.raises(RuntimeError, match="nothing is packaged"):
        hook.initialize("standard", {})
    assert calls == [["npm", "ci"], ["npm", "run", "build"]]
    monkeypatch.setattr(hatch_build, "_npm", lambda: None)
    assert hook.dependencies() == [hatch_build.NODE_REQUIREMENT]
    with pytest.raises(RuntimeError, match=r"Node\.js 20\.19 or newer"):
        hook.initialize("standard", {})
