"""Words within one or two edits, against the distance by its definition."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st

from indexer.arrays.strings import Strings, packed
from indexer.engines import likeness
from tests.oracle_places import distance

LETTERS = "abکß中\U0001f600"  # of one to four bytes
WORDS = st.text(LETTERS, max_size=6)
LONG = st.builds(lambda word, size: word + "a" * size, WORDS, st.integers(248, 258))


def alike(words: list[str], word: str, edits: int) -> list[str]:
    """What is found among sorted words."""
    listed = sorted(each.encode() for each in words)
    strings = Strings(packed("words", listed), "words")
    places = likeness.alike(strings, *likeness.signatures(listed), word, edits)
    return [strings.text(place) for place in places.tolist()]


@given(
    st.sets(WORDS, max_size=12), WORDS, st.sampled_from([1, 2]), st.sampled_from([1, 3, 1 << 16])
)
@example(set(), "a", 1, 1)
@example({""}, "", 1, 1)
def test_alike(words: set[str], word: str, edits: int, piece: int) -> None:
    """Exactly the words within reach, in their order, however many are looked at together."""
    with patch.object(likeness, "_PIECE", piece):
        found = alike(sorted(words), word, edits)
    near = [each for each in words if distance(each, word) <= edits]
    assert found == sorted(near, key=str.encode)


@given(st.sets(LONG, max_size=5), LONG, st.sampled_from([1, 2]))
def test_alike_long(words: set[str], word: str, edits: int) -> None:
    """Words whose length does not fit its byte are told apart all the same."""
    near = [each for each in words if distance(each, word) <= edits]
    assert alike(sorted(words), word, edits) == sorted(near, key=str.encode)
