"""Windows of words at the level of keys, against trying everything; and at the ends of numbers."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.postings import POSITION, SHIFT, KeysFound, Spans, positions
from indexer.engines.windows import Reaching, taking_part, windows

FAR = POSITION - 3  # positions near the greatest
PLACES = st.sampled_from([0, 1, 2, 3, 5, 8, FAR, FAR + 1, FAR + 2, FAR + 3])
Place = tuple[int, int]  # keys of the first and the last word
OCCURRENCES = st.sets(st.tuples(st.integers(0, 2), PLACES, st.integers(0, 2)), max_size=5).map(
    lambda found: sorted({_place(*each) for each in found})
)


def _place(document: int, position: int, longer: int) -> Place:
    first = document << SHIFT | position
    return first, min(first + longer, document << SHIFT | POSITION)


def spans(found: list[Place]) -> Spans:
    """The same as arrays; one array of single words, as engines give them."""
    both = np.array(found, np.int64).reshape(-1, 2)
    firsts, lasts = both[:, 0].copy(), both[:, 1].copy()
    return (firsts, firsts) if np.array_equal(firsts, lasts) else (firsts, lasts)


def holding(parts: list[list[Place]], words: int, ordered: bool) -> set[Place]:
    """The earliest parts of all windows, every choice tried."""
    found = set()
    for chosen in product(*parts):
        inside = sorted(chosen)
        one_document = inside[0][0] >> SHIFT == inside[-1][0] >> SHIFT
        apart = all(one[1] < other[0] for one, other in pairwise(inside))
        close = inside[-1][0] - inside[0][1] <= words
        if one_document and apart and close and (not ordered or list(chosen) == inside):
            found.add(inside[0])
    return found


SINGLE = OCCURRENCES.map(lambda found: sorted({(first, first) for first, _ in found}))
SEVERAL = st.lists(OCCURRENCES, min_size=2, max_size=4) | st.lists(
    st.sampled_from([0, 1, 2]), min_size=2, max_size=5
).flatmap(
    lambda which: st.tuples(SINGLE, SINGLE, SINGLE).map(lambda some: [some[n] for n in which])
)


@given(
    SEVERAL,
    st.sampled_from([1, 2, 5, 2**31, 2**32 - 1, 2**70]),
    st.booleans(),
)
def test_windows(parts: list[list[Place]], words: int, ordered: bool) -> None:
    """All windows and what lies in them, in no two documents at once, however far is near."""
    arrays = [spans(part) for part in parts]
    lefts = windows(arrays, Reaching(words), ordered=ordered)
    expected = holding(parts, words, ordered)
    assert set(zip(lefts[0].tolist(), lefts[1].tolist(), strict=True)) == expected
    for part, array in zip(parts, arrays, strict=True):
        inside = {
            place
            for place in part
            for first, last in expected
            if first <= place[0] <= min(last + words, last | POSITION)
        }
        taken = taking_part(array, lefts, words).tolist()
        assert {place for place, used in zip(part, taken, strict=True) if used} == inside


def test_many_things_near_each_other() -> None:
    """Of sixty words that share no place, or all, not every order is tried: nobody could wait."""
    parts = [spans([(n, n), (n + 100, n + 100)]) for n in range(60)]
    assert windows(parts, Reaching(59), ordered=False)[0].tolist() == [0, 100]
    assert not windows(parts, Reaching(58), ordered=False)[0].size
    same = [spans([(n, n) for n in range(70)])] * 60
    assert windows(same, Reaching(59), ordered=False)[0].tolist() == list(range(11))


@pytest.mark.parametrize("document", [0, 2**17, 2**31 - 1])
def test_keys_at_the_ends_of_numbers(document: int) -> None:
    """The last positions of the last document that a key can hold are found there."""
    keys = (document << SHIFT) + np.array([0, POSITION - 1, POSITION])
    found = KeysFound(keys)
    assert found.documents.tolist() == [document]
    assert found.counts.tolist() == [3]
    assert positions(found, document).tolist() == [0, POSITION - 1, POSITION]
    assert positions(found, max(0, document - 1) if document else 1).size == 0


def test_parts_that_share_words_by_way_of_others() -> None:
    """Three parts have two places between them: one goes without, wherever each looks first."""
    one, other, both = [(5, 5)], [(7, 7)], [(5, 5), (7, 7)]
    for parts in ([one, other, [(1, 1)], both], [both, one, other, [(1, 1)]]):
        assert not windows([spans(part) for part in parts], Reaching(9), ordered=False)[0].size
    parts = [one, other, [(1, 1)], [*both, (9, 9)]]
    assert windows([spans(part) for part in parts], Reaching(8), ordered=False)[0].tolist() == [1]
