"""What a search finds: words, wherever in a text they stand, whatever their case and accents.

é is e, and ü is u; but å, æ and ø are letters of their own and not a, ae and o with something to
them. Who has no such keys writes aa, ae and oe, and finds them too, and the reverse. Swedish ä and
ö are æ and ø.
"""

import re
import unicodedata
from functools import lru_cache

MOST_WORDS = 8

_FOREIGN = re.compile("[^\\x00-\\x7fåæø]")
_OWN = str.maketrans({"ä": "æ", "ö": "ø"})
_HELD = str.maketrans({"å": "\ue000", "æ": "\ue001", "ø": "\ue002"})
_FREED = str.maketrans({"\ue000": "å", "\ue001": "æ", "\ue002": "ø"})
_SPELLED = re.compile("aa|ae|oe")
_LETTER = {"aa": "å", "ae": "æ", "oe": "ø"}
_NORDIC = re.compile("[åæø]|aa|ae|oe")


def folded(text: str) -> str:
    """A text without case and accents, with å, æ and ø kept."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if _FOREIGN.search(plain) is None:
        return plain
    held = plain.translate(_OWN).translate(_HELD)
    bare = [char for char in unicodedata.normalize("NFKD", held) if not unicodedata.combining(char)]
    return "".join(bare).translate(_FREED).casefold()


def spelled(text: str) -> str:
    """A folded text with aa, ae and oe as the letters that they may stand for."""
    return _SPELLED.sub(lambda found: _LETTER[found.group()], text)


@lru_cache(maxsize=64)
def words_of(query: str) -> tuple[str, ...]:
    """The words of a query, folded; empty where there is nothing to look for."""
    return tuple(dict.fromkeys(folded(query).split()))[:MOST_WORDS]


def matches(text: str, words: tuple[str, ...]) -> bool:
    """Whether every word stands somewhere in the text, on its own or within another."""
    plain = folded(text)
    return all(
        word in plain or (_NORDIC.search(word) is not None and spelled(word) in spelled(plain))
        for word in words
    )
