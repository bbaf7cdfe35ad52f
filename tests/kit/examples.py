"""How often a property is tried where each case takes a server and a second."""

import os

import pytest

in_parts = pytest.mark.parametrize("part", range(4 if os.environ.get("CI") else 1))
"""Once where somebody waits for it, four times in continuous integration (`CI` in the environment).

Each part has its own cases, and is short enough for a test of a slow machine.
"""
