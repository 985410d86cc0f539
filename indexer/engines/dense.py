"""The lists of a field's commonest terms: a bit for each document of the segment.

Promises: a list takes an eighth of a byte for each document of the segment, where it would take two
bytes for each that has the term; it is read in some 40 microseconds of 100,000 documents (the
bitmaps of Chambi, Lemire and others: Better bitmap performance with Roaring bitmaps, 2016, without
their smaller kinds). Which terms are common depends on how many documents have them alone.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array, Plan, narrow
from indexer.arrays.stretches import sizes

Numbers = npt.NDArray[np.int64]

_SHARE: Final = 8  # one in so many documents, at least, has a common term
_LEAST: Final = 512  # documents: below, a list is too small to care
_BITS: Final = 3  # of a document number that tell the bit of a byte


class Dense:
    """The common terms of one field of a bundle, in the order of their numbers."""

    def __init__(self, arrays: dict[str, Array], name: str, postings: Array) -> None:
        """``postings``: where each term's postings begin, and the end."""
        self.terms: list[int] = arrays[f"{name}.dense"].tolist()
        self._rows = arrays[f"{name}.bits"].reshape(max(1, len(self.terms)), -1)
        terms = np.array(self.terms, np.int64)
        counts = postings[terms + 1].astype(np.int64) - postings[terms]
        # Of the postings before each common term, and of all, those that are bits.
        self.before: list[int] = [0, *np.cumsum(counts).tolist()]

    def documents(self, place: int) -> Numbers:
        """The documents of the common term at this place, ascending."""
        bits = np.unpackbits(self._rows[place], bitorder="little")
        return np.flatnonzero(bits.view(np.bool_))


class DenseJoin:
    """The common terms of a segment while it is made."""

    def __init__(self, postings: Numbers, size: int) -> None:
        """``postings``: where each term's begin, and the end; ``size``: documents."""
        counts = sizes(postings)
        self.longest = max(size // _SHARE, _LEAST)  # postings of a term that is not common
        common = counts > self.longest
        self._terms = np.flatnonzero(common)
        self._width = -(-size >> _BITS)
        self._row = np.where(common, np.cumsum(common) - 1, -1)
        self._before = np.cumsum(counts * common)
        self.listed = int(postings[-1]) - int(self._before[-1] if counts.size else 0)

    def plan(self) -> Plan:
        """What they take in a bundle."""
        largest = int(self._terms.max(initial=0))
        return {
            "dense": (narrow(largest), self._terms.size),
            "bits": ("|u1", self._terms.size * self._width),
        }

    def begin(self, result: dict[str, Array], name: str) -> None:
        """Fill what is known before any list is copied."""
        result[f"{name}.dense"][:] = self._terms

    def only_listed(self, terms: Numbers, counts: Numbers) -> Array:
        """Some counts of terms, those of common terms 0."""
        found = np.where(self._row[terms] < 0, counts, 0)
        return found.astype(narrow(self.longest))

    def copy(
        self, bits: Array, terms: Numbers, counts: Numbers, places: Numbers, documents: Numbers
    ) -> tuple[Numbers | slice, Numbers]:
        """Set the bits of those postings that are of common terms.

        ``terms``: the lists that are copied, with their ``counts``; ``places``: the new place of
        each posting. Returns which postings are not of common terms, and their places among such.
        """
        rows = self._row[terms]
        listed = places - np.repeat(self._before[terms], counts)
        if rows.max(initial=-1) < 0:
            return slice(None), listed
        row = np.repeat(rows, counts)
        common = np.flatnonzero(row >= 0)
        found = documents[common]
        at = row[common] * self._width + (found >> _BITS)
        # Each bit is set once, so that adding is as good as setting, and quicker.
        np.add.at(bits, at, np.left_shift(1, found & 7).astype(np.uint8))
        others = np.flatnonzero(row < 0)
        return others, listed[others]
