"""How often a property is tried where each case takes a server and a second."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

in_parts = pytest.mark.parametrize("part", range(int(os.environ.get("PARTS", "1"))))
"""Once, or as often as `PARTS` in the environment says: for a long look at them.

Each part has its own cases, and is short enough for a test of a slow machine.
"""

few = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
"""Few cases, and one that fails is told as it is: making it smaller would take hundreds more."""
