"""Postings out of occurrences, packed into keys or too large for them."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.engines.inverting import Occurrences, inverted


@pytest.mark.parametrize("far", [1, 2**32 - 2])
@pytest.mark.parametrize("documents", [1, 2**32 - 2])
def test_inverted(far: int, documents: int) -> None:
    """Lists by term, document and position, however large."""
    rows = [(0, 0, 0), (2, 0, 1), (0, 0, far), (3, documents, 5), (0, documents, far), (0, 0, 2)]
    found = Occurrences(*(np.array(column, np.uint32) for column in zip(*rows, strict=True)))
    arrays = inverted("f", found)
    wanted: dict[int, dict[int, list[int]]] = {}
    for term, document, position in sorted(rows):
        wanted.setdefault(term, {}).setdefault(document, []).append(position)
    assert arrays["f.numbers"].tolist() == sorted(wanted)
    posting = occurrence = 0
    for number, name in enumerate(sorted(wanted)):
        assert arrays["f.postings"][number] == posting
        assert arrays["f.occurrences"][number] == occurrence
        for document, positions in sorted(wanted[name].items()):
            assert arrays["f.documents"][posting] == document
            assert arrays["f.frequencies"][posting] == len(positions)
            last = occurrence + len(positions)
            assert arrays["f.positions"][occurrence:last].tolist() == positions
            posting, occurrence = posting + 1, last
    assert arrays["f.documents"].size == posting
    assert arrays["f.positions"].size == occurrence
