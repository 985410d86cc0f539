"""Places in documents kept as gaps, of a byte or more."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.gaps import in_gaps, of_gaps
from indexer.engines.units import Places

NEAR = st.integers(0, 300)
FAR = st.sampled_from([0, 1, 254, 255, 256, 509, 510, 511, 65_536, 1_000_000])
DOCUMENTS = st.lists(st.sets(NEAR | FAR, max_size=8).map(sorted), min_size=1, max_size=6)


@given(DOCUMENTS, st.data())
def test_places_are_read_again(held: list[list[int]], data: st.DataObject) -> None:
    """Of all documents, and of some."""
    owners = np.repeat(np.arange(len(held)), list(map(len, held))).astype(np.uint32)
    places = np.array([place for each in held for place in each], np.uint32)
    kept = in_gaps(Places(owners, places))
    assert kept.positions.max(initial=0) <= 255
    chosen = data.draw(st.lists(st.sampled_from(range(len(held))), unique=True).map(sorted))
    rows = [kept.positions[kept.documents == number] for number in chosen]
    gaps = np.concatenate([np.empty(0, np.uint8), *rows]).astype(np.uint8)
    counts = np.array([row.size for row in rows], np.int64)
    found, there = of_gaps(gaps, counts)
    of = np.repeat(np.array(chosen, np.int64), counts)
    assert [found[there & (of == number)].tolist() for number in chosen] == [
        held[number] for number in chosen
    ]
