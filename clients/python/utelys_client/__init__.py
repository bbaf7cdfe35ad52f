"""A typed client of Utelys for asyncio.

credentials = await accept_invitation(link, "Ola", "Ola's laptop")
async with Client(credentials.server, credentials.token) as client:
    async for event in client:
        match event:
            case Happened(stream=stream, body=MessageSent(text=text)):
                ...
"""

from utelys_client.address import BadAddress
from utelys_client.backoff import Backoff
from utelys_client.client import Client
from utelys_client.errors import (
    Closed,
    Ended,
    Misunderstood,
    NoContact,
    NotSignedIn,
    NotUtelys,
    Refused,
    SignedOut,
    StoreError,
    UtelysError,
)
from utelys_client.events import (
    Answered,
    CaughtUp,
    Connected,
    Event,
    Happened,
    Left,
    LightTurned,
    Offline,
    Replaced,
    Signalled,
)
from utelys_client.invitation import Credentials, accept_invitation
from utelys_client.mirror import StreamState
from utelys_client.store import FileStore, MemoryStore, Store

__all__ = [
    "Answered",
    "Backoff",
    "BadAddress",
    "CaughtUp",
    "Client",
    "Closed",
    "Connected",
    "Credentials",
    "Ended",
    "Event",
    "FileStore",
    "Happened",
    "Left",
    "LightTurned",
    "MemoryStore",
    "Misunderstood",
    "NoContact",
    "NotSignedIn",
    "NotUtelys",
    "Offline",
    "Refused",
    "Replaced",
    "Signalled",
    "SignedOut",
    "Store",
    "StoreError",
    "StreamState",
    "UtelysError",
    "accept_invitation",
]
