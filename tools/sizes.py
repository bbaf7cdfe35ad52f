"""How long our files are: `python -m tools.sizes`.

Long files are where everything meets and nobody sees through. The ceiling is for each file; the
median and the length that nine of ten stay under are for us to look at.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

CEILING = 600
ROOT = Path(__file__).resolve().parent.parent
SOURCES = {".py", ".ts", ".js", ".mjs", ".svelte", ".css", ".html", ".sh", ".sql", ".toml", ".md"}
AREAS = ("server", "protocol", "clients", "tests", "bench", "tools")


def tracked() -> list[Path]:
    """Every file that git keeps or would keep, as paths below the root."""
    listed = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    found = (Path(name) for name in listed.split("\0") if name)
    return sorted({path for path in found if (ROOT / path).is_file()})


def written_by_hand() -> list[Path]:
    """The tracked files without those that .gitattributes calls generated or binary."""
    paths = tracked()
    names = "\0".join(str(path) for path in paths)
    answer = _git("check-attr", "-z", "--stdin", "linguist-generated", "binary", given=names)
    fields = answer.split("\0")
    marked = {
        fields[at]
        for at in range(0, len(fields) - 2, 3)
        if fields[at + 2] not in {"unspecified", "unset"}
    }
    return [path for path in paths if str(path) not in marked]


def lengths() -> Iterator[tuple[Path, int]]:
    """Each source file with its number of lines."""
    for path in written_by_hand():
        if path.suffix in SOURCES or path.name == "Makefile":
            yield path, len((ROOT / path).read_text(encoding="utf-8").splitlines())


def too_long() -> list[str]:
    """A sentence for each file above the ceiling."""
    return [
        f"{path} has {n} lines; the ceiling is {CEILING}: split it by meaning."
        for path, n in lengths()
        if n > CEILING
    ]


def _git(*arguments: str, given: str | None = None) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, input=given, capture_output=True, text=True, check=True
    )
    return done.stdout


def main() -> int:
    """Print the figures by area; 1 if a file is above the ceiling."""
    everything = list(lengths())
    print(f"{'lines':>22} {'files':>6} {'median':>7} {'90 %':>6} {'longest':>8}")
    for area in (*AREAS, ""):
        counts = sorted(n for path, n in everything if not area or path.parts[0] == area)
        if counts:
            name = area or "everything"
            half, most = counts[len(counts) // 2], counts[len(counts) * 9 // 10]
            print(
                f"{name:>14} {sum(counts):>7} {len(counts):>6} {half:>7} {most:>6} {counts[-1]:>8}"
            )
    complaints = too_long()
    print(*complaints, sep="\n", end="\n" if complaints else "")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
