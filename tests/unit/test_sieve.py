"""The coarse map before keys are compared: nothing that counts is dropped."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.postings import Keys
from indexer.engines.sieve import equals, near_each_other

SOME_KEYS = st.sets(
    st.integers(0, 400) | st.integers(2**32 - 40, 2**32 + 40) | st.integers(0, 2**62 - 1),
    max_size=60,
).map(lambda found: np.array(sorted(found), np.int64))


@given(SOME_KEYS, SOME_KEYS, st.sampled_from([0, 1, 2, 3, 7, 8, 100, 2**33]))
def test_all_that_have_a_neighbour_are_kept(keys: Keys, others: Keys, reach: int) -> None:
    """Every key with another at most so far away passes, whichever side it lies on."""
    found = near_each_other(keys, others, reach)
    for mine, theirs, kept in zip((keys, others), (others, keys), found, strict=True):
        for key, is_kept in zip(mine.tolist(), kept.tolist(), strict=True):
            assert is_kept or not any(abs(key - other) <= reach for other in theirs.tolist())


@given(SOME_KEYS, SOME_KEYS)
def test_all_that_both_have_are_kept(keys: Keys, others: Keys) -> None:
    """What is in both lists passes in both, and nothing comes into either."""
    few, many = equals(keys, others)
    both = set(keys.tolist()) & set(others.tolist())
    assert both <= set(few.tolist()) <= set(keys.tolist())
    assert both <= set(many.tolist()) <= set(others.tolist())


def test_of_two_lists_most_that_one_has_alone_are_dropped() -> None:
    """The map is worth its time for keys that should be the same, too."""
    keys, others = np.arange(0, 2**40, 2**27), np.arange(2**26, 2**40, 2**27)
    few, many = equals(keys, others)
    assert few.size + many.size < 0.15 * (keys.size + others.size)


def test_most_that_have_none_are_dropped() -> None:
    """The map is worth its time: of keys far from all others few pass."""
    keys, others = np.arange(0, 2**40, 2**27), np.arange(2**26, 2**40, 2**27)
    here, there = near_each_other(keys, others, 10)
    assert max(here.mean(), there.mean()) < 0.15
