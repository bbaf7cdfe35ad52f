"""What runs here, for those who run it."""

from functools import cache
from importlib import metadata


@cache
def version() -> str:
    """The version of this program, as its package says."""
    return metadata.version("utelys")
