"""How a command ends that cannot do what it was asked."""

import sys
from typing import NoReturn


def fail(sentence: str) -> NoReturn:
    """Say in one plain line what is wrong and what to do, and exit 1."""
    print(f"utelys: {' '.join(sentence.split())}", file=sys.stderr)
    raise SystemExit(1)
