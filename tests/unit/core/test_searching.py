"""What is found by which words, in Norwegian above all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utelys.core.searching import matches, words_of


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Kveldsmat klokka åtte", "mat"),
        ("Kveldsmat klokka åtte", "ÅTTE"),
        ("Kveldsmat klokka åtte", "klokka kveld"),
        ("Vi møtes på kafé", "kafe"),
        ("Vi møtes på kafe", "kafé"),
        ("Vi møtes på kafé", "moetes paa"),
        ("Vi moetes paa Faeroeyene", "møtes på færøyene"),
        ("Kom til Malmö", "malmø"),
        ("Mikael er her", "mika"),
        ("Blåbær", "blaabaer"),
        ("Bla\u030abær", "blåbær"),
        ("STRASSE", "straße"),
        ("\U0001d400pen", "apen"),
    ],
)
def test_what_is_found(text: str, query: str) -> None:
    assert matches(text, words_of(query))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Vi går på tur", "gar"),
        ("Vi gar", "går"),
        ("Målet", "mal"),
        ("Målet", "al"),
        ("Ost og brød", "brod"),
        ("Hei du", "hei deg"),
    ],
)
def test_what_is_not(text: str, query: str) -> None:
    assert not matches(text, words_of(query))


@settings(max_examples=1_000)
@given(st.text(max_size=60))
def test_every_text_is_found_by_its_own_words(text: str) -> None:
    assert matches(text, words_of(text))
