"""Who wants company and who offers it at one time: what was said, and what is known of each."""

from collections.abc import Iterable
from datetime import timedelta

from utelys import access
from utelys.core.answers import ALL, State
from utelys.core.company import Burden, Pair, Table, Two, broken
from utelys.core.occurrences import Occurrence
from utelys.store.base import Tx
from utelys.store.queries import blocks, company, rooms
from utelys.store.queries.company import Spoken
from utelys_protocol.company import Says
from utelys_protocol.words import Answer

LATELY = timedelta(weeks=8)


async def lay(
    tx: Tx, state: State, one: Occurrence, heard: list[Spoken]
) -> tuple[Table, list[str]]:
    """Find out who wants and who offers, for one time; and who offers but has not answered."""
    reached = set(await access.invited(tx, state.activity))
    places, counting = state.places(one), state.book.counting(one)
    wants: list[str] = []
    offers: list[str] = []
    silent: list[str] = []
    if not one.cancelled:
        for said in speaking(heard, one):
            answer = counting.get(said.member)
            gone = said.member not in reached or said.member in places.waiting
            if gone or (answer is not None and answer.answer is Answer.NO):
                continue
            if said.says is Says.WANTED and (answer is not None or said.activity):
                wants.append(said.member)
            elif said.says is Says.OFFERED:
                (offers if said.member in places.coming else silent).append(said.member)
    before = await company.pairs_of(tx, one.id)
    apart = {each.pair.two for each in before if each.ended}
    for one_who in wants:
        apart |= {frozenset(block) for block in await blocks.around(tx, one_who)}
    standing = tuple(each.pair for each in before if not each.ended)
    burdens, met = await _known(tx, wants, [*offers, *silent])
    return Table(tuple(wants), tuple(offers), standing, burdens, met, apart), silent


def speaking(heard: list[Spoken], one: Occurrence) -> Iterable[Spoken]:
    """What counts for one time: what was said of it, else of the activity, else in general."""
    nearest: dict[str, Spoken] = {}
    for said in heard:
        if said.occurrence in (ALL, one.id):
            old = nearest.get(said.member)
            if old is None or _near(said) > _near(old):
                nearest[said.member] = said
    return sorted(nearest.values(), key=lambda said: (said.at, said.member))


def _near(said: Spoken) -> int:
    return (said.activity != "") + (said.occurrence != ALL)


async def _known(tx: Tx, wants: list[str], offers: list[str]) -> tuple[dict[str, Burden], set[Two]]:
    """How often each has gone along lately, and who has met whom."""
    burdens, met = {}, set()
    for member in offers if wants else ():
        been = [one for one in await company.went(tx, member) if not one.ended]
        lately = [
            one.starts for one in been if one.pair.offers == member and one.starts > tx.now - LATELY
        ]
        burdens[member] = Burden(len(lately), max(lately, default=None))
        met |= {one.pair.two for one in been}
        for other in wants:
            if await rooms.direct_room(tx, member, other) is not None:
                met.add(frozenset((member, other)))
    return burdens, met


def alone(table: Table, made: Iterable[Pair] = ()) -> list[str]:
    """Those who want company and are in no pair that stands, or has been made."""
    paired = {pair.wants for pair in made}
    paired |= {pair.wants for pair in set(table.standing) - set(broken(table))}
    return [member for member in table.wants if member not in paired]
