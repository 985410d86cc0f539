"""The coarse map before keys are compared: nothing that counts is dropped."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.postings import Keys
from indexer.engines.sieve import near_each_other

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
