"""Near-duplicates: documents with nearly the same text, found while a generation is made.

Promises: a function of the documents alone, not of how they lie in segments or came to be there,
so that an update finds what a rebuild finds. Documents are taken by their dates, the earliest
first: each joins the earliest one that leads a group and has nearly its text, or may lead one of
its own. So every member is like its leader, and no chain of small changes joins two texts that
are not alike. Measured: docs/decisions/0013-near-duplicates.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from archive.model import DateField
from indexer.arrays.bundle import Array, narrow
from indexer.arrays.stretches import indices, sizes
from indexer.engines.days import DATE_FIELDS, Days
from indexer.engines.lists import Numbers
from indexer.engines.postings import Mask
from indexer.engines.sketch_rows import Kept, of_rows, together
from indexer.engines.sketches import LARGEST, SIZE

SHARED: Final = 0.7  # of the runs of words of the shorter text: so many are in the longer too
SHORTER: Final = 0.4  # of the longer's words at least; less is a quotation, not a copy
LEAST: Final = 20  # runs of words; what is shorter is alike by chance, or by its form

_ASKED: Final = SIZE // 2  # numbers of a document by which others are looked for
_FIRST: Final = 8  # documents that have a number and may lead: the earliest
_AGREED: Final = 2  # numbers that two must share before they are compared
_AT_ONCE: Final = 1 << 22  # numbers held together
_PAIRS: Final = 1 << 16  # compared together
_BIT, _HALF = np.uint64(1), np.uint64(32)
_NONE: Final = np.uint64(0)
_NEVER: Final = np.uint64(1 << 33)  # in place of numbers that a short text has not

Pairs = npt.NDArray[np.uint64]  # the earlier document's place << 32 | the later one's


class SketchedColumns(Protocol):
    """What is known of documents that may be alike: see ``columns.Columns``."""

    @property
    def size(self) -> int:
        """Documents."""
        ...

    @property
    def sketches(self) -> tuple[Array, Array]:
        """Rows of ``sketch_rows``, and where each document's begin."""
        ...

    @property
    def text_lengths(self) -> Array:
        """Words of each."""
        ...

    @property
    def days(self) -> Mapping[DateField, Days]:
        """Its dates."""
        ...

    def ids_of(self, documents: Numbers) -> npt.NDArray[np.bytes_]:
        """The identifiers of some documents."""
        ...


class SketchedDocuments(Protocol):
    """Some documents of an archive."""

    @property
    def columns(self) -> SketchedColumns:
        """What is known of them."""
        ...

    @property
    def documents(self) -> Mask:
        """Those that are not deleted."""
        ...


@dataclass(frozen=True, slots=True)
class _Sketched:
    """The documents that may be alike, by date: the places of all others count in this order."""

    numbers: Numbers  # through all segments, one after another
    words: Numbers  # of their text
    sketches: Kept

    def row(
        self, places: Numbers, shifts: npt.NDArray[np.uint64], filler: np.uint64
    ) -> npt.NDArray[np.uint64]:
        """The sketches of some documents as a table, filled up; without their lowest bits.

        ``shifts``: of each so many bits. Numbers that are the same without them stand once.
        """
        edges = self.sketches.edges
        counts = edges[places + 1] - edges[places]
        table = np.full((places.size, SIZE), filler)
        at = np.arange(SIZE) < counts[:, None]
        table[at] = self.sketches.values[indices(edges[places], counts)]
        table >>= np.where(at, shifts[:, None], _NONE)
        table[:, 1:][table[:, 1:] == table[:, :-1]] = filler
        return table

    def bounds(self, places: Numbers) -> npt.NDArray[np.uint64]:
        """Up to which number each sketch has all that its text has."""
        edges = self.sketches.edges
        full = edges[places + 1] - edges[places] == SIZE
        last = self.sketches.values[edges[places + 1] - 1]
        return np.where(full, last, LARGEST).astype(np.uint64)


def groups(segments: Sequence[SketchedDocuments]) -> dict[str, Array]:
    """The arrays of the groups of two and more, named for a bundle.

    ``members``: numbers of documents through all segments, group by group, the earliest first;
    ``edges``: where each group begins, and the end.
    """
    sketched = _sketched(segments)
    led: dict[int, list[int]] = {}
    follows: set[int] = set()
    for earlier, later in _alike(sketched):
        if earlier not in follows and later not in follows:
            led.setdefault(earlier, [earlier]).append(later)
            follows.add(later)
    found = sorted(led.values())
    members = sketched.numbers[[place for group in found for place in group]]
    edges = np.append(0, np.cumsum([len(group) for group in found], dtype=np.int64))
    return {
        "members": members.astype(narrow(int(members.max(initial=0)))),
        "edges": edges.astype(narrow(int(edges[-1]))),
    }


