"""What a person reads and what they enter."""

import string
from datetime import UTC, datetime, timedelta

import pytest

from tests.kit.fake import NOON
from utelys_client.terminal import doing
from utelys_client.terminal.lines import Wish, duration, read
from utelys_client.terminal.safe import clean
from utelys_client.terminal.texts import _TEXTS, Texts, language_of
from utelys_client.terminal.wording import Wording
from utelys_protocol.cards import MemberCard
from utelys_protocol.frames import Entry
from utelys_protocol.light import Expected, Light, Presence
from utelys_protocol.words import ClaimAs, Duty, ErrorCode, Language, LightState, Stage


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", _TEXTS)
def test_every_text_is_there_in_three_languages(key: str) -> None:
    texts = _TEXTS[key]
    assert len(texts) == 3
    assert all(text.strip() for text in texts)
    assert len({frozenset(places(text)) for text in texts}) == 1
    assert "!" not in "".join(texts)


def test_every_refusal_and_every_wish_has_words() -> None:
    texts = Texts(Language.NYNORSK)
    assert all(texts.refusal(code) for code in ErrorCode)
    assert set(doing.WAYS) == set(Wish) - {Wish.QUIT}


@pytest.mark.parametrize("language", Language)
def test_help_names_words_that_are_understood(language: Language) -> None:
    words = [word for word in Texts(language)("help").split() if word.startswith("/")]
    assert words
    assert all(read(word).wish is not Wish.UNKNOWN for word in words)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("nn_NO.UTF-8", "nn"), ("en_GB", "en"), ("nb_NO", "nb"), ("C.UTF-8", "nb"), ("", "nb")],
)
def test_the_language_to_begin_with(locale: str, language: str) -> None:
    assert language_of(locale) == language


@pytest.mark.parametrize(
    ("line", "wish", "rest"),
    [
        ("hei på deg", Wish.SEND, "hei på deg"),
        ("//hjelp", Wish.SEND, "/hjelp"),
        ("/home 2h", Wish.HOME, "2h"),
        ("/HJEMME  til 21", Wish.HOME, "til 21"),
        ("/lys", Wish.LIGHT, ""),
        ("/", Wish.UNKNOWN, ""),
        ("/dans", Wish.UNKNOWN, ""),
    ],
)
def test_lines(line: str, wish: Wish, rest: str) -> None:
    assert (read(line).wish, read(line).rest) == (wish, rest)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2h", 120), ("1.5h", 90), ("2 timer", 120), ("2t", 120), ("90m", 90), ("45 min", 45),
        ("21:00", 480), ("21", 480), ("13.30", 30), ("12:00", 1380),
        ("", None), ("25:00", None), ("12:75", None), ("soon", None), ("-2h", None), ("2h30", None),
    ],
)  # fmt: skip
def test_for_how_long(text: str, minutes: int | None) -> None:
    # Noon in UTC is 13:00 on a Norwegian wall in November.
    expected = None if minutes is None else timedelta(minutes=minutes)
    assert duration(text, NOON, "Europe/Oslo") == expected


def test_what_could_drive_the_terminal_is_taken_out() -> None:
    attack = "hei\x1b[2J\x9b31m\u202eba\u200b\x07\r\nto\tre"
    assert clean(attack) == "hei[2J31mba\nto re"
    assert clean("Åse 👩‍🍳") == "Åse 👩‍🍳"


def presence(state: ClaimAs, name: str | None, duty: Duty | None) -> Presence:
    return Presence(state=state, until=NOON + timedelta(hours=8), name=name, duty=duty)


@pytest.mark.parametrize(
    ("state", "who", "words"),
    [
        (LightState.HOME, [("Eva", Duty.PEER_MENTOR)], "Noen er hjemme: Eva til 21:00"),
        (
            LightState.HOME,
            [(None, Duty.PEER_MENTOR)],
            "Noen er hjemme: erfaringskonsulent til 21:00",
        ),
        (LightState.REACHABLE, [(None, None)], "Noen kan svare til 21:00"),
        (
            LightState.HOME,
            [("Eva", None), (None, None)],
            "Noen er hjemme: Eva til 21:00, noen til 21:00",
        ),
        (LightState.NOBODY, [], "Ingen er hjemme"),
        (LightState.UNKNOWN, [], "Vi vet ikke akkurat nå"),
    ],
)
def test_the_light_in_words(
    state: LightState, who: list[tuple[str | None, Duty | None]], words: str
) -> None:
    there = [presence(ClaimAs.HOME, name, duty) for name, duty in who]
    light = Light(house="h1", state=state, who=there, valid_until=NOON)
    assert Wording(Texts(Language.BOKMAAL), "Europe/Oslo", NOON).light(light) == words


def test_who_is_expected() -> None:
    expected = Expected(at=NOON + timedelta(hours=6), name="Margrethe")
    light = Light(house="h1", state=LightState.EXPECTED, who=[], next=expected, valid_until=NOON)
    wording = Wording(Texts(Language.BOKMAAL), "Europe/Oslo", NOON)
    assert wording.light(light) == "Margrethe er ventet 19:00"
    assert wording.lamp(light).plain.startswith("○ ")


def test_entries_in_words() -> None:
    wording = Wording(Texts(Language.ENGLISH), "Europe/Oslo", NOON)
    ola = MemberCard(id="m1", name="Ola\x1b", stage=Stage.RESIDENT, duties=[])

    def line(kind: str, body: dict[str, object], by: str = "m1") -> str | None:
        entry = Entry(
            seq=1, at=datetime(2026, 7, 1, 15, 40, tzinfo=UTC), kind=kind, by=by, body=body
        )
        said = wording.entry(entry, {"m1": ola})
        return said.plain if said else None

    assert line("message.sent", {"text": "hei\x1b[0m"}) == "17:40 Ola: hei[0m"
    assert line("room.joined", {"member": ola.model_dump()}) == "17:40 Ola came in"
    assert line("room.left", {"member": "m1"}) == "17:40 Ola left"
    assert line("room.changed", {"name": "Bikes"}) == "17:40 The room is now called Bikes"
    assert line("message.sent", {"text": "hei"}, by="m9") == "17:40 Somebody: hei"
    assert line("picture.hung", {}) is None
