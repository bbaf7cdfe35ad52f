"""From the command line to the chat: coming in, coming back, and what is said when it ends."""

import uuid

from pydantic import ValidationError
from rich.text import Text

from utelys_client.address import BadAddress, Invitation, invitation
from utelys_client.client import Client
from utelys_client.errors import (
    NoContact,
    NotSignedIn,
    NotUtelys,
    Refused,
    SignedOut,
    UtelysError,
)
from utelys_client.invitation import Credentials, accept_invitation
from utelys_client.store import FileStore
from utelys_client.terminal.chat import Chat
from utelys_client.terminal.place import Place
from utelys_client.terminal.screen import Screen, screen
from utelys_client.terminal.texts import Texts
from utelys_protocol.words import ErrorCode, Language


class CannotStart(UtelysError):
    """The chat cannot begin; the text says what to do."""


async def chat(link: str | None, place: Place, language: Language, name: str | None) -> None:
    """Chat until the person leaves.

    Raises:
        UtelysError: in one plain sentence, what is wrong and what to do.
    """
    texts = Texts(language)
    window = screen()
    place.make()
    with window.open():
        credentials = await _come_in(link, place, texts, name, window)
        try:
            async with Client(
                credentials.server,
                credentials.token,
                store=FileStore(place.state),
                name="utelys chat",
            ) as client:
                await Chat(client, window, place, texts).run()
        except SignedOut:
            place.forget()
            raise CannotStart(texts("signed.out")) from None
        except NotSignedIn:
            raise CannotStart(texts("not.signed.in")) from None
        except NotUtelys:
            raise CannotStart(texts("not.utelys")) from None
        window.show(Text(texts("bye"), style="dim"))


async def _come_in(
    link: str | None, place: Place, texts: Texts, name: str | None, window: Screen
) -> Credentials:
    kept = place.credentials()
    if link is None:
        if kept is None:
            raise CannotStart(texts("no.link"))
        return kept
    invited = _invitation(link, texts)
    if kept is not None:
        # The same line again, from the shell's history: whoever is in already just enters.
        if kept.server == invited.server:
            return kept
        raise CannotStart(texts("other.place", place=place.folder, server=kept.server))
    if not invited.own:
        name = name or await _ask(window, texts)
    id_ = place.joining(link, uuid.uuid4().hex)
    try:
        came = await accept_invitation(link, name, "terminal", language=texts.language, id=id_)
    except ValidationError:
        raise CannotStart(texts("bad.name")) from None
    except NoContact:
        raise CannotStart(texts("no.answer", server=invited.server)) from None
    except NotUtelys:
        raise CannotStart(texts("not.utelys")) from None
    except Refused as error:
        known = {ErrorCode.TOO_MANY, ErrorCode.UNAVAILABLE}
        words = texts.refusal(error.code) if error.code in known else texts("used.link")
        raise CannotStart(words) from None
    place.keep(came)
    return came


def _invitation(link: str, texts: Texts) -> Invitation:
    try:
        return invitation(link)
    except BadAddress:
        raise CannotStart(texts("bad.link")) from None


async def _ask(window: Screen, texts: Texts) -> str:
    question = texts("ask.name")
    window.show(Text(question, style="bold"))
    async for line in window.lines(lambda: question):
        if line.strip():
            return line
    raise CannotStart(texts("no.name"))
