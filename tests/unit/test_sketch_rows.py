"""Sketches as they are kept: what of them is read again."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.sketch_rows import WHOLE, in_rows, of_rows, together
from indexer.engines.sketches import SIZE
from indexer.engines.units import Places, rows

LARGEST = 2**32 - 1
# The numbers of a text: any, or so many small ones as a long text has.
SKETCHES = st.lists(
    st.tuples(st.integers(0, SIZE), st.sampled_from([70, 2**16, 2**17, 2**24, LARGEST])),
    min_size=1,
    max_size=6,
)


@given(SKETCHES, st.data())
def test_what_is_kept_is_read_again(made: list[tuple[int, int]], data: st.DataObject) -> None:
    """Whole, or the first ones and of the others what the largest has of sixteen bits."""
    rng = np.random.default_rng(5)
    held = [np.sort(rng.permutation(min(top, 10**6))[:n]) * max(1, top // 10**6) for n, top in made]
    counts = np.array([each.size for each in held])
    owners = np.repeat(np.arange(len(held)), counts).astype(np.uint32) + 3
    found = in_rows(Places(owners, np.concatenate(held).astype(np.uint32)))
    lengths = np.bincount(found.documents, minlength=len(held) + 3)[3:]
    arrays = rows("sketches", found.positions, lengths)
    chosen = data.draw(st.lists(st.sampled_from(range(len(held))), unique=True).map(sorted))
    parts = [of_rows(arrays["sketches"], arrays["sketches.edges"], np.array(some, np.int64))
             for some in (chosen, [])]  # fmt: skip
    kept = together(parts)
    for place, number in enumerate(chosen):
        values = kept.values[kept.edges[place] : kept.edges[place + 1]]
        shift, known = int(kept.shifts[place]), int(kept.known[place])
        assert values.size == held[number].size
        assert values[:known].tolist() == held[number][:known].tolist()
        assert (values[known:] >> shift).tolist() == (held[number][known:] >> shift).tolist()
        if values.size < SIZE or held[number][-1] < 2**16:
            assert (shift, known) == (0, values.size)
        else:
            assert known == (WHOLE if shift else SIZE)
            assert int(held[number][-1]) >> shift < 2**16
            assert shift == 0 or int(held[number][-1]) >> shift >= 2**15


def test_a_full_sketch_takes_less_than_two_thirds() -> None:
    """And one that holds all runs of a text as much as its numbers do."""
    some = np.arange(SIZE, dtype=np.uint32) << np.uint32(20)
    assert in_rows(Places(np.zeros(SIZE, np.uint32), some)).positions.size == 81
    short = Places(np.zeros(9, np.uint32), some[:9])
    assert in_rows(short).positions.size == 18
