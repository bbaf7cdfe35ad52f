"""What members read in the terminal, in bokmål, nynorsk and English.

Words as one says them at the kitchen table. A test holds every key to all three languages and to
the same places to fill in.
"""

from utelys_protocol.words import ErrorCode, Language

_TEXTS: dict[str, tuple[str, str, str]] = {
    "light.home": ("Noen er hjemme", "Nokon er heime", "Someone is home"),
    "light.reachable": ("Noen kan svare", "Nokon kan svare", "Someone can answer"),
    "light.expected": ("{who} er ventet {at}", "{who} er venta {at}", "{who} is expected at {at}"),
    "light.nobody": ("Ingen er hjemme", "Ingen er heime", "Nobody is home"),
    "light.unknown": (
        "Vi vet ikke akkurat nå", "Vi veit ikkje akkurat no", "We do not know just now",
    ),
    "until": ("til {at}", "til {at}", "until {at}"),
    "somebody": ("Noen", "Nokon", "Somebody"),
    "duty.peer_mentor": ("erfaringskonsulent", "erfaringskonsulent", "peer mentor"),
    "duty.group_leader": ("gruppeleder", "gruppeleiar", "group leader"),
    "duty.keeper": ("nøkkelholder", "nøkkelhaldar", "keeper"),
    "net.waiting": (
        "Venter på nett. Det du skriver, blir tatt vare på.",
        "Ventar på nett. Det du skriv, blir teke vare på.",
        "Waiting for the network. What you write is kept.",
    ),
    "net.back": ("Nettet er tilbake.", "Nettet er tilbake.", "The network is back."),
    "net.short": ("Venter på nett", "Ventar på nett", "Waiting for the network"),
    "waiting": ("Venter", "Ventar", "Waiting"),
    "sent": ("Sendt", "Sendt", "Sent"),
    "hello": ("Hei, {name}.", "Hei, {name}.", "Hello, {name}."),
    "hint": (
        "Skriv, og trykk Enter for å sende. /hjelp viser resten.",
        "Skriv, og trykk Enter for å sende. /hjelp viser resten.",
        "Write, and press Enter to send. /help shows the rest.",
    ),
    "ask.name": (
        "Hva skal de andre kalle deg? ", "Kva skal dei andre kalle deg? ",
        "What should the others call you? ",
    ),
    "here": ("Du er i {room}.", "Du er i {room}.", "You are in {room}."),
    "no.room": (
        "Det er ikke noe rom her ennå.", "Det er ikkje noko rom her enno.",
        "There is no room here yet.",
    ),
    "rooms": ("Rom", "Rom", "Rooms"),
    "blocked": (
        "Du hører ikke mer fra {name}, som ikke får vite det. /opphev {name} tar det tilbake.",
        "Du høyrer ikkje meir frå {name}, som ikkje får vite det. /opphev {name} tek det att.",
        "You hear no more of {name}, and {name} is not told. /unblock {name} takes it back.",
    ),
    "unblocked": (
        "Du hører fra {name} igjen.", "Du høyrer frå {name} igjen.", "You hear {name} again.",
    ),
    "blocks": ("Blokkert: {names}", "Blokkert: {names}", "Blocked: {names}"),
    "blocks.none": (
        "Du har ikke blokkert noen.", "Du har ikkje blokkert nokon.", "You have blocked nobody.",
    ),
    "who": ("Her er:", "Her er:", "Here are:"),
    "week": ("De neste sju dagene", "Dei neste sju dagane", "The next seven days"),
    "week.empty": (
        "Ingenting er planlagt de neste sju dagene.",
        "Ingenting er planlagt dei neste sju dagane.",
        "Nothing is planned for the next seven days.",
    ),
    "coming": ("kommer: {names}", "kjem: {names}", "coming: {names}"),
    "you.coming": ("du kommer", "du kjem", "you are coming"),
    "you.maybe": ("du kommer kanskje", "du kjem kanskje", "you may come"),
    "you.no": ("du kommer ikke", "du kjem ikkje", "you are not coming"),
    "cancelled": ("avlyst", "avlyst", "cancelled"),
    "answered.coming": (
        "Du kommer til {title} {at}.", "Du kjem til {title} {at}.",
        "You are coming to {title} {at}.",
    ),
    "answered.maybe": (
        "Du kommer kanskje til {title} {at}.", "Du kjem kanskje til {title} {at}.",
        "You may come to {title} {at}.",
    ),
    "answered.no": (
        "Du kommer ikke til {title} {at}.", "Du kjem ikkje til {title} {at}.",
        "You are not coming to {title} {at}.",
    ),
    "home.on": (
        "Du er hjemme til {at}. Lyset slukker av seg selv.",
        "Du er heime til {at}. Lyset sloknar av seg sjølv.",
        "You are home until {at}. The light goes out by itself.",
    ),
    "reachable.on": (
        "Du kan svare til {at}. Lyset slukker av seg selv.",
        "Du kan svare til {at}. Lyset sloknar av seg sjølv.",
        "You can answer until {at}. The light goes out by itself.",
    ),
    "home.off": ("Du har slukket lyset ditt.", "Du har slokt lyset ditt.", "Your light is out."),
    "home.none": (
        "Du har ikke noe lys tent herfra.", "Du har ikkje noko lys tent herifrå.",
        "You have no light lit from here.",
    ),
    "joined": ("{name} kom inn", "{name} kom inn", "{name} came in"),
    "left": ("{name} gikk ut", "{name} gjekk ut", "{name} left"),
    "renamed": (
        "Rommet heter nå {name}", "Rommet heiter no {name}", "The room is now called {name}",
    ),
    "planned": ("Nytt: {title}, {at}, {place}", "Nytt: {title}, {at}, {place}",
                "New: {title}, {at}, {place}"),
    "called.off": ("Avlyst: {title}", "Avlyst: {title}", "Cancelled: {title}"),
    "erased": ("(slettet)", "(sletta)", "(erased)"),
    "room.gone": (
        "Du er ikke lenger i dette rommet.", "Du er ikkje lenger i dette rommet.",
        "You are no longer in this room.",
    ),
    "direct": ("{name} og du", "{name} og du", "{name} and you"),
    "bad.command": (
        "{word} forstår jeg ikke. /hjelp viser hva som går an.",
        "{word} forstår eg ikkje. /hjelp viser kva som går an.",
        "I do not understand {word}. /help shows what there is.",
    ),
    "bad.time": (
        "Skriv hvor lenge, som 2h eller 90m, eller til når, som 21:00.",
        "Skriv kor lenge, som 2h eller 90m, eller til når, som 21:00.",
        "Write for how long, as 2h or 90m, or until when, as 21:00.",
    ),
    "bad.number": (
        "Skriv tallet som står foran.", "Skriv talet som står framfor.",
        "Write the number that stands in front.",
    ),
    "bad.member": ("Fant ingen som heter {name}.", "Fann ingen som heiter {name}.",
                   "Found nobody called {name}."),
    "too.long": (
        "Det var for langt. Del det opp.", "Det var for langt. Del det opp.",
        "That was too long. Divide it.",
    ),
    "not.sent": (
        "Det gikk ikke å sende: {text}", "Det gjekk ikkje å sende: {text}",
        "That could not be sent: {text}",
    ),
    "signed.out": (
        "Denne enheten er logget ut, og det som lå her, er fjernet.",
        "Denne eininga er logga ut, og det som låg her, er fjerna.",
        "This device has been signed out, and what was kept here is gone.",
    ),
    "not.signed.in": (
        "Denne enheten kommer ikke inn lenger. Be om en ny invitasjon.",
        "Denne eininga kjem ikkje inn lenger. Be om ein ny invitasjon.",
        "This device does not get in any more. Ask for a new invitation.",
    ),
    "no.link": (
        "Du er ikke logget inn her. Skriv lenken fra invitasjonen bak: utelys chat LENKE",
        "Du er ikkje logga inn her. Skriv lenkja frå invitasjonen bak: utelys chat LENKJE",
        "You are not signed in here. Add the link of your invitation: utelys chat LINK",
    ),
    "bad.link": (
        "Dette er ikke en invitasjonslenke. Den slutter på /join# og en kode.",
        "Dette er ikkje ei invitasjonslenkje. Ho sluttar på /join# og ein kode.",
        "This is not an invitation link. It ends in /join# and a code.",
    ),
    "used.link": (
        "Invitasjonen virker ikke, kanskje er den brukt eller for gammel. Be om en ny.",
        "Invitasjonen verkar ikkje, kanskje er han brukt eller for gammal. Be om ein ny.",
        "The invitation does not work, it may be used or too old. Ask for a new one.",
    ),
    "other.place": (
        "{place} hører til {server}. Velg en annen mappe for denne: --data MAPPE",
        "{place} høyrer til {server}. Vel ei anna mappe for denne: --data MAPPE",
        "{place} belongs to {server}. Choose another folder for this one: --data FOLDER",
    ),
    "no.answer": (
        "{server} svarer ikke. Prøv igjen om litt. Invitasjonen er ikke brukt opp av det.",
        "{server} svarar ikkje. Prøv igjen om litt. Invitasjonen er ikkje brukt opp av det.",
        "{server} does not answer. Try again in a while. The invitation is not used up by it.",
    ),
    "not.utelys": (
        "Det er ikke Utelys som svarer på den adressen. Se etter om den er riktig.",
        "Det er ikkje Utelys som svarar på den adressa. Sjå etter om ho er rett.",
        "It is not Utelys that answers at that address. See whether it is right.",
    ),
    "no.name": (
        "Da ble det ikke noe navn. Prøv igjen, eller skriv det bak: --name NAVN",
        "Då vart det ikkje noko namn. Prøv igjen, eller skriv det bak: --name NAMN",
        "So there is no name. Try again, or add it: --name NAME",
    ),
    "bad.name": (
        "Det kan ikke stå som navn. Bruk 1 til 60 tegn på én linje.",
        "Det kan ikkje stå som namn. Bruk 1 til 60 teikn på ei linje.",
        "That cannot be a name. Use 1 to 60 characters on one line.",
    ),
    "bye": ("Ha det.", "Ha det.", "Bye."),
    "help": (
        "/rom  /rom 2  /skriv NAVN  /hvem  /lys  /uke\n"
        "/hjemme 2h  /hjemme 21:00  /svarer 1h  /slukk\n"
        "/kommer 1  /kanskje 1  /nei 1\n"
        "/blokker NAVN  /opphev NAVN  /avslutt",
        "/rom  /rom 2  /skriv NAMN  /kven  /lys  /veke\n"
        "/heime 2h  /heime 21:00  /svarar 1h  /slokk\n"
        "/kjem 1  /kanskje 1  /nei 1\n"
        "/blokker NAMN  /opphev NAMN  /avslutt",
        "/rooms  /room 2  /write NAME  /who  /light  /week\n"
        "/home 2h  /home 21:00  /reachable 1h  /end\n"
        "/come 1  /maybe 1  /no 1\n"
        "/block NAME  /unblock NAME  /quit",
    ),
    "error.invalid": ("Det kan ikke stemme.", "Det kan ikkje stemme.", "That cannot be right."),
    "error.unauthenticated": (
        "Du er ikke logget inn.", "Du er ikkje logga inn.", "You are not signed in.",
    ),
    "error.forbidden": (
        "Det kan du ikke gjøre her.", "Det kan du ikkje gjere her.", "You cannot do that here.",
    ),
    "error.not_found": ("Det finnes ikke.", "Det finst ikkje.", "There is no such thing."),
    "error.conflict": (
        "Noen var før deg, eller det er fullt.", "Nokon var før deg, eller det er fullt.",
        "Somebody was before you, or it is full.",
    ),
    "error.gone": ("Det er over.", "Det er over.", "That is over."),
    "error.too_large": (
        "Det var for stort. Del det opp.", "Det var for stort. Del det opp.",
        "That was too large. Divide it.",
    ),
    "error.too_many": (
        "Det ble for mye på en gang. Vent litt.", "Det vart for mykje på ein gong. Vent litt.",
        "That was too much at once. Wait a little.",
    ),
    "error.unavailable": (
        "Serveren får det ikke til nå. Prøv igjen om litt.",
        "Tenaren får det ikkje til no. Prøv igjen om litt.",
        "The server cannot do it now. Try again in a while.",
    ),
}  # fmt: skip

_DAYS = {
    Language.BOKMAAL: ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    Language.NYNORSK: ("måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "sundag"),
    Language.ENGLISH: (
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ),
}  # fmt: skip

_ORDER = (Language.BOKMAAL, Language.NYNORSK, Language.ENGLISH)


class Texts:
    """The catalogue in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._column = _ORDER.index(language)

    def __call__(self, key: str, **fill: object) -> str:
        """The text under a key, filled in."""
        return _TEXTS[key][self._column].format(**fill)

    def day(self, weekday: int) -> str:
        """The name of a day, Monday being 0."""
        return _DAYS[self.language][weekday]

    def refusal(self, code: ErrorCode) -> str:
        """What a refusal means, in words."""
        return self(f"error.{code}")


def language_of(locale: str) -> Language:
    """The language that a locale such as `nn_NO.UTF-8` asks for; bokmål if it asks for none."""
    start = locale[:2].lower()
    return Language(start) if start in set(Language) else Language.BOKMAAL