def _sketched(segments: Sequence[SketchedDocuments]) -> _Sketched:
    first = 0
    numbers, words, sketches, order = [], [], [], []
    for segment in segments:
        columns = segment.columns
        rows, edges = columns.sketches
        kept = of_rows(rows, edges, np.flatnonzero(segment.documents))
        enough = sizes(kept.edges) >= LEAST
        chosen = np.flatnonzero(segment.documents)[enough]
        numbers.append(chosen + first)
        words.append(columns.text_lengths[chosen].astype(np.int64))
        sketches.append(kept.some(np.flatnonzero(enough)))
        days = [columns.days[field].certain[chosen] for field in DATE_FIELDS]
        order.append((columns.ids_of(chosen), *days))
        first += columns.size
    ids, *days = map(np.concatenate, zip(*order, strict=True))
    by_id = np.unique(ids, return_inverse=True)[1]
    by_date = np.lexsort((by_id, *reversed(days)))
    return _Sketched(
        numbers=np.concatenate(numbers)[by_date],
        words=np.concatenate(words)[by_date],
        sketches=together(sketches).some(by_date),
    )


def _alike(sketched: _Sketched) -> Iterator[tuple[int, int]]:
    """The pairs of documents with nearly the same text, by the later one, then by the earlier."""
    found = [np.empty(0, np.uint64)]
    pairs = _candidates(sketched)
    for first in range(0, pairs.size, _PAIRS):
        some = pairs[first : first + _PAIRS]
        found.append(some[_compared(sketched, some)])
    alike = np.concatenate(found)
    earlier, later = _parted(alike)
    order = np.lexsort((earlier, later))
    return zip(earlier[order].tolist(), later[order].tolist(), strict=True)


def _candidates(sketched: _Sketched) -> Pairs:
    """Pairs that share some numbers, the first few documents that have each with all others."""
    known = sketched.sketches.known
    begins = sketched.sketches.edges[:-1]
    every = sketched.sketches.values[indices(begins, known)]
    places = np.repeat(np.arange(known.size, dtype=np.uint64), known)
    asked = np.arange(places.size) - np.repeat(np.cumsum(known) - known, known) < _ASKED
    places <<= _BIT
    places |= asked
    found = [np.empty(0, np.uint64)]
    slices = -(-places.size // _AT_ONCE) or 1
    for number in range(slices):  # by the numbers' values, so that a list is in one slice
        low, high = (LARGEST + 1) * number // slices, (LARGEST + 1) * (number + 1) // slices
        chosen = (every >= low) & (every < high)
        keys = every[chosen].astype(np.uint64) << _HALF
        keys |= places[chosen]
        found.append(_sharing(keys))
    shared = np.concatenate(found)
    shared.sort()
    times = np.diff(_begins(shared), append=shared.size)
    pairs: Pairs = shared[_begins(shared)[times >= _AGREED]]
    return pairs


def _sharing(keys: Pairs) -> Pairs:
    """Pairs of documents, once for each number that both have.

    ``keys``: a number, the place of a document that has it, and whether others are looked for by
    it; used up.
    """
    keys.sort(kind="stable")  # of keys of 64 bits in two thirds of the time
    values = keys >> _HALF
    alone = np.ones(keys.size + 1, np.bool_)
    alone[1:-1] = values[1:] != values[:-1]
    keys = keys[~(alone[1:] & alone[:-1])]
    begins = _begins(keys >> _HALF)
    begin = np.repeat(begins, np.diff(begins, append=keys.size))
    places, asked = (keys & np.uint64(LARGEST)) >> _BIT, (keys & _BIT).astype(np.bool_)
    found = [np.empty(0, np.uint64)]
    for step in range(_FIRST):
        later = np.flatnonzero(asked & (begin + step < np.arange(keys.size)))
        found.append(places[begin[later] + step] << _HALF | places[later])
    return np.concatenate(found)


def _begins(values: Pairs) -> Numbers:
    """Where each distinct value begins among sorted ones."""
    new = np.ones(values.size, np.bool_)
    new[1:] = values[1:] != values[:-1]
    return np.flatnonzero(new)


def _parted(pairs: Pairs) -> tuple[Numbers, Numbers]:
    return (pairs >> _HALF).astype(np.int64), (pairs & np.uint64(LARGEST)).astype(np.int64)


def _compared(sketched: _Sketched, pairs: Pairs) -> npt.NDArray[np.bool_]:
    """Whether the texts of each pair are nearly the same."""
    earlier, later = _parted(pairs)
    shifts = np.maximum(*(sketched.sketches.shifts[each] for each in (earlier, later)))
    shifts = shifts.astype(np.uint64)
    one = sketched.row(earlier, shifts, _NEVER)
    other = sketched.row(later, shifts, _NEVER * np.uint64(2))
    bound = np.minimum(sketched.bounds(earlier), sketched.bounds(later)) >> shifts
    bound = bound[:, None]
    both = np.concatenate([one, other], axis=1)
    both.sort(axis=1)
    shared = ((both[:, 1:] == both[:, :-1]) & (both[:, 1:] <= bound)).sum(axis=1)
    fewer = np.minimum((one <= bound).sum(axis=1), (other <= bound).sum(axis=1))
    words = sketched.words[earlier], sketched.words[later]
    close = np.minimum(*words) >= SHORTER * np.maximum(*words)
    alike: npt.NDArray[np.bool_] = close & (shared >= SHARED * fewer)
    return alike
