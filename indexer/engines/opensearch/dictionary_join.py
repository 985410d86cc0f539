"""Several dictionaries as one: as an archive grows by updates, each adds one.

Promises: counts of documents add up, less those that are gone; a term that no document has any
more is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from indexer.arrays.bundle import Array, narrow
from indexer.arrays.strings import Strings, packed, union
from indexer.engines.lists import Numbers
from indexer.engines.opensearch.dictionary import Gone
from indexer.engines.whoosh_schema import WORDED
from indexer.engines.words_join import joined_words


class _Joined:
    """The terms of a field, and how many documents have each."""

    def __init__(self, name: str, parts: Sequence[dict[str, Array]], gone: Sequence[Gone]) -> None:
        every, places = union(Strings(arrays, f"{name}.terms") for arrays in parts)
        counts = np.zeros(len(every), np.int64)
        for arrays, place, lost in zip(parts, places, gone, strict=True):
            edges = arrays[f"{name}.postings"].astype(np.int64)
            counts[place] += edges[1:] - edges[:-1]
            of = {term: number for number, term in enumerate(Strings(arrays, f"{name}.terms"))}
            for term, count in lost.get(name, {}).items():
                if term.encode() in of:
                    counts[place[of[term.encode()]]] -= count
        kept = np.flatnonzero(counts > 0)
        self.terms = [every[number] for number in kept.tolist()]
        self.edges = np.append(0, counts[kept].cumsum())
        self._numbers = {term: number for number, term in enumerate(self.terms)}

    def number_of(self, terms: Iterable[bytes]) -> Numbers:
        """The number here of each of some terms; -1: it is not there."""
        return np.array([self._numbers.get(term, -1) for term in terms], np.int64)


def joined(parts: Sequence[dict[str, Array]], gone: Sequence[Gone]) -> dict[str, Array]:
    """The arrays of one dictionary; ``gone``: of each part."""
    arrays: dict[str, Array] = {}
    for name in WORDED:
        join = _Joined(name, parts, gone)
        arrays |= packed(f"{name}.terms", join.terms)
        arrays[f"{name}.postings"] = join.edges.astype(narrow(int(join.edges[-1])))
        arrays |= joined_words(parts, name, join)
    return arrays
