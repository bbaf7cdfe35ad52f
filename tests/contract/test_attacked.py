"""Each command has been tried by a stranger: who adds one adds the attack."""

from tests.wire.test_attacks import ATTACKS, NAMES_NOTHING
from utelys.commands import TABLE


def test_every_command_is_attacked() -> None:
    """Write what a stranger would send with somebody else's ids into `ATTACKS`."""
    assert set(TABLE) - set(ATTACKS) - NAMES_NOTHING == set()
    assert set(ATTACKS) | NAMES_NOTHING <= set(TABLE)
    assert not set(ATTACKS) & NAMES_NOTHING
