"""Words within one or two edits, against the distance by its definition."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from indexer.arrays.strings import Strings, packed
from indexer.engines.likeness import Likeness, likeness_arrays
from tests.oracle_places import distance

LETTERS = "abkß中\U0001f600"  # of one to four bytes
WORDS = st.text(LETTERS, max_size=6)
LONG = st.builds(lambda word, size: word + "a" * size, WORDS, st.integers(248, 258))


def alike(words: set[str], word: str, edits: int) -> list[str]:
    """What is found among these words."""
    listed = sorted(each.encode() for each in words)
    strings = Strings(packed("words", listed), "words")
    places = Likeness(likeness_arrays(listed), strings).alike(word, edits)
    return [strings.text(place) for place in places.tolist()]


@given(st.sets(WORDS, max_size=12), WORDS, st.sampled_from([1, 2]))
@example(set(), "a", 1)
@example({""}, "", 1)
def test_alike(words: set[str], word: str, edits: int) -> None:
    """Exactly the words within reach, in their order."""
    near = [each for each in words if distance(each, word) <= edits]
    assert alike(words, word, edits) == sorted(near, key=str.encode)


@given(st.sets(LONG, max_size=5), LONG, st.sampled_from([1, 2]))
def test_alike_long(words: set[str], word: str, edits: int) -> None:
    """The same of words of up to 255 letters; longer ones are like no word."""
    near = [each for each in words if len(each) < 256 and distance(each, word) <= edits]
    assert alike(words, word, edits) == sorted(near, key=str.encode)
