"""`python -m bench` runs every benchmark; `python -m bench start` runs those that are named."""

import sys
from collections.abc import Callable

from bench import start

BENCHMARKS: dict[str, Callable[[], None]] = {"start": start.main}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; 2 if one is not known."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"No benchmark named {', '.join(unknown)}. There is: {', '.join(BENCHMARKS)}.")
        return 2
    for name in names or BENCHMARKS:
        BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
