"""Many terms as one thing found: all words of a pattern, or all that are like one.

Promises: what ``any_of`` gives for the same terms, without a step for each term; successive terms
of the dictionary are read in one piece, since their lists lie side by side. Does not rank.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from indexer.arrays.bundle import Array
from indexer.arrays.stretches import indices
from indexer.engines.lists import Numbers
from indexer.engines.once import once
from indexer.engines.postings import NOWHERE, SHIFT, Field, Found, Keys, Spans

_FEW: Final = 8  # a fraction of the documents: with fewer postings they are sorted, not counted


def all_of(field: Field, terms: Numbers) -> Found:
    """Where any of the terms at these places of the dictionary occurs; places ascend."""
    if terms.size < 2:
        return field.at(terms.item(0)) if terms.size else NOWHERE
    return ManyFound(field, terms)


class ManyFound:
    """The occurrences of two or more terms."""

    def __init__(self, field: Field, terms: Numbers) -> None:
        self._field = field
        breaks = (np.diff(terms) != 1).nonzero()[0] + 1
        firsts = terms[np.append(0, breaks)].tolist()
        lasts = terms[np.append(breaks, terms.size) - 1].tolist()
        self._runs = [(first, last + 1) for first, last in zip(firsts, lasts, strict=True)]
        lists = field.lists
        self._rows: Numbers = np.concatenate([lists.documents(*run) for run in self._runs])
        self._frequencies: Array = np.concatenate(
            [lists.counts(*lists.postings[list(run)].tolist()) for run in self._runs]
        )
        self.documents, self.counts = self._totals()

    def _totals(self) -> tuple[Numbers, Array]:
        rows, frequencies, living = self._rows, self._frequencies, self._field.living
        if living is not None:
            kept = living[rows].nonzero()[0]
            rows, frequencies = rows[kept], frequencies[kept]
        if rows.size * _FEW < self._field.size:
            order = np.argsort(rows, kind="stable")
            rows = rows[order]
            firsts = np.diff(rows, prepend=-1).nonzero()[0]
            if not firsts.size:
                return rows, frequencies
            return rows[firsts], np.add.reduceat(frequencies[order], firsts, dtype=np.int64)
        totals = np.zeros(self._field.size, np.int32)
        np.add.at(totals, rows, frequencies.astype(np.int32))
        documents = (totals > 0).nonzero()[0]
        return documents, totals[documents]

    @once
    def _ends(self) -> Numbers:
        """Where the positions of each posting end."""
        ends = self._frequencies.cumsum(dtype=np.int64)
        lists = self._field.lists
        shifts, done, counted = [], 0, 0
        sizes = []
        for first, last in self._runs:
            size = lists.postings.item(last) - lists.postings.item(first)
            shifts.append(lists.occurrences.item(first) - counted)
            done += size
            counted = int(ends[done - 1])
            sizes.append(size)
        ends += np.repeat(shifts, sizes)
        return ends

    def keys(self, documents: Numbers) -> Keys:
        """Where these documents have any of the terms."""
        wanted = np.zeros(self._field.size, np.bool_)
        wanted[documents] = True
        at = wanted[self._rows].nonzero()[0]
        counts = self._frequencies[at].astype(np.int64)
        keys: Keys = (self._rows[at] << SHIFT).repeat(counts)
        keys |= self._field.lists.positions[indices(self._ends[at] - counts, counts)]
        keys.sort(kind="stable")  # merges, since each term's are sorted
        return keys

    def spans(self, documents: Numbers) -> Spans:
        """A word is its own first and last."""
        keys = self.keys(documents)
        return keys, keys
