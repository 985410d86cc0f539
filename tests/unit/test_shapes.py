"""How documents spell words: all kinds of spellings, each read as it was."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.arrays.strings import Strings, packed
from indexer.engines.shapes import Shapes, shape_arrays

LETTERS = st.text(alphabet="abßiıİǆşخمي\u200cн1", min_size=1, max_size=4)
SPELT = st.one_of(
    LETTERS, LETTERS.map(str.upper), LETTERS.map(str.title), LETTERS.map(str.capitalize)
)
# Of each word a few spellings, of which most follow from it.
WORDS = st.dictionaries(LETTERS, st.lists(SPELT, unique=True, max_size=5), max_size=40)


@given(WORDS, st.integers(0, 70))
def test_spellings_are_read_as_they_were(held: dict[str, list[str]], plain: int) -> None:
    """One by one and all together, wherever they are; a word may have none."""
    held |= {f"word{number:02}": [f"word{number:02}", "WORD"] for number in range(plain)}
    words = sorted(held, key=str.encode)
    owners = np.repeat(np.arange(len(words)), [len(held[word]) for word in words])
    shapes = [shape for word in words for shape in held[word]]
    counts = np.arange(len(shapes)) - 3
    arrays = packed("words", [word.encode() for word in words])
    arrays |= shape_arrays(shapes, owners, counts, words)
    read = Shapes(arrays, Strings(arrays, "words"))
    rows = iter(zip(shapes, counts.tolist(), strict=True))
    for place, word in enumerate(words):
        assert list(read.of(place).items()) == [next(rows) for _ in held[word]]
    assert [shape.decode() for shape in read] == shapes


def test_what_follows_from_the_word_is_no_text() -> None:
    """Only what is spelt in a way of its own is kept."""
    shapes = ["house", "House", "HOUSE", "hOuse", "Straße", "STRASSE"]
    arrays = shape_arrays(shapes, np.array([0, 0, 0, 0, 1, 1]), np.ones(6), ["house", "strasse"])
    assert list(Strings(arrays, "shapes").texts()) == ["hOuse", "Straße"]
    assert arrays["shapes.kinds"].tolist() == [0, 1, 2, 3, 3, 2]
