"""The week on the kitchen wall: one page of A4 in bokmål, as HTML that prints well.

It hangs where guests see it. So it says what is on, when and where, and who leads; never who comes.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

from utelys.core.activity import text
from utelys.core.occurrences import Occurrence

_DAYS = ("Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag", "Lørdag", "Søndag")
_MONTHS = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)

_STYLE = """
@page { size: A4 portrait; margin: 12mm }
* { box-sizing: border-box }
body { font: 15px/1.35 system-ui, sans-serif; color: #20242c; background: #fff; margin: 0 auto;
  padding: 8mm; max-width: 210mm }
h1 { font-size: 30px; margin: 0 }
p { margin: 0 }
header { display: flex; justify-content: space-between; align-items: baseline;
  border-bottom: 3px solid #f2a73b; padding-bottom: 3mm; margin-bottom: 3mm }
section { display: flex; gap: 6mm; border-bottom: 1px solid #c9c3b6; padding: 2.5mm 0;
  break-inside: avoid; min-height: 18mm }
h2 { font-size: 17px; margin: 0; flex: 0 0 42mm }
h2 small { display: block; font-weight: normal; color: #5b6270 }
ul { list-style: none; margin: 0; padding: 0; flex: 1 }
li { margin-bottom: 2mm }
b { font-size: 17px }
.gone { text-decoration: line-through; color: #5b6270 }
.quiet { color: #5b6270 }
@media print { body { padding: 0; max-width: none } }
"""


def monday_of(moment: datetime, zone: str) -> date:
    """The Monday of the week that a moment lies in, by the wall."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    return day - timedelta(days=day.weekday())


def week_page(
    house: str, zone: str, monday: date, times: Iterable[tuple[Occurrence, str | None]]
) -> str:
    """Write the page of one week.

    Args:
        house: what the house is called.
        zone: its zone, an IANA name.
        monday: the first day.
        times: what is on, in order, each with the name of who leads it.
    """
    days: dict[date, list[str]] = {monday + timedelta(days=number): [] for number in range(7)}
    for one, leader in times:
        # What began last week and still goes on is on this one from its first day.
        day = max(one.starts.astimezone(ZoneInfo(zone)).date(), monday)
        if day in days:
            days[day].append(_time(one, leader, zone, day))
    sections = "".join(_day(day, found) for day, found in days.items())
    title = f"Uke {monday.isocalendar().week}"
    return (
        '<!doctype html><html lang="nb"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body>"
        f"<header><h1>{title}</h1><p>{escape(house)}</p></header>"
        f"<main>{sections}</main></body></html>"
    )


def _day(day: date, found: list[str]) -> str:
    heading = f"{_DAYS[day.weekday()]}<small>{day.day}. {_MONTHS[day.month - 1]}</small>"
    listed = f"<ul>{''.join(found)}</ul>" if found else '<p class="quiet">Ingenting planlagt</p>'
    return f"<section><h2>{heading}</h2>{listed}</section>"


def _when(one: Occurrence, zone: str, day: date) -> str:
    begin, end = (each.astimezone(ZoneInfo(zone)) for each in (one.starts, one.ends))
    if begin.date() < day:
        return (
            f"Til {end:%H:%M}" if end.date() == day else f"Til {end.day}. {_MONTHS[end.month - 1]}"
        )
    until = f"{end:%H:%M}" if end - begin < timedelta(days=1) else "…"
    return f"{begin:%H:%M}–{until}"


def _time(one: Occurrence, leader: str | None, zone: str, day: date) -> str:
    title = escape(text(one.details, "title") or "")
    when = _when(one, zone, day)
    if one.cancelled:
        return f'<li><b class="gone">{when} {title}</b> Avlyst</li>'
    parts = [escape(text(one.details, "place") or "")]
    for words, value in (
        ("Oppmøte", text(one.details, "meet_at")),
        ("Ta med", text(one.details, "bring")),
        ("Spør", leader),
    ):
        if value:
            parts.append(f"{words}: {escape(value)}")
    return f"<li><b>{when} {title}</b><p>{' · '.join(parts)}</p></li>"
