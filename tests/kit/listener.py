"""A program that writes down what its client hands out, to be killed at any moment.

Started as `python -m tests.kit.listener URL TOKEN STORE`: one line for each message.
"""

import asyncio
import os
import sys
from pathlib import Path

from utelys_client import Backoff, Client, FileStore, Happened


async def listen(url: str, token: str, store: str) -> None:
    kept = FileStore(Path(store))
    async with Client(url, token, store=kept, backoff=Backoff(0.05, 0.2)) as client:
        async for event in client:
            if isinstance(event, Happened) and event.entry.kind == "message.sent":
                # One write for one line: a killed program has written all of it or none.
                os.write(1, f"{event.entry.body['text']}\n".encode())


if __name__ == "__main__":
    asyncio.run(listen(*sys.argv[1:]))
