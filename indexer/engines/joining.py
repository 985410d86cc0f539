"""Joining the postings of several runs or segments into those of one segment.

Promises: linear in the postings; every list is copied to its place by array operations, in pieces
of bounded size; memory is that of the dictionary and of one piece. Documents are renumbered and
deleted ones left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.engines.bundle import Array, Plan, narrow
from indexer.engines.strings import Strings, packed, union

Indices = npt.NDArray[np.int64]

SAMPLED: Final = 64  # postings; so many frequencies at most are added up to find a position
_PIECE: Final = 1 << 20  # postings copied at once, some 50 MB of temporary arrays


@dataclass(frozen=True, slots=True)
class Source:
    """A run or segment, and the new number of each of its documents; -1: it is left out."""

    arrays: dict[str, Array]
    numbers: Indices


def renumbered(size: int, first: int, deleted: Sequence[int] = ()) -> Indices:
    """New numbers from ``first`` on for the documents that are not deleted."""
    kept = np.ones(size, np.bool_)
    kept[list(deleted)] = False
    return np.where(kept, first + np.cumsum(kept) - 1, -1)


class Join:
    """One field of several sources, planned and then copied."""

    def __init__(self, name: str, sources: Sequence[Source]) -> None:
        self._name = name
        self._sources = [_without_deleted(name, source) for source in sources]
        lists = [Strings(source.arrays, f"{name}.terms") for source in self._sources]
        terms, self._places = union(lists)
        self._small = packed(f"{name}.terms", terms)
        self._postings = self._totals("postings", len(terms))
        self._occurrences = self._totals("occurrences", len(terms))

    def _totals(self, what: str, terms: int) -> Indices:
        """Where each term's list begins in the result, and the end."""
        edges = np.zeros(terms + 1, np.int64)
        for source, places in zip(self._sources, self._places, strict=True):
            bounds: Indices = source.arrays[f"{self._name}.{what}"].astype(np.int64)
            edges[places + 1] += bounds[1:] - bounds[:-1]
        return np.cumsum(edges)

    def _widest(self, what: str) -> np.dtype[np.generic]:
        types = [source.arrays[f"{self._name}.{what}"].dtype for source in self._sources]
        return np.result_type("|u1" if what == "frequencies" else "<u2", *types)

    def plan(self) -> Plan:
        """What the field takes in a bundle."""
        postings, occurrences = int(self._postings[-1]), int(self._occurrences[-1])
        plan = {key: (array.dtype, array.size) for key, array in self._small.items()}
        for what, kind, size in (
            ("postings", narrow(postings), self._postings.size),
            ("occurrences", narrow(occurrences), self._occurrences.size),
            ("documents", "<u4", postings),
            ("frequencies", self._widest("frequencies"), postings),
            ("positions", self._widest("positions"), occurrences),
            ("samples", narrow(occurrences), postings // SAMPLED + 1),
        ):
            plan[f"{self._name}.{what}"] = np.dtype(kind), size
        return plan

    def copy(self, result: dict[str, Array]) -> None:
        """Fill the arrays of a bundle made by ``plan``."""
        name = self._name
        for key, array in self._small.items():
            result[key][:] = array
        result[f"{name}.postings"][:] = self._postings
        result[f"{name}.occurrences"][:] = self._occurrences
        next_posting, next_occurrence = self._postings[:-1].copy(), self._occurrences[:-1].copy()
        for source, places in zip(self._sources, self._places, strict=True):
            arrays, numbers = source.arrays, source.numbers
            edges = arrays[f"{name}.postings"].astype(np.int64)
            for begin, end, to in _moves(edges, next_posting[places]):
                documents = numbers[arrays[f"{name}.documents"][begin:end]]
                result[f"{name}.documents"][to] = documents
                result[f"{name}.frequencies"][to] = arrays[f"{name}.frequencies"][begin:end]
            next_posting[places] += np.diff(edges)
            edges = arrays[f"{name}.occurrences"].astype(np.int64)
            for begin, end, to in _moves(edges, next_occurrence[places]):
                result[f"{name}.positions"][to] = arrays[f"{name}.positions"][begin:end]
            next_occurrence[places] += np.diff(edges)
        _sample(result[f"{name}.frequencies"], result[f"{name}.samples"])


def _moves(edges: Indices, targets: Indices) -> Iterator[tuple[int, int, Indices]]:
    """Pieces of lists that lie one after another, and the new place of each element."""
    first, size = 0, edges.size - 1
    while first < size:
        last = int(np.searchsorted(edges, edges[first] + _PIECE, "right")) - 1
        last = min(max(last, first + 1), size)
        rows = slice(first, last)
        begin, end = int(edges[first]), int(edges[last])
        shift = np.repeat(targets[rows] - edges[rows], np.diff(edges[first : last + 1]))
        shift += np.arange(begin, end)
        yield begin, end, shift
        first = last


def _sample(frequencies: Array, samples: Array) -> None:
    """Every so many postings, where the positions of the next one begin."""
    whole = frequencies.size // SAMPLED * SAMPLED
    if whole:
        sums = np.add.reduceat(frequencies[:whole], np.arange(0, whole, SAMPLED), dtype=np.int64)
        samples[1:] = np.cumsum(sums)


def _without_deleted(name: str, source: Source) -> Source:
    """A source with the postings of deleted documents taken out, in memory."""
    if source.numbers.min(initial=0) >= 0:
        return source
    arrays = source.arrays
    kept = source.numbers[arrays[f"{name}.documents"]] >= 0
    counts = arrays[f"{name}.frequencies"].astype(np.int64)
    edges = arrays[f"{name}.postings"].astype(np.int64)
    postings = np.append(0, np.cumsum(kept))[edges]
    occurrences = np.append(0, np.cumsum(counts * kept))[edges]
    living = np.diff(postings) > 0
    terms = list(Strings(arrays, f"{name}.terms"))
    return Source(
        {
            **packed(f"{name}.terms", [terms[i] for i in np.flatnonzero(living).tolist()]),
            f"{name}.postings": np.append(postings[:-1][living], postings[-1]),
            f"{name}.occurrences": np.append(occurrences[:-1][living], occurrences[-1]),
            f"{name}.documents": arrays[f"{name}.documents"][kept],
            f"{name}.frequencies": arrays[f"{name}.frequencies"][kept],
            f"{name}.positions": arrays[f"{name}.positions"][np.repeat(kept, counts)],
        },
        source.numbers,
    )
