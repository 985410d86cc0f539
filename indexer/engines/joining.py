"""Joining the postings of several runs or segments into those of one segment.

Promises: linear in the postings; every list is copied to its place by array operations, in pieces
of bounded size; memory is that of the dictionary, of one piece and, where documents are deleted,
of the lists of that source. Documents are renumbered and deleted ones left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array, Plan, fill, narrow
from indexer.arrays.stretches import sizes
from indexer.arrays.strings import Strings, packed, union
from indexer.engines.dense import DenseJoin
from indexer.engines.lists import BLOCK_BITS, LARGE, SAMPLED, Lists, blocks_of, unpacked

Indices = npt.NDArray[np.int64]

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

    def __init__(
        self,
        name: str,
        lists: Sequence[Lists],
        numbers: Sequence[Indices],
        terms: Sequence[bytes],
        places: Sequence[Indices],
        size: int,
    ) -> None:
        """``numbers``: of each source, see ``Source``; ``terms``: of the result, sorted.

        ``places``: of each source the place of each of its terms in the result; ``size``:
        documents of the result.
        """
        self._name = name
        self._blocks = blocks_of(size)
        self._numbers = numbers
        self._lists = lists
        self.terms, self.places = terms, places
        self._postings = self._totals([lists.postings for lists in self._lists])
        self._occurrences = self._totals([lists.occurrences for lists in self._lists])
        self._dense = DenseJoin(self._postings, size)

    @classmethod
    def of_segments(cls, name: str, sources: Sequence[Source], size: int) -> Join:
        """The join of segments, each of which has its own terms."""
        left = [_without_deleted(name, source) for source in sources]
        terms, places = union(Strings(arrays, f"{name}.terms") for arrays in left)
        lists = [Lists(arrays, name) for arrays in left]
        return cls(name, lists, [source.numbers for source in sources], terms, places, size)

    @classmethod
    def of_runs(
        cls, name: str, runs: Sequence[dict[str, Array]], terms: Sequence[bytes], size: int
    ) -> Join:
        """The join of runs, whose terms are numbers: places in one list."""
        numbers = [run[f"{name}.numbers"] for run in runs]
        used = np.flatnonzero(np.bincount(np.concatenate(numbers), minlength=len(terms))).tolist()
        used.sort(key=terms.__getitem__)
        place = np.zeros(len(terms), np.int64)
        place[used] = np.arange(len(used))
        documents = np.arange(size)
        lists = [Lists(run, name) for run in runs]
        places = [place[each] for each in numbers]
        every = [terms[number] for number in used]
        return cls(name, lists, [documents] * len(runs), every, places, size)

    def _totals(self, edges: Sequence[Array]) -> Indices:
        """Where each term's list begins in the result, and the end."""
        totals = np.zeros(len(self.terms) + 1, np.int64)
        for bounds, places in zip(edges, self.places, strict=True):
            totals[places + 1] += sizes(bounds)
        return np.cumsum(totals)

    def number_of(self, terms: Iterable[bytes]) -> Indices:
        """The number in the result of each of some terms; -1: it is not there."""
        numbers = self._number_of
        return np.array([numbers.get(term, -1) for term in terms], np.int64)

    @cached_property
    def _number_of(self) -> dict[bytes, int]:
        return {term: number for number, term in enumerate(self.terms)}

    def plan(self) -> Plan:
        """What the field takes in a bundle."""
        postings, occurrences = int(self._postings[-1]), int(self._occurrences[-1])
        large = sum(
            lists.large.size or int(np.count_nonzero(lists.frequencies >= LARGE))
            for lists in self._lists
        )
        widest = [lists.positions.dtype for lists in self._lists]
        terms = packed("terms", self.terms)
        plan: dict[str, tuple[Any, int]] = {
            **{what: (array.dtype, array.size) for what, array in terms.items()},
            "postings": (narrow(postings), self._postings.size),
            "occurrences": (narrow(occurrences), self._occurrences.size),
            "documents": ("<u2", postings - self._dense.size),
            **self._dense.plan(),
            "blocks": (narrow(self._dense.longest), len(self.terms) * self._blocks),
            "frequencies": ("|u1", postings),
            "large": (narrow(postings), large),
            "large.counts": ("<u4", large),
            "positions": (np.result_type("<u2", *widest), occurrences),
            "samples": (narrow(occurrences), postings // SAMPLED + 1),
        }
        return {f"{self._name}.{what}": place for what, place in plan.items()}

    def copy(self, result: dict[str, Array]) -> None:
        """Fill the arrays of a bundle made by ``plan``."""
        name = self._name
        fill(result, packed(f"{name}.terms", self.terms))
        result[f"{name}.postings"][:] = self._postings
        result[f"{name}.occurrences"][:] = self._occurrences
        self._copy_documents(result)
        self._copy_positions(result[f"{name}.positions"])
        _sample(Lists(result, name), result[f"{name}.samples"])

    def _copy_documents(self, result: dict[str, Array]) -> None:
        name = self._name
        documents, frequencies = result[f"{name}.documents"], result[f"{name}.frequencies"]
        self._dense.begin(result, name)
        blocks = result[f"{name}.blocks"].reshape(len(self.terms), self._blocks)
        following = self._postings[:-1].copy()
        large: list[tuple[Indices, Array]] = [(np.empty(0, np.int64), np.empty(0, np.uint32))]
        for lists, places, numbers in zip(self._lists, self.places, self._numbers, strict=True):
            edges = lists.postings.astype(np.int64)
            for terms, to in _moves(edges, following[places]):
                begin, end = int(edges[terms.start]), int(edges[terms.stop])
                found = numbers[lists.documents(terms.start, terms.stop)]
                bounds = edges[terms.start : terms.stop + 1] - begin
                of = places[terms.start : terms.stop]
                listed, at = self._dense.copy(of, np.diff(bounds), to, found)
                documents[at] = found[listed] & ((1 << BLOCK_BITS) - 1)
                for block in range(self._blocks):
                    before = np.append(0, np.cumsum(found < (block + 1) << BLOCK_BITS))[bounds]
                    blocks[of, block] += self._dense.only_listed(of, np.diff(before))
                counts = lists.counts(begin, end)
                frequencies[to] = np.minimum(counts, LARGE)
                many = np.flatnonzero(counts >= LARGE)
                large.append((to[many], counts[many]))
            following[places] += sizes(edges)
        at, counted = (np.concatenate(column) for column in zip(*large, strict=True))
        order = np.argsort(at)
        result[f"{name}.large"][:] = at[order]
        result[f"{name}.large.counts"][:] = counted[order]

    def _copy_positions(self, result: Array) -> None:
        following = self._occurrences[:-1].copy()
        for lists, places in zip(self._lists, self.places, strict=True):
            edges = lists.occurrences.astype(np.int64)
            for terms, to in _moves(edges, following[places]):
                result[to] = lists.positions[edges[terms.start] : edges[terms.stop]]
            following[places] += sizes(edges)


def _moves(edges: Indices, targets: Indices) -> Iterator[tuple[range, Indices]]:
    """Stretches of lists that lie one after another, and the new place of each element."""
    first, size = 0, edges.size - 1
    while first < size:
        last = int(np.searchsorted(edges, edges[first] + _PIECE, "right")) - 1
        last = min(max(last, first + 1), size)
        shift = np.repeat(targets[first:last] - edges[first:last], np.diff(edges[first : last + 1]))
        shift += np.arange(edges[first], edges[last])
        yield range(first, last), shift
        first = last


def _sample(lists: Lists, samples: Array) -> None:
    """Every so many postings, where the positions of the next one begin."""
    whole = lists.frequencies.size // SAMPLED * SAMPLED
    total = 0
    for begin in range(0, whole, _PIECE):
        counts = lists.counts(begin, min(begin + _PIECE, whole))
        sums = np.add.reduceat(counts, np.arange(0, counts.size, SAMPLED), dtype=np.int64)
        first = begin // SAMPLED + 1
        samples[first : first + sums.size] = total + np.cumsum(sums)
        total += int(sums.sum())


def _without_deleted(name: str, source: Source) -> dict[str, Array]:
    """The lists of a source without the postings of deleted documents, in memory."""
    if source.numbers.min(initial=0) >= 0:
        return source.arrays
    lists = Lists(source.arrays, name)
    terms = list(Strings(source.arrays, f"{name}.terms"))
    documents = lists.documents(0, len(terms))
    counts = lists.counts(0, documents.size).astype(np.int64)
    kept = source.numbers[documents] >= 0
    postings = np.append(0, np.cumsum(kept))[lists.postings.astype(np.int64)]
    occurrences = np.append(0, np.cumsum(counts * kept))[lists.postings.astype(np.int64)]
    living = np.diff(postings) > 0
    return {
        **packed(f"{name}.terms", [terms[i] for i in np.flatnonzero(living).tolist()]),
        **unpacked(name, documents[kept], counts[kept]),
        f"{name}.postings": np.append(postings[:-1][living], postings[-1]),
        f"{name}.occurrences": np.append(occurrences[:-1][living], occurrences[-1]),
        f"{name}.positions": lists.positions[np.repeat(kept, counts)],
    }
