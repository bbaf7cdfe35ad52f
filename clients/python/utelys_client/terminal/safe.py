"""Text from others on the way to a terminal, without what could move the cursor or turn the line.

A terminal obeys escape sequences wherever they come from. The wire refuses most control characters,
but not those of C1, nor the marks that turn the direction of writing.
"""

import unicodedata

_TAKEN_OUT = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}


def clean(text: str) -> str:
    """Return the text with only what can be seen, on one or more lines."""
    kept = (
        char
        for char in text.replace("\t", " ")
        if char == "\n" or char in _JOINERS or unicodedata.category(char) not in _TAKEN_OUT
    )
    return "".join(kept)
