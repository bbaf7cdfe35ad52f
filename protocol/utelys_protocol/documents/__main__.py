"""`python -m utelys_protocol.documents --check` or `--write`."""

import argparse
import sys

from utelys_protocol.documents import outdated, write_all


def main() -> int:
    """Compare or write the documents; 1 if one of them is not what the models say."""
    parser = argparse.ArgumentParser(
        prog="python -m utelys_protocol.documents", description=__doc__
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true", help="compare the files with the models")
    what.add_argument("--write", action="store_true", help="write the files from the models")
    if parser.parse_args().write:
        write_all()
        return 0
    differing = outdated()
    for name in differing:
        sys.stderr.write(
            f"protocol/utelys_protocol/schema/{name} is not what the models say: "
            "run `make generate` and commit what it writes.\n"
        )
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
