"""Files over HTTP: sending one, and reading one, or a part of it, by those in its room."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from aiohttp import hdrs, web
from pydantic import TypeAdapter, ValidationError
from ulid import ULID

from utelys import access
from utelys.actions import files as actions
from utelys.actions.row import Rate
from utelys.core import boxes, filetypes, ranges
from utelys.core.caller import Caller
from utelys.core.errors import Invalid, NotFound, TooLarge
from utelys.core.storage import check_space
from utelys.net.answers import NO_STORE, told
from utelys.net.asked import PIECE, identify
from utelys.net.parts import PARTS, Parts
from utelys.store.base import Tx
from utelys.store.files import new_key
from utelys.store.queries import faces
from utelys.store.queries.files import File, preview_name
from utelys_protocol import codec
from utelys_protocol.base import Name
from utelys_protocol.cards import FileCard
from utelys_protocol.http import MAX_FILE, NAME_HEADER, ROOM_HEADER

if TYPE_CHECKING:
    from utelys.pictures import Picture

_NAME: TypeAdapter[str] = TypeAdapter(Name)
_PATIENCE = 300.0
_AT_FIRST = 20.0
"""Seconds in which a file may come as slowly as it likes."""

_LEAST = 4096
"""Bytes that must come each second after that, on the whole: others wait for the turn."""

_HEADERS = {
    **NO_STORE,
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "bytes",
}


@dataclass(frozen=True, slots=True)
class _Content:
    """What is to be kept: a whole picture made anew, or a file that is on the disk already."""

    type: str
    size: int
    picture: "Picture | None" = None


async def upload(request: web.Request) -> web.StreamResponse:
    """`POST /api/v1/files`: the body is the file, the room and the name are in headers."""
    parts = request.app[PARTS]
    caller = await identify(request)
    parts.gate.check_rate(Rate.COSTLY, caller)
    room, name = _room(request), _name(request)
    # Nobody sends ten megabytes to hear then that the room is not theirs.
    size = request.content_length or 0
    if size > MAX_FILE:
        _too_large()
    async with parts.database.reader() as source:
        await access.room(source, caller, room, ROOM_HEADER)
        most, now = parts.settings.files_a_day_bytes, parts.clock.now()
        await actions.check_day(source, caller, size, most, now)
    check_space(parts.space(), size)
    async with parts.uploading.turn(caller.member):
        card = await _keep(parts, caller, request, room, name)
    return told(card)


async def _keep(
    parts: Parts, caller: Caller, request: web.Request, room: str, name: str
) -> FileCard:
    id_, key, preview_key = str(ULID()), new_key(), new_key()
    stored = False
    try:
        content = await _receive(parts, request, id_, key)
        picture = content.picture
        if picture is not None:
            await asyncio.to_thread(_write_picture, parts, picture, id_, key, preview_key)
        card = FileCard(
            id=id_,
            name=name,
            type=content.type,
            size=content.size,
            width=picture.width if picture else None,
            height=picture.height if picture else None,
        )
        preview_size = len(picture.preview) if picture else 0
        file = File(card, room, caller.member, None, key, preview_key, preview_size)

        async def job(tx: Tx) -> None:
            most = parts.settings.files_a_day_bytes
            await actions.check_day(tx, caller, file.size, most, tx.now)
            await actions.keep(tx, caller, file)

        await parts.writer.do(job)
        stored = True
        return card
    finally:
        if not stored:
            parts.files.remove([id_, preview_name(id_)])


async def _receive(parts: Parts, request: web.Request, id_: str, key: bytes) -> _Content:
    """Read the body: what is made anew into memory, all else to the disk as it comes.

    Raises:
        Invalid: nothing came, or not all of it, or a picture that cannot be made anew.
        TooLarge: more came than may.
    """
    try:
        async with asyncio.timeout(_AT_FIRST) as patience:
            body = _Body(request, patience)
            head = await body.first()
            type_ = filetypes.type_of(head)
            if type_ in filetypes.OTHER_PICTURES:
                raise Invalid("This kind of picture is not taken; send it as JPEG.")
            if type_ in filetypes.PICTURES:
                data = await body.whole(head)
                picture = await asyncio.to_thread(_clean, bytes(data))
                return _Content(picture.type, len(picture.data), picture)
            if type_ in filetypes.WITH_BOXES:
                data = await body.whole(head)
                await asyncio.to_thread(_write_blanked, parts, id_, key, data)
                return _Content(type_, len(data))
            return _Content(type_, await _stream(parts, body, head, id_, key))
    except (web.HTTPException, ConnectionError, TimeoutError) as error:
        raise Invalid("The file did not arrive whole; send it again.") from error


class _Body:
    """What is being sent; it is waited for as long as enough of it comes."""

    def __init__(self, request: web.Request, patience: asyncio.Timeout) -> None:
        self._content = request.content
        self._patience = patience
        self._began = asyncio.get_running_loop().time()

    async def first(self) -> bytes:
        """As much as is needed to tell what it is."""
        head = b""
        while len(head) < filetypes.NEEDED and not self._content.at_eof():
            head += await self._content.read(filetypes.NEEDED - len(head))
        if not head:
            raise Invalid("The file is empty.")
        return head

    async def rest(self, size: int) -> AsyncIterator[bytes]:
        """All that comes after the first so many bytes."""
        async for data in self._content.iter_chunked(PIECE):
            size += len(data)
            if size > MAX_FILE:
                _too_large()
            within = min(_AT_FIRST + size / _LEAST, _PATIENCE)
            self._patience.reschedule(self._began + within)
            yield data
        self._patience.reschedule(None)

    async def whole(self, head: bytes) -> bytearray:
        """All of it, in memory."""
        data = bytearray(head)
        async for more in self.rest(len(head)):
            data += more
        return data


async def _stream(parts: Parts, body: _Body, head: bytes, id_: str, key: bytes) -> int:
    writer = parts.files.create(id_, key)
    try:
        writer.write(head)
        async for data in body.rest(len(head)):
            writer.write(data)
        await asyncio.to_thread(writer.finish)
    finally:
        writer.drop()
    return writer.size


def _write_picture(
    parts: Parts, picture: "Picture", id_: str, key: bytes, preview_key: bytes
) -> None:
    pairs = ((id_, key, picture.data), (preview_name(id_), preview_key, picture.preview))
    for name, own_key, data in pairs:
        _write_whole(parts, name, own_key, data)


def _write_blanked(parts: Parts, name: str, key: bytes, data: bytearray) -> None:
    """Many small boxes take a while: call it in a thread."""
    boxes.blank_places(data)
    _write_whole(parts, name, key, data)


def _write_whole(parts: Parts, name: str, key: bytes, data: bytes | bytearray) -> None:
    writer = parts.files.create(name, key)
    try:
        writer.write(data)
        writer.finish()
    finally:
        writer.drop()


def _too_large() -> None:
    raise TooLarge("A file may be at most 10 MiB (10,485,760 bytes); send a smaller one.")


def _room(request: web.Request) -> str:
    """The room that a file is for; what is no id names no room."""
    given = request.headers.get(ROOM_HEADER, "")
    # Other bytes of a header come as lone surrogates, which no database takes.
    return given if given.isascii() else ""


def _name(request: web.Request) -> str:
    try:
        return _NAME.validate_python(unquote(request.headers.get(NAME_HEADER, "fil"))[:60])
    except ValidationError as error:
        title, _ = codec.explain(error)
        raise Invalid(title, field=NAME_HEADER) from None


async def download(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/files/{file}`, all of it or a range."""
    file = await _file(request)
    return await _send(request, file, file.card.id, file.key, file.card.size, file.card.type)


