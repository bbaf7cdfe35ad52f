"""The numbers that a new house in Norway begins with. The house checks them, and they are its own.

`113` and `116 117` are national numbers of the health service; the others are help lines that say
themselves when they answer. Nobody of the house has checked them yet, and the card says so.
"""

from utelys_protocol.crisis import CrisisNumber, Day, OpenHours, Openings

_ALWAYS = Openings(always=True)
_WEEKDAYS = (Day.MONDAY, Day.TUESDAY, Day.WEDNESDAY, Day.THURSDAY, Day.FRIDAY)
_ELEVEN_TO_SIX = Openings(hours=(OpenHours(days=_WEEKDAYS, opens="11:00", closes="18:00"),))

_SEED: tuple[tuple[str, str, str | None, Openings], ...] = (
    ("Medisinsk nødtelefon", "Når det står om liv", "113", _ALWAYS),
    ("Legevakt", "Lege når fastlegen har stengt", "116 117", _ALWAYS),
    ("Mental Helse", "Hjelpetelefonen, hele døgnet", "116 123", _ALWAYS),
    ("Kirkens SOS", "Noen å snakke med, hele døgnet", "22 40 00 40", _ALWAYS),
    ("RUSinfo", "Svar om rus, hverdager 11–18", None, _ELEVEN_TO_SIX),
)


def seed(ids: list[str]) -> list[CrisisNumber]:
    """Make the numbers of a new house, under these ids, in their order on the card."""
    return [
        CrisisNumber(id=id_, name=name, about=about, number=number, openings=openings, place=place)
        for place, (id_, (name, about, number, openings)) in enumerate(
            zip(ids, _SEED, strict=True), start=1
        )
    ]


COUNT = len(_SEED)
