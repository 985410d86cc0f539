"""Keywords as they are kept: sixteen bits and half a byte each, in dictionaries of any size."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from indexer.engines.keywords import Keywords, _packed


@pytest.mark.parametrize("terms", [1, 65_536, 65_537, 300_000])
def test_keywords_are_read_again(terms: int) -> None:
    """Of documents with many, few and none, at the edges of each 65,536 terms."""
    rng = Random(terms)
    edges = [n for n in (0, 65_535, 65_536, 131_071, 131_072, terms - 1) if n < terms]
    held = [
        {n: rng.randint(1, 255) for n in {*edges[:some], *rng.sample(range(terms), min(terms, 50))}}
        if some < 7
        else {}
        for some in (0, 1, 2, 7, 3, 6, 7)
    ]
    rows = [(d, n, times) for d, each in enumerate(held) for n, times in each.items()]
    owners, numbers, counts = (np.array(each, np.int64) for each in zip(*rows, strict=True))
    keywords = Keywords(_packed(owners, numbers, counts.astype(np.uint8), len(held), terms))
    for chosen in ([], [3], list(range(len(held))), [5, 0, 3]):
        found = keywords.of(np.array(chosen, np.int64))
        got: list[dict[int, int]] = [{} for _ in chosen]
        for owner, number, times in zip(*(each.tolist() for each in found), strict=True):
            got[owner][number] = times
        assert got == [held[n] for n in chosen]
