"""The posting lists of one field as they lie in a run or a segment, and how they are packed.

Promises: reading a stretch of the dictionary is a few array operations, however many terms it
has; what was packed is read again as the same. A segment keeps the low sixteen bits of document
numbers, and for each term where its list passes each multiple of 65,536; a byte in the lists of
common terms (``dense``). Frequencies take a byte, and the few that do not fit are listed apart.
Layout: docs/index-format.md.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array, narrow
from indexer.arrays.stretches import indices, places_among
from indexer.engines.dense import Dense

Numbers = npt.NDArray[np.int64]

BLOCK_BITS: Final = 16  # of a document number that lie in the list itself
LARGE: Final = 255  # a frequency of this or more is listed apart
SAMPLED: Final = 64  # postings; so many frequencies at most are added up to find a position


def blocks_of(size: int) -> int:
    """How many multiples of 65,536 lie between the first document and the last of ``size``."""
    return max(0, size - 1) >> BLOCK_BITS


class Lists:
    """The lists of one field of a bundle, one for each term in the order of its terms."""

    def __init__(self, arrays: dict[str, Array], name: str) -> None:
        self.positions: Array = arrays[f"{name}.positions"]
        self.postings: Array = arrays[f"{name}.postings"]  # where each term's begin, and the end
        self.occurrences: Array = arrays[f"{name}.occurrences"]  # the same in ``positions``
        self.frequencies: Array = arrays[f"{name}.frequencies"]  # see ``counts``
        self.large: Array = arrays[f"{name}.large"]  # postings of large frequencies, ascending
        self._large = self.large.data  # memory is bisected in less time
        self.large_counts: Array = arrays[f"{name}.large.counts"]
        self._documents: Array = arrays[f"{name}.documents"]
        self._blocks = arrays[f"{name}.blocks"].reshape(max(1, self.postings.size - 1), -1)
        self._dense = Dense(arrays, name, self.postings)

    def documents(self, first: int, last: int) -> Numbers:
        """The documents of the postings of the terms from ``first`` to before ``last``."""
        common = self._dense.terms
        place = bisect_left(common, first)
        parts = []
        while place < len(common) and common[place] < last:
            if first < common[place]:
                parts.append(self._listed(first, common[place], self._dense.before[place]))
            parts.append(self._dense.documents(place))
            first, place = common[place] + 1, place + 1
        if first < last or not parts:
            parts.append(self._listed(first, last, self._dense.before[place]))
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _listed(self, first: int, last: int, before: int) -> Numbers:
        """The same of terms none of which is common; ``before``: how many postings before are."""
        begin, end = self.postings.item(first), self.postings.item(last)
        found: Numbers = self._documents[begin - before : end - before].astype(np.int64)
        if not self._blocks.size:
            return found
        if last - first == 1:
            for passed in self._blocks[first].tolist():
                found[passed:] += 1 << BLOCK_BITS
            return found
        edges = self.postings[first : last + 1].astype(np.int64) - begin
        for passed in self._blocks[first:last].T:
            begins = edges[:-1] + passed
            found[indices(begins, edges[1:] - begins)] += 1 << BLOCK_BITS
        return found

    def counts(self, begin: int, end: int) -> Array:
        """How often the documents of these postings have their terms."""
        counts = self.frequencies[begin:end]
        if self.large.size:
            first, last = bisect_left(self._large, begin), bisect_left(self._large, end)
            if first < last:
                counts = counts.astype(np.uint32)
                at = self.large[first:last].astype(np.int64) - begin
                counts[at] = self.large_counts[first:last]
        return counts

    def counts_of(self, postings: Numbers) -> Numbers:
        """How often the documents of some postings, in any order, have their terms."""
        counts: Numbers = self.frequencies[postings].astype(np.int64)
        if self.large.size:
            at = (counts == LARGE).nonzero()[0]
            if at.size:
                counts[at] = self.large_counts[places_among(self.large, postings[at])]
        return counts


def unpacked(name: str, documents: Array, frequencies: Array) -> dict[str, Array]:
    """The arrays of lists whose numbers are as they are: those of runs."""
    none = np.empty(0, np.uint32)
    return {
        f"{name}.documents": documents.astype(np.uint32),
        f"{name}.frequencies": frequencies.astype(narrow(int(frequencies.max(initial=0)))),
        f"{name}.large": none,
        f"{name}.large.counts": none,
        f"{name}.blocks": none,
        f"{name}.dense": none,
        f"{name}.low": np.empty(0, np.uint8),
        f"{name}.low.counts": np.empty(0, np.uint8),
    }
