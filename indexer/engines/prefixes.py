"""Words by their beginning: all terms of a stretch of the dictionary as one thing found.

Promises: what ``any_of`` gives for the same terms, without a step for each term: the postings of
successive terms lie side by side. Does not rank.
"""

from __future__ import annotations

import numpy as np

from indexer.engines.bundle import Array
from indexer.engines.postings import NOWHERE, Field, Found, Indices, Keys, Numbers
from indexer.engines.stretches import indices


def beginning_with(field: Field, prefix: str) -> Found:
    """Where any term occurs that begins with the prefix."""
    terms = field.terms.beginning_with(prefix.encode())
    return StretchFound(field, terms) if len(terms) else NOWHERE


class StretchFound:
    """The occurrences of successive terms of the dictionary."""

    def __init__(self, field: Field, terms: range) -> None:
        first, last = field.postings.item(terms.start), field.postings.item(terms.stop)
        self._field = field
        self._begin = field.occurrences.item(terms.start)
        self._rows: Numbers = field.documents[first:last]
        self._frequencies: Array = field.frequencies[first:last]
        totals = np.zeros(field.size, np.int64)
        np.add.at(totals, self._rows, self._frequencies)
        found = np.flatnonzero(totals)
        self.documents: Numbers = found.astype(np.uint32)
        self.counts: Indices = totals[found]

    def keys(self, documents: Numbers) -> Keys:
        """Where these documents have any of the terms: ascending."""
        wanted = np.zeros(self._field.size, np.bool_)
        wanted[documents] = True
        at = np.flatnonzero(wanted[self._rows])
        counts = self._frequencies[at].astype(np.int64)
        ends = self._begin + np.cumsum(self._frequencies, dtype=np.int64)[at]
        keys: Keys = np.repeat(self._rows[at].astype(np.uint64) << np.uint64(32), counts)
        keys |= self._field.positions[indices(ends - counts, counts)]
        keys.sort()
        return keys
