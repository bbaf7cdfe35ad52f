"""What has changed about an activity, in words, in the languages that members read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from utelys.core.activity import TEXTS, text
from utelys.core.occurrences import Occurrence
from utelys_protocol.activities import ChangeCard
from utelys_protocol.words import Language

_DAYS = {
    Language.BOKMAAL: "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    Language.NYNORSK: "måndag tysdag onsdag torsdag fredag laurdag sundag",
    Language.ENGLISH: "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}
_MONTHS = {
    Language.BOKMAAL: "januar februar mars april mai juni juli august september oktober november"
    " desember",
    Language.NYNORSK: "januar februar mars april mai juni juli august september oktober november"
    " desember",
    Language.ENGLISH: "January February March April May June July August September October November"
    " December",
}
_FIELDS = {
    Language.BOKMAAL: {
        "starts": "Ny tid",
        "rule": "Nye dager, neste gang",
        "ends": "Slutter",
        "title": "Nytt navn",
        "place": "Nytt sted",
        "meet_at": "Oppmøte",
        "bring": "Ta med",
        "leader": "Leder",
        "co_leader": "Leder sammen med",
        "max": "Plasser",
    },
    Language.NYNORSK: {
        "starts": "Ny tid",
        "rule": "Nye dagar, neste gong",
        "ends": "Sluttar",
        "title": "Nytt namn",
        "place": "Ny stad",
        "meet_at": "Oppmøte",
        "bring": "Ta med",
        "leader": "Leiar",
        "co_leader": "Leier saman med",
        "max": "Plassar",
    },
    Language.ENGLISH: {
        "starts": "New time",
        "rule": "New days, next time",
        "ends": "Ends",
        "title": "New name",
        "place": "New place",
        "meet_at": "Meet at",
        "bring": "Bring",
        "leader": "Led by",
        "co_leader": "Led together with",
        "max": "Places",
    },
}
_WAS = {Language.BOKMAAL: "før", Language.NYNORSK: "før", Language.ENGLISH: "was"}
_NONE = {Language.BOKMAAL: "ingen", Language.NYNORSK: "ingen", Language.ENGLISH: "none"}
_CANCELLED = {
    Language.BOKMAAL: {
        "one": "{title} {when} er avlyst.",
        "later": "{title} er avlyst fra og med {when}.",
        "all": "{title} er avlyst.",
    },
    Language.NYNORSK: {
        "one": "{title} {when} er avlyst.",
        "later": "{title} er avlyst frå og med {when}.",
        "all": "{title} er avlyst.",
    },
    Language.ENGLISH: {
        "one": "{title} on {when} is cancelled.",
        "later": "{title} is cancelled from {when} on.",
        "all": "{title} is cancelled.",
    },
}


_REOPENED = {
    Language.BOKMAAL: {
        True: "{name} kan ikke gå med deg på {title} likevel. Vi spør andre.",
        False: "{name} kommer ikke på {title} likevel, så du trenger ikke gå med noen.",
    },
    Language.NYNORSK: {
        True: "{name} kan ikkje gå med deg på {title} likevel. Vi spør andre.",
        False: "{name} kjem ikkje på {title} likevel, så du treng ikkje gå med nokon.",
    },
    Language.ENGLISH: {
        True: "{name} cannot come with you to {title} after all. We are asking others.",
        False: "{name} is not coming to {title} after all, so you need not go with anyone.",
    },
}

_GONE = {
    Language.BOKMAAL: "{title} er ikke {when} likevel, så dere går ikke sammen da.",
    Language.NYNORSK: "{title} er ikkje {when} likevel, så de går ikkje saman då.",
    Language.ENGLISH: "{title} is not on {when} after all, so you do not go together then.",
}


_MISSED = {
    Language.BOKMAAL: "{name} har vært borte fra {title} to ganger. Kanskje du vil si hei.",
    Language.NYNORSK: "{name} har vore borte frå {title} to gonger. Kanskje du vil seie hei.",
    Language.ENGLISH: "{name} has been away from {title} twice. Maybe you would like to say hello.",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """One time before and after a change; `names` are members' names by their ids."""

    before: Occurrence
    after: Occurrence
    names: Mapping[str, str]
    rule: bool = False
    """The days on which it happens are others; `after` is the next of them."""


def say_when(moment: datetime, zone: str, language: Language) -> str:
    """Say when something is, by the wall: `torsdag 26. november kl. 18:00`."""
    at = moment.astimezone(ZoneInfo(zone))
    day = _DAYS[language].split()[at.weekday()]
    month = _MONTHS[language].split()[at.month - 1]
    if language is Language.ENGLISH:
        return f"{day} {at.day} {month} at {at:%H:%M}"
    return f"{day} {at.day}. {month} kl. {at:%H:%M}"


def changes(changed: Changed, language: Language) -> list[ChangeCard]:
    """List what is different, field by field."""
    before, after = changed.before, changed.after
    zone = after.start.zone
    found = []
    if before.starts != after.starts and not changed.rule:
        was, now = (say_when(one.starts, zone, language) for one in (before, after))
        found.append(ChangeCard(field="starts", was=was, now=now))
    if before.ends - before.starts != after.ends - after.starts:
        was, now = (f"{one.ends.astimezone(ZoneInfo(zone)):%H:%M}" for one in (before, after))
        found.append(ChangeCard(field="ends", was=was, now=now))
    if changed.rule:
        found.append(ChangeCard(field="rule", now=say_when(after.starts, zone, language)))
    for field in (*TEXTS, "leader", "co_leader", "max"):
        if before.details.get(field) != after.details.get(field):
            said = [_told(one, field, changed.names) for one in (before, after)]
            found.append(ChangeCard(field=field, was=said[0], now=said[1]))
    return found


def _told(one: Occurrence, field: str, names: Mapping[str, str]) -> str | None:
    value = one.details.get(field)
    if value is None:
        return None
    return names.get(str(value), str(value)) if field in ("leader", "co_leader") else str(value)


def say_changes(title: str, found: list[ChangeCard], language: Language) -> str:
    """Say what is different in one line, as `Turen. Ny tid: torsdag … kl. 19:00 (før …).`."""
    parts = []
    for one in found:
        now = one.now or _NONE[language]
        was = f" ({_WAS[language]} {one.was})" if one.was else ""
        parts.append(f"{_FIELDS[language][one.field]}: {now}{was}.")
    return f"{title}. {' '.join(parts)}" if parts else title


def say_cancelled(which: str, one: Occurrence, language: Language) -> str:
    """Say that one time, this and later ones, or all are cancelled; `one` is the first of them."""
    when = say_when(one.starts, one.start.zone, language)
    title = text(one.details, "title") or ""
    return _CANCELLED[language][which].format(title=title, when=when)


def say_reopened(name: str, title: str, wanted: bool, language: Language) -> str:
    """Say to one of two that the other cannot after all; `wanted` is told to whom company is."""
    return _REOPENED[language][wanted].format(name=name, title=title)


def say_gone(title: str, starts: datetime, zone: str, language: Language) -> str:
    """Say to two who would go together that there is no such time any more."""
    return _GONE[language].format(title=title, when=say_when(starts, zone, language))


def say_missed(name: str, title: str, language: Language) -> str:
    """Say to a leader that a regular, who wished it, has been away twice running."""
    return _MISSED[language].format(name=name, title=title)
