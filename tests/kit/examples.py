"""How many cases of a property are tried where each takes a server and a second."""

import os


def examples(here: int, in_ci: int) -> int:
    """Few where somebody waits for it, more in continuous integration (`CI` in the environment)."""
    return in_ci if os.environ.get("CI") else here
