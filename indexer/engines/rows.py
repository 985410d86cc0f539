"""The lists of common terms laid out: how often each document of a segment has the term.

Promises: a row says what the list says; deleted documents have nothing in it. A conjunction asks a
row for its few documents, and a common word's worth is added to all scores in one stretch, where
unpacking the list and going through it takes several times as long. The rows used last are kept,
since a few hundred words are in most queries; no scores are.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array
from indexer.engines.lists import Lists

COMMON: Final = 8  # a fraction of the documents: with fewer, a list is as quick
_KEPT: Final = 64  # rows: eight megabytes of a whole segment


def rows_of(
    lists: Lists, size: int, living: npt.NDArray[np.bool_] | None
) -> Callable[[int], Array]:
    """The row of a term, by its place in the dictionary; ``size``: documents of the segment."""
    # Not a method: what keeps a reference to its owner is freed late, with its mapped files.
    return lru_cache(_KEPT)(partial(_row, lists, size, living))


def _row(lists: Lists, size: int, living: npt.NDArray[np.bool_] | None, term: int) -> Array:
    begin, end = lists.postings[term : term + 2].tolist()
    counts = lists.counts(begin, end)
    row = np.zeros(size, counts.dtype)  # a byte each, as a rule
    row[lists.documents(term, term + 1)] = counts
    if living is not None:
        row[~living] = 0
    row.flags.writeable = False  # threads share it
    return row
