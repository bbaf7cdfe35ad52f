"""The web client folds what the server folds: neither knows a kind that the other does not."""

import re

from tools.sizes import ROOT
from utelys_protocol import snapshots

RULE = re.compile(r"^  '([a-z_]+\.[a-z_]+)':", re.MULTILINE)


def test_both_folds_have_rules_for_the_same_kinds() -> None:
    """Who adds a rule to one adds it to the other."""
    web = (ROOT / "clients/web/src/model/fold.ts").read_text(encoding="utf-8")
    assert set(RULE.findall(web)) == set(snapshots._RULES)
