"""A real MQTT broker as a process of its own, from the programs of others that tests talk to."""

import asyncio
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiomqtt

from tests.kit.program import free_port
from tests.kit.until import until
from tools.sizes import ROOT

AMQTT = ROOT / ".venv-peers" / "bin" / "amqtt"

CONFIG = """\
listeners:
  default:
    type: tcp
    bind: 127.0.0.1:{port}
plugins:
  amqtt.plugins.authentication.AnonymousAuthPlugin:
    allow_anonymous: true
"""


@asynccontextmanager
async def broker(folder: Path, port: int | None = None) -> AsyncIterator[int]:
    """Run a broker, on a port where it was before or any; gives its port on this machine."""
    assert AMQTT.exists(), "run `make peers` first: it installs the MQTT broker that is tested with"
    port, config = port or free_port(), folder / "amqtt.yaml"
    config.write_text(CONFIG.format(port=port))
    process = await asyncio.create_subprocess_exec(
        AMQTT, "-c", config, stdout=DEVNULL, stderr=DEVNULL
    )

    async def answers() -> bool:
        with suppress(aiomqtt.MqttError):
            async with aiomqtt.Client("127.0.0.1", port):
                return True
        return False

    try:
        await until(answers)
        yield port
    finally:
        process.kill()
        await process.wait()
