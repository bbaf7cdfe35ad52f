"""Why a line of a calendar was not read, in the languages that members read."""

from dataclasses import dataclass
from enum import Enum

from utelys_protocol.importing import UnreadLine
from utelys_protocol.words import Language


class Why(Enum):
    """Why a line was not read, or not kept."""

    NO_LINE = (
        "Linjen er ikke skrevet slik en kalender skriver.",
        "Linja er ikkje skriven slik ein kalender skriv.",
        "This is not written as a calendar writes.",
    )
    TOO_LONG = (
        "Linjen er for lang.",
        "Linja er for lang.",
        "This line is too long.",
    )
    OUTSIDE = (
        "Linjen står utenfor kalenderen.",
        "Linja står utanfor kalenderen.",
        "This stands outside the calendar.",
    )
    NO_BEGIN = (
        "Det er ikke noe her som kan slutte.",
        "Det er ikkje noko her som kan slutte.",
        "Nothing has begun that could end here.",
    )
    NO_END = (
        "Dette begynner, men slutter ikke.",
        "Dette byrjar, men sluttar ikkje.",
        "This begins and does not end.",
    )
    NO_EVENT = (
        "Bare hendelser tas med, ikke oppgaver og notater.",
        "Berre hendingar blir tekne med, ikkje oppgåver og notat.",
        "Only events are brought in, not tasks and notes.",
    )
    NO_START = (
        "Det står ikke når det begynner, så det er ikke tatt med.",
        "Det står ikkje når det byrjar, så det er ikkje teke med.",
        "It does not say when it begins, so it is left out.",
    )
    NO_TITLE = (
        "Det har ikke noe navn, så det er ikke tatt med.",
        "Det har ikkje noko namn, så det er ikkje teke med.",
        "It has no name, so it is left out.",
    )
    NO_TIME = (
        "Tiden kan ikke leses, så det er ikke tatt med.",
        "Tida kan ikkje lesast, så det er ikkje teke med.",
        "The time cannot be read, so it is left out.",
    )
    NOT_ONCE = (
        "Klokken stilles da, så tiden finnes ikke eller kommer to ganger. Det er ikke tatt med.",
        "Klokka blir stilt då, så tida finst ikkje eller kjem to gonger. Det er ikkje teke med.",
        "The clock changes then: this time does not come exactly once, so it is left out.",
    )
    NO_ZONE = (
        "Tidssonen er ukjent, så det er ikke tatt med.",
        "Tidssona er ukjend, så det er ikkje teke med.",
        "The time zone is unknown, so it is left out.",
    )
    NO_END_TIME = (
        "Slutten kan ikke leses, så det varer to timer her.",
        "Slutten kan ikkje lesast, så det varer to timar her.",
        "The end cannot be read, so it lasts two hours here.",
    )
    TOO_LASTING = (
        "Det varer lenger enn 14 dager, så det er ikke tatt med.",
        "Det varer lenger enn 14 dagar, så det er ikkje teke med.",
        "It lasts over 14 days, so it is left out.",
    )
    NO_RULE = (
        "Gjentakelsen kan ikke leses. Den må være daglig, ukentlig, månedlig eller årlig, og høyst"
        " én gang om dagen. Det er ikke tatt med.",
        "Gjentakinga kan ikkje lesast. Ho må vere dagleg, kvar veke, kvar månad eller kvart år, og"
        " høgst éin gong om dagen. Det er ikkje teke med.",
        "The rule cannot be read. It must be daily, weekly, monthly or yearly, and at most once a"
        " day. It is left out.",
    )
    NO_SUCH_TIME = (
        "Dette er ikke en av gangene i rekken.",
        "Dette er ikkje ein av gongene i rekkja.",
        "This is not one of the times of the series.",
    )
    NOT_THIS_TIME = (
        "Denne gangen kan ikke endres slik, så den står som de andre.",
        "Denne gongen kan ikkje endrast slik, så han står som dei andre.",
        "This time cannot be changed like that, so it stays as the others are.",
    )
    TOO_MANY_TIMES = (
        "Flere enn 200 ganger i rekken er annerledes; resten står som de andre.",
        "Fleire enn 200 gonger i rekkja er annleis; resten står som dei andre.",
        "Over 200 times of the series differ; the rest stay as the others are.",
    )
    EXTRA_TIMES = (
        "Ekstra ganger tas ikke med. Planlegg dem for seg.",
        "Ekstra gonger blir ikkje tekne med. Planlegg dei for seg.",
        "Extra times are not brought in. Plan them by themselves.",
    )
    SAME_UID = (
        "Den samme hendelsen står her to ganger; den første gjelder.",
        "Den same hendinga står her to gonger; den første gjeld.",
        "The same event stands here twice; the first one holds.",
    )
    CUT = (
        "Teksten er lengre enn 200 tegn, så slutten er tatt bort.",
        "Teksten er lengre enn 200 teikn, så slutten er teken bort.",
        "The text is over 200 characters long, so its end is cut off.",
    )
    GUESTS = (
        "Gjester tas ikke med. De i huset eller gruppen blir invitert.",
        "Gjester blir ikkje tekne med. Dei i huset eller gruppa blir inviterte.",
        "Guests are not brought in. Those in the house or group are invited.",
    )
    NOT_KEPT = (
        "Dette tas ikke med. Skriv det i rommet om noen trenger det.",
        "Dette blir ikkje teke med. Skriv det i rommet om nokon treng det.",
        "This is not brought in. Write it in the room if somebody needs it.",
    )
    NOT_YOURS = (
        "Bare de som leder eller har planlagt dette, kan endre det.",
        "Berre dei som leier eller har planlagt dette, kan endre det.",
        "Only those who lead or planned this can change it.",
    )


_PLACE = {Language.BOKMAAL: 0, Language.NYNORSK: 1, Language.ENGLISH: 2}


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that was not read; `property` is what stands in it, such as DTSTART."""

    line: int
    property: str
    why: Why

    def told(self, language: Language) -> UnreadLine:
        """How it is told to somebody."""
        why = self.why.value[_PLACE[language]]
        return UnreadLine(line=self.line, property=self.property, why=why)
