"""The lists of common terms laid out: how often each document of a segment has the term.

Promises: a row says what the list says; deleted documents have nothing in it. A conjunction asks a
row for its few documents, and a common word's worth is added to all scores in one stretch, where
unpacking the list and going through it takes several times as long. The rows used last are kept,
since a few hundred words are in most queries; no scores are. Safe to share between threads.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final

import numpy as np

from indexer.arrays.bundle import Array
from indexer.engines.lists import Numbers

COMMON: Final = 8  # a fraction of the documents: with fewer, a list is as quick
_KEPT: Final = 64  # rows: eight megabytes of a whole segment


def row_of(documents: Numbers, counts: Array, size: int) -> Array:
    """How often each of ``size`` documents has something that these have so often."""
    row = np.zeros(size, counts.dtype)  # a byte each, as a rule
    row[documents] = counts
    row.flags.writeable = False  # threads share it
    return row


class Rows:
    """The rows of one field that were used last, by the place of their terms."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Array] = OrderedDict()
        self._lock = Lock()

    def get(self, term: int) -> Array | None:
        """The row of a term, if it is kept."""
        with self._lock:
            row = self._kept.get(term)
            if row is not None:
                self._kept.move_to_end(term)
            return row

    def keep(self, term: int, row: Array) -> None:
        """Keep a row in place of the one that was not used for the longest time."""
        with self._lock:
            self._kept[term] = row
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
