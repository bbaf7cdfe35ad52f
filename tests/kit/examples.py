"""How often a property is tried where each case takes a server and a second."""

import os

import pytest

in_parts = pytest.mark.parametrize("part", range(int(os.environ.get("PARTS", "1"))))
"""Once, or as often as `PARTS` in the environment says: for a long look at them.

Each part has its own cases, and is short enough for a test of a slow machine.
"""
