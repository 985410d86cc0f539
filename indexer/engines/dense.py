"""The lists of a field's commoner terms: a byte for each document, and a count for each 255.

Promises: what takes two bytes a document in other lists takes little more than one, and is read in
some ten microseconds more for 20,000 documents (a bit for each document of the segment would be no
smaller on the whole, and take fifty). Which terms are common depends on how many documents have
them alone.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array, Plan, narrow
from indexer.arrays.stretches import sizes

Numbers = npt.NDArray[np.int64]

_BLOCK: Final = 255  # documents: a byte tells which of them, and another how many there are
_WORTH: Final = 4  # documents of a common term for each block, at least, on average
_LEAST: Final = 512  # documents of a common term: below, a list is too small to care


class Dense:
    """The common terms of one field of a bundle, in the order of their numbers."""

    def __init__(self, arrays: dict[str, Array], name: str, postings: Array) -> None:
        """``postings``: where each term's postings begin, and the end."""
        self.terms: list[int] = arrays[f"{name}.dense"].tolist()
        self._low: Array = arrays[f"{name}.low"]
        self._counts = arrays[f"{name}.low.counts"].reshape(max(1, len(self.terms)), -1)
        self._begins = np.arange(self._counts.shape[1]) * _BLOCK
        terms = np.array(self.terms, np.int64)
        counts = postings[terms + 1].astype(np.int64) - postings[terms]
        # Of common terms how many postings lie before each of them, and all.
        self.before: list[int] = [0, *counts.cumsum().tolist()]

    def documents(self, place: int) -> Numbers:
        """The documents of the common term at this place, ascending."""
        found: Numbers = self._begins.repeat(self._counts[place])
        found += self._low[self.before[place] : self.before[place + 1]]
        return found


class DenseJoin:
    """The common terms of a segment while it is made."""

    def __init__(self, postings: Numbers, size: int) -> None:
        """``postings``: where each term's begin, and the end; ``size``: documents."""
        counts = sizes(postings)
        self._width = -(-size // _BLOCK)
        self.longest = max(self._width * _WORTH, _LEAST)  # postings of a term that is not common
        common = counts > self.longest
        self._terms = common.nonzero()[0]
        self._row = np.where(common, common.cumsum() - 1, -1)
        # Of common terms, and of others, how many postings lie before each that is one.
        self._common_before = np.cumsum(counts * common)
        self._others_before = np.cumsum(counts * ~common)
        self.size = int(self._common_before[-1]) if counts.size else 0

    def plan(self) -> Plan:
        """What they take in a bundle."""
        largest = int(self._terms.max(initial=0))
        return {
            "dense": (narrow(largest), self._terms.size),
            "low": ("|u1", self.size),
            "low.counts": ("|u1", self._terms.size * self._width),
        }

    def begin(self, result: dict[str, Array], name: str) -> None:
        """Fill what is known before any list is copied."""
        result[f"{name}.dense"][:] = self._terms
        self._low, self._counts = result[f"{name}.low"], result[f"{name}.low.counts"]

    def only_listed(self, terms: Numbers, counts: Numbers) -> Array:
        """Some counts of terms, those of common terms 0."""
        found = np.where(self._row[terms] < 0, counts, 0)
        return found.astype(narrow(self.longest))

    def copy(
        self, terms: Numbers, counts: Numbers, places: Numbers, documents: Numbers
    ) -> tuple[Numbers | slice, Numbers]:
        """Copy those postings that are of common terms.

        ``terms``: the lists that are copied, with their ``counts``; ``places``: the new place of
        each posting. Returns which postings are not of common terms, and their places among such.
        """
        rows = self._row[terms]
        if rows.max(initial=-1) < 0:
            return slice(None), places - self._common_before[terms].repeat(counts)
        row = rows.repeat(counts)
        common, others = (row >= 0).nonzero()[0], (row < 0).nonzero()[0]
        of = terms.repeat(counts)
        block, low = np.divmod(documents[common], _BLOCK)
        self._low[places[common] - self._others_before[of[common]]] = low
        np.add.at(self._counts, row[common] * self._width + block, np.uint8(1))
        return others, places[others] - self._common_before[of[others]]
