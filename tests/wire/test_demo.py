"""`utelys demo` as whoever comes to the project starts it."""

import asyncio
import sys

PROMISED = (
    "someone is home: Margrethe until 21:00",
    "has all three messages, once, in order",
    "kill -9: the server is gone",
    "we do not know",
    "Three stories, as promised",
)


async def test_an_evening_at_the_house() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "utelys", "demo",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, complained = await process.communicate()
    assert (process.returncode, complained.decode()) == (0, "")
    story = said.decode()
    places = [story.find(text) for text in PROMISED]
    assert -1 not in places
    assert places == sorted(places)
