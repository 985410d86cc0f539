"""Things one after another, of whatever lengths: a phrase with patterns in it.

Promises: exact; no word stands between two of them, and they lie in one unit, since behind each
unit a position is left empty. Of single terms ``combining.in_sequence`` gives the same sooner.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from indexer.arrays.stretches import indices
from indexer.engines.combining import common
from indexer.engines.nearness import PlacesFound
from indexer.engines.postings import NOWHERE, SHIFT, Found, Spans, distinct
from indexer.engines.spans import merged


def adjacent(parts: Sequence[Found], size: int) -> Found:
    """Where all parts follow one another in their order; ``size``: documents of the segment."""
    rarest = sorted((part.documents for part in parts), key=lambda numbers: numbers.size)
    documents = reduce(lambda found, other: common(found, other, size), rarest)
    spans = reduce(_followed, (part.spans(documents) for part in parts))
    if not spans[0].size:
        return NOWHERE
    spans = merged([spans])
    owners = distinct([spans[0]]) >> SHIFT
    edges = np.flatnonzero(np.diff(owners, prepend=-1, append=-1))
    return PlacesFound(spans, owners[edges[:-1]], np.diff(edges))


def _followed(before: Spans, after: Spans) -> Spans:
    """Each of ``before`` with each of ``after`` that begins at the very next position."""
    next_one = before[1] + 1
    begins = np.searchsorted(after[0], next_one, "left")
    counts = np.searchsorted(after[0], next_one, "right") - begins
    return np.repeat(before[0], counts), after[1][indices(begins, counts)]
