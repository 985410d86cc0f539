"""Postings where they lie: slices of mapped arrays, and what is made of them.

Promises: finding a term decodes nothing; all is safe to share between threads, since nothing
changes after opening. What is found is a ``Found``: documents, how often each has it, and at
which positions. Does not rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, reduce
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from indexer.engines.bundle import Array
from indexer.engines.joining import SAMPLED
from indexer.engines.stretches import indices
from indexer.engines.strings import Strings

Numbers = npt.NDArray[np.uint32]
Indices = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]  # document number << 32 | position

_SHIFT: Final = np.uint64(32)
_POSITION: Final = np.uint64(2**32 - 1)
_FEW: Final = 16  # times as many: then looking each of the few up beats reading the many


class Found(Protocol):
    """Where something occurs."""

    @property
    def documents(self) -> Numbers:
        """The documents that have it, ascending."""
        ...

    @property
    def counts(self) -> Array:
        """How often each of them has it."""
        ...

    def keys(self, documents: Numbers) -> Keys:
        """Where these documents, ascending, have it: ascending."""
        ...


def positions(found: Found, document: int) -> Indices:
    """Where one document has it, ascending."""
    return (found.keys(np.array([document], np.uint32)) & _POSITION).astype(np.int64)


def within(documents: Numbers, wanted: Numbers, size: int) -> Indices:
    """Indices of those of ``documents`` that are among ``wanted``; ``size``: of the archive."""
    if wanted.size < SAMPLED or wanted.size * _FEW < documents.size:
        return _sought(documents, wanted)
    mask = np.zeros(size, np.bool_)
    mask[wanted] = True
    return np.flatnonzero(mask[documents])


def _sought(among: Array, wanted: Array) -> Indices:
    """Indices of what is wanted and there, each looked up by bisection; both ascending."""
    if not among.size:
        return np.empty(0, np.int64)
    at = np.searchsorted(among, wanted)
    at[at == among.size] = 0
    found: Indices = at[among[at] == wanted]
    return found


class Field:
    """The postings of one field of a segment."""

    def __init__(self, arrays: dict[str, Array], name: str, size: int) -> None:
        self.name = name
        self.size = size  # documents of the segment
        self.terms = Strings(arrays, f"{name}.terms")
        self.postings: Array = arrays[f"{name}.postings"]
        self.occurrences: Array = arrays[f"{name}.occurrences"]
        self.documents: Numbers = arrays[f"{name}.documents"]
        self.frequencies: Array = arrays[f"{name}.frequencies"]
        self.positions: Array = arrays[f"{name}.positions"]
        self._samples: Array = arrays[f"{name}.samples"]

    def find(self, term: str) -> Found:
        """Where a term occurs."""
        number = self.terms.index(term.encode())
        return NOWHERE if number is None else self.at(number)

    def at(self, number: int) -> TermFound:
        """Where the term at this place of the dictionary occurs."""
        return TermFound(self, number)

    def starts(self, postings: Indices) -> Indices:
        """Where the positions of each of these postings begin."""
        block = postings // SAMPLED
        starts: Indices = self._samples[block].astype(np.int64)
        if postings.size < SAMPLED:
            for index, (first, last) in enumerate(zip(block * SAMPLED, postings, strict=True)):
                starts[index] += int(self.frequencies[first:last].sum(dtype=np.int64))
            return starts
        steps = np.arange(SAMPLED)
        at = np.minimum(block[:, None] * SAMPLED + steps, self.frequencies.size - 1)
        before = steps < (postings % SAMPLED)[:, None]
        starts += (self.frequencies[at] * before).sum(1, dtype=np.int64)
        return starts


class TermFound:
    """The occurrences of one term."""

    def __init__(self, field: Field, number: int) -> None:
        self._field = field
        self._number = number
        self._first = field.postings.item(number)
        last = field.postings.item(number + 1)
        self.documents: Numbers = field.documents[self._first : last]
        self.counts: Array = field.frequencies[self._first : last]

    def keys(self, documents: Numbers) -> Keys:
        """Where these documents have it."""
        field = self._field
        at = within(self.documents, documents, field.size)
        counts = self.counts[at].astype(np.int64)
        if at.size * _FEW < self.documents.size or at.size < SAMPLED:
            starts = field.starts(at + self._first)
        else:
            ends = np.cumsum(self.counts, dtype=np.int64)[at]
            starts = ends - counts + field.occurrences.item(self._number)
        keys: Keys = np.repeat(self.documents[at].astype(np.uint64) << _SHIFT, counts)
        keys |= field.positions[indices(starts, counts)]
        return keys


class KeysFound:
    """What is known by all its keys: ascending, distinct."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    @cached_property
    def _edges(self) -> Indices:
        """Index of the first key of each document, and the number of keys."""
        documents = self._keys >> _SHIFT
        return np.flatnonzero(np.diff(documents, prepend=_POSITION, append=_POSITION))

    @cached_property
    def documents(self) -> Numbers:
        """The documents that have it."""
        return (self._keys[self._edges[:-1]] >> _SHIFT).astype(np.uint32)

    @cached_property
    def counts(self) -> Array:
        """How often each of ``documents`` has it."""
        return np.diff(self._edges)

    def keys(self, documents: Numbers) -> Keys:
        """Where these documents have it."""
        at = _sought(self.documents, documents)
        return self._keys[indices(self._edges[at], self.counts[at])]


