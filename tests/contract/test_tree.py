"""Promises about the tree itself: what may be in it and how it is kept."""

import re
from pathlib import Path

import pytest

from tools.sizes import ROOT, too_long, tracked, written_by_hand

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
# Where packages come from is each machine's own affair.
HOSTS = re.compile(
    r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|npmmirror|yarnpkg|jsr)\.|(?:pypi|npmjs|yarnpkg|pythonhosted)\.(?:org|com)",
    re.IGNORECASE,
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|root)/[\w.]")
TEXT_LIMIT = 2_000_000


def test_no_file_is_above_the_ceiling() -> None:
    assert too_long() == []


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    found = []
    for path in tracked():
        content = (ROOT / path).read_bytes()[:TEXT_LIMIT].decode("utf-8", errors="ignore")
        for pattern in (HOSTS, MACHINE_PATHS):
            found += [f"{path}: {match.group()}" for match in pattern.finditer(content)]
    assert found == []


def test_folders_of_packages_are_not_packages() -> None:
    for folder in ("server", "protocol", "clients", "clients/python"):
        assert not (ROOT / folder / "__init__.py").exists(), f"{folder} is a folder, not a package"


def test_text_ends_with_a_newline_and_has_no_conflict_marks() -> None:
    bad = []
    for path in written_by_hand():
        content = (ROOT / path).read_bytes()
        if content and not content.endswith(b"\n"):
            bad.append(f"{path}: no newline at the end")
        if re.search(rb"^(?:<{7}|>{7}) ", content, re.MULTILINE):
            bad.append(f"{path}: a merge was left unfinished")
    assert bad == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_locks_pin_every_package_with_hashes_and_name_no_host(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9._\[\],-]+==[^\s]+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
