"""Near-duplicates: documents with nearly the same text, found while a generation is made.

Promises: a function of the documents alone, not of how they lie in segments or came to be there,
so that an update finds what a rebuild finds. Documents are taken by their dates, the earliest
first: each joins the earliest one that leads a group and has nearly its text, or may lead one of
its own. So every member is like its leader, and no chain of small changes joins two texts that
are not alike. Measured: docs/decisions/0013-near-duplicates.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array, narrow
from indexer.arrays.stretches import each_once, indices
from indexer.engines.dated_sketches import DatedSketches, SketchedDocuments
from indexer.engines.lists import Numbers
from indexer.engines.sharing_sketches import Pairs, candidates, parted
from indexer.engines.sketch_rows import Kept
from indexer.engines.sketches import LARGEST, SIZE

SHARED: Final = 0.7  # of the runs of words of the shorter text: so many are in the longer too
SHORTER: Final = 0.4  # of the longer's words at least; less is a quotation, not a copy

_PAIRS: Final = 1 << 14  # compared together
_NONE: Final = np.uint64(0)
_NEVER: Final = np.uint64(1 << 33)  # in place of numbers that a short text has not


def groups(segments: Sequence[SketchedDocuments]) -> dict[str, Array]:
    """The arrays of the groups of two and more, named for a bundle.

    ``members``: numbers of documents through all segments, group by group, the earliest first;
    ``edges``: where each group begins, and the end.
    """
    sketches = DatedSketches(segments)
    led: dict[int, list[int]] = {}
    follows: set[int] = set()
    for earlier, later in _alike(sketches):
        if earlier not in follows and later not in follows:
            led.setdefault(earlier, [earlier]).append(later)
            follows.add(later)
    found = sorted(led.values())
    members = sketches.numbers[[place for group in found for place in group]]
    edges = np.append(0, np.cumsum([len(group) for group in found], dtype=np.int64))
    return {
        "members": members.astype(narrow(int(members.max(initial=0)))),
        "edges": edges.astype(narrow(int(edges[-1]))),
    }


def _alike(sketches: DatedSketches) -> Iterator[tuple[int, int]]:
    """The pairs of documents with nearly the same text, by the later one, then by the earlier."""
    for sharing in candidates(sketches):
        pairs = sharing[_are_as_long(sketches, sharing)]
        found = [np.empty(0, np.uint64)]
        for first in range(0, pairs.size, _PAIRS):
            some = pairs[first : first + _PAIRS]
            found.append(some[_compared(sketches, some)])
        earlier, later = parted(np.concatenate(found))
        order = np.lexsort((earlier, later))
        yield from zip(earlier[order].tolist(), later[order].tolist(), strict=True)


def _are_as_long(sketches: DatedSketches, pairs: Pairs) -> npt.NDArray[np.bool_]:
    """Whether one text of each pair is long enough to be a copy of the other."""
    words = [sketches.words[each] for each in parted(pairs)]
    close: npt.NDArray[np.bool_] = np.minimum(*words) >= SHORTER * np.maximum(*words)
    return close


def _compared(sketches: DatedSketches, pairs: Pairs) -> npt.NDArray[np.bool_]:
    """Whether the texts of each pair are nearly the same."""
    earlier, later = parted(pairs)
    places = each_once(np.concatenate([earlier, later]))
    kept = sketches.of(places)
    first, second = places.searchsorted(earlier), places.searchsorted(later)
    shifts = np.maximum(kept.shifts[first], kept.shifts[second]).astype(np.uint64)
    one = _table(kept, first, shifts, _NEVER)
    other = _table(kept, second, shifts, _NEVER * np.uint64(2))
    bounds = _bounds(kept)
    bound = np.minimum(bounds[first], bounds[second]) >> shifts
    bound = bound[:, None]
    both = np.concatenate([one, other], axis=1)
    both.sort(axis=1)
    shared = ((both[:, 1:] == both[:, :-1]) & (both[:, 1:] <= bound)).sum(axis=1)
    fewer = np.minimum((one <= bound).sum(axis=1), (other <= bound).sum(axis=1))
    alike: npt.NDArray[np.bool_] = shared >= SHARED * fewer
    return alike


def _table(
    kept: Kept, at: Numbers, shifts: npt.NDArray[np.uint64], filler: np.uint64
) -> npt.NDArray[np.uint64]:
    """Some sketches as a table, filled up; without their lowest bits.

    ``shifts``: of each so many bits. Numbers that are the same without them stand once.
    """
    counts = kept.edges[at + 1] - kept.edges[at]
    table = np.full((at.size, SIZE), filler)
    held = np.arange(SIZE) < counts[:, None]
    table[held] = kept.values[indices(kept.edges[at], counts)]
    table >>= np.where(held, shifts[:, None], _NONE)
    table[:, 1:][table[:, 1:] == table[:, :-1]] = filler
    return table


def _bounds(kept: Kept) -> npt.NDArray[np.uint64]:
    """Up to which number each sketch has all that its text has."""
    full = np.diff(kept.edges) == SIZE
    last = kept.values[kept.edges[1:] - 1]
    return np.where(full, last, LARGEST).astype(np.uint64)