async def preview(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/files/{file}/preview`: a picture as small as a stamp."""
    file = await _file(request)
    if not file.preview_size:
        raise NotFound("There is no preview of this file.", field="file")
    name = preview_name(file.card.id)
    return await _send(request, file, name, file.preview_key, file.preview_size, "image/webp")


async def face(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/members/{member}/picture`: what a member shows of themselves."""
    caller = await identify(request)
    async with request.app[PARTS].database.reader() as source:
        member = await access.member(source, caller, request.match_info["member"])
        picture = await faces.face(source, member.card.id)
    if picture is None:
        raise NotFound("This member shows no picture.", field="member")
    return web.Response(body=picture, content_type="image/webp", headers=_HEADERS)


async def _file(request: web.Request) -> File:
    caller = await identify(request)
    async with request.app[PARTS].database.reader() as source:
        return await access.file(source, caller, request.match_info["file"])


async def _send(
    request: web.Request, file: File, name: str, key: bytes, size: int, type_: str
) -> web.StreamResponse:
    kind = "inline" if type_ in filetypes.SHOWN else "attachment"
    tag = f'"{name}"'
    headers = {
        **_HEADERS,
        hdrs.CONTENT_TYPE: type_,
        hdrs.ETAG: tag,
        hdrs.CONTENT_DISPOSITION: f"{kind}; filename*=UTF-8''{quote(file.card.name, safe='')}",
    }
    wanted = request.headers.get(hdrs.RANGE)
    if request.headers.get(hdrs.IF_RANGE, tag) != tag:
        wanted = None
    try:
        part = ranges.asked(wanted, size)
    except ranges.Unsatisfiable:
        return web.Response(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    start, end = part or (0, size)
    if part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response = web.StreamResponse(status=206 if part else 200, headers=headers)
    response.content_length = end - start
    with suppress(ConnectionError):  # whoever hangs up in the middle has seen enough
        await response.prepare(request)
        if request.method != "HEAD":
            await _write(response, request.app[PARTS].files.read(name, key, start, end))
        await response.write_eof()
    return response


async def _write(response: web.StreamResponse, pieces: Iterator[bytes]) -> None:
    for piece in pieces:
        await response.write(piece)


def _clean(data: bytes) -> "Picture":
    """Load what reads pictures when the first one comes: until then it is memory for nothing."""
    from utelys import pictures

    return pictures.clean(data)
