"""Sets of documents in two forms: the same whichever was at hand."""

from __future__ import annotations

from functools import reduce

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.chosen import Chosen, Having, all_of, any_of
from indexer.engines.postings import Field
from tests.unit.test_joining import NAME, Held, segment

SIZE = 200  # documents: enough that few are sparse
SETS = st.sets(st.integers(0, SIZE - 1), max_size=4) | st.builds(
    lambda step, first: set(range(first, SIZE, step)), st.integers(1, 40), st.integers(0, SIZE)
)
Made = tuple[set[int], Chosen]


def _made(numbers: set[int], form: str) -> Made:
    listed = np.array(sorted(numbers), np.int64)
    mask = np.zeros(SIZE, np.bool_)
    mask[listed] = True
    if form == "numbers":
        return numbers, Chosen(SIZE, numbers=listed)
    if form == "mask":
        return numbers, Chosen(SIZE, mask=mask)
    return numbers, Chosen(SIZE, numbers=listed, mask=mask)


MADE = st.builds(_made, SETS, st.sampled_from(["numbers", "mask", "both"]))


def same(found: Chosen, expected: set[int]) -> None:
    """Both forms and the count say the same."""
    assert found.count == len(expected)
    assert found.numbers.tolist() == sorted(expected)
    assert np.flatnonzero(found.mask).tolist() == sorted(expected)


@given(st.lists(MADE, min_size=1, max_size=4))
def test_sets_are_sets(made: list[Made]) -> None:
    """All of, any of and without are those of sets, and change nothing that they were given."""
    sets = [numbers for numbers, _ in made]
    parts = [part for _, part in made]
    same(all_of(parts), reduce(set.intersection, sets))
    same(any_of(parts, SIZE), set().union(*sets))
    same(parts[0].without(parts[-1]), sets[0] - sets[-1])
    for numbers, part in made:
        same(part, numbers)
    same(any_of([], SIZE), set())


@given(st.sets(st.integers(0, SIZE - 1), min_size=1), SETS, st.booleans())
def test_documents_of_a_term_are_a_set(having: set[int], deleted: set[int], reads: bool) -> None:
    """By the list or by the row of a term, whichever is asked for first, without the deleted."""
    held: Held = {b"term": {number: [1] * (1 + number % 3) for number in having}}
    living = np.ones(SIZE, np.bool_)
    living[sorted(deleted)] = False
    term = Field(segment(held, SIZE), NAME, SIZE, living).at(0)
    made = Having(SIZE, term)
    if reads:
        assert made.numbers.tolist() == sorted(having - deleted)
    same(made, having - deleted)
    every = Chosen(SIZE, mask=np.ones(SIZE, np.bool_))
    same(all_of([every, Having(SIZE, term)]), having - deleted)
    same(any_of([Having(SIZE, term)], SIZE), having - deleted)