class AnyFound:
    """Where any of several occurs, each at places of its own."""

    def __init__(self, parts: Sequence[Found]) -> None:
        self._parts = parts
        documents = np.concatenate([part.documents for part in parts])
        counts = np.concatenate([part.counts for part in parts], dtype=np.int64)
        order = np.argsort(documents, kind="stable")  # merges, since the parts are sorted
        documents = documents[order]
        firsts = np.flatnonzero(np.diff(documents, prepend=2**32 - 1))
        self.documents: Numbers = documents[firsts]
        self.counts: Array = np.add.reduceat(counts[order], firsts)

    def keys(self, documents: Numbers) -> Keys:
        """Where these documents have any of them."""
        return np.sort(np.concatenate([part.keys(documents) for part in self._parts]))


NOWHERE: Final[Found] = KeysFound(np.empty(0, np.uint64))


def any_of(found: Sequence[Found]) -> Found:
    """Where any of them occurs; those that are no single terms may share places."""
    some = [each for each in found if each.documents.size]
    if len(some) < 2:
        return some[0] if some else NOWHERE
    if all(isinstance(each, TermFound) for each in some):
        return AnyFound(some)
    keys = np.concatenate([each.keys(each.documents) for each in some])
    keys.sort(kind="stable")  # merges, which is far faster than numpy's unique
    return KeysFound(keys[np.append(True, keys[1:] != keys[:-1])])


def in_sequence(parts: Sequence[Found], size: int) -> Found:
    """Where they occur at successive positions, by the place of the first; ``size``: as above."""
    if len(parts) == 1:
        return parts[0]
    # The rarest gives the candidates; each is then looked up in all others.
    rarest = sorted(range(len(parts)), key=lambda index: parts[index].documents.size)

    def common(documents: Numbers, index: int) -> Numbers:
        other = parts[index].documents
        if not documents.size or not other.size:
            return np.empty(0, np.uint32)
        if documents.size * _FEW < other.size:
            return other[within(other, documents, size)]
        return documents[within(documents, other, size)]

    documents = reduce(common, rarest[1:], parts[rarest[0]].documents)
    keys = _begins(parts[rarest[0]], rarest[0], documents)
    for index in rarest[1:]:
        places = _begins(parts[index], index, documents)
        keys = _common(keys, places)
    return KeysFound(keys)


def _common(keys: Keys, others: Keys) -> Keys:
    """The keys that are in both; both ascending."""
    few, many = (keys, others) if keys.size < others.size else (others, keys)
    if few.size * _FEW < many.size:
        return many[_sought(many, few)]
    both: Keys = np.concatenate([keys, others])
    both.sort(kind="stable")  # merges, since the two are sorted
    twice = np.flatnonzero(both[1:] == both[:-1])
    return both[twice]


def _begins(part: Found, index: int, documents: Numbers) -> Keys:
    """Where a sequence would begin that has this part at the index."""
    keys = part.keys(documents)
    if index:
        keys = keys[(keys & _POSITION) >= index] - np.uint64(index)
    return keys
