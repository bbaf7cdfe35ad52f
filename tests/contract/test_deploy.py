"""What is said to operators holds: settings, commands and files that `deploy/` names are there."""

import re
import tomllib

from tools.sizes import ROOT
from utelys.config import Settings

DEPLOY = ROOT / "deploy"
FOR_TESTS = {"test", "test_clock", "test_kill", "push_allow_private"}
GIVEN = {"data"}


def test_every_setting_is_explained_with_the_value_it_has_without() -> None:
    lines = (DEPLOY / "utelys.toml").read_text(encoding="utf-8").splitlines()
    said = tomllib.loads("\n".join(re.sub(r"^#(?=\w+ = )", "", line) for line in lines))
    assert set(said) == set(Settings.model_fields) - FOR_TESTS - GIVEN
    for line in lines:
        if name := re.match(r"#(\w+) = ", line):
            default = Settings.model_fields[name[1]].default
            assert default is None or said[name[1]] == default, name[1]


def test_the_settings_as_they_stand_are_taken() -> None:
    said = tomllib.loads((DEPLOY / "utelys.toml").read_text(encoding="utf-8"))
    assert Settings(**said).public_url == "https://home.example.org"


def test_the_proxy_shows_no_counts_and_keeps_no_log() -> None:
    said = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    counts, proxy = said.index("respond @counts 404"), said.index("reverse_proxy")
    assert "@counts path /metrics" in said
    assert counts < proxy
    assert not re.search(r"^\s*log\b", said, re.MULTILINE)


def test_the_files_that_the_readme_names_are_there() -> None:
    said = (DEPLOY / "README.md").read_text(encoding="utf-8")
    for name in ("utelys.toml", "Caddyfile", "utelys-backup.timer"):
        assert f"`{name}`" in said or name in said
        assert (DEPLOY / name).is_file()
    for unit in ("utelys.service", "utelys-backup.service"):
        assert "/opt/utelys/.venv/bin/utelys" in (DEPLOY / unit).read_text(encoding="utf-8")
