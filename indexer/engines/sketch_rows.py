"""Sketches as they are kept in a segment: rows of 16 bits, shorter than the numbers are.

Promises: of a sketch that holds all runs of a text, every number is read as it was. Of a full one,
which is a sample, the first ``WHOLE`` numbers are, and of the others the sixteen highest bits of
those that its largest has: two numbers that differ are then the same in one of a thousand cases.
Layout: docs/index-format.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array
from indexer.arrays.stretches import indices, sizes
from indexer.engines.sketches import SIZE
from indexer.engines.units import Places

WHOLE: Final = 16  # numbers of a full sketch that are kept as they are: others are found by them

_BITS: Final = 16
_FULL: Final = 1 + SIZE + WHOLE  # an odd number, as no other row has

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Kept:
    """The sketches of some documents, one after another."""

    values: npt.NDArray[np.uint32]  # with zeros in place of the bits that are not kept
    edges: Numbers  # where each one's begin, and the end
    shifts: npt.NDArray[np.uint8]  # of each so many bits are not kept
    known: Numbers  # of each so many numbers are as they were, all where there is no shift

    def some(self, places: Numbers) -> Kept:
        """Those of some of the documents, in this order."""
        counts = sizes(self.edges)[places]
        return Kept(
            values=self.values[indices(self.edges[places], counts)],
            edges=np.append(0, np.cumsum(counts)),
            shifts=self.shifts[places],
            known=self.known[places],
        )


def together(parts: list[Kept]) -> Kept:
    """The sketches of several as one; at least one."""
    counts = np.concatenate([sizes(part.edges) for part in parts])
    return Kept(
        values=np.concatenate([part.values for part in parts]),
        edges=np.append(0, np.cumsum(counts)),
        shifts=np.concatenate([part.shifts for part in parts]),
        known=np.concatenate([part.known for part in parts]),
    )


def in_rows(sketches: Places) -> Places:
    """The rows of the sketches of some documents, which are given and named as ``Sketches.of``."""
    owners, numbers = sketches.documents, sketches.positions
    begins = np.flatnonzero(np.append(True, owners[1:] != owners[:-1])[: owners.size])
    counts = np.diff(begins, append=owners.size)
    full = counts == SIZE
    lengths = np.where(full, _FULL, 2 * counts)
    starts = np.cumsum(lengths) - lengths
    rows = np.empty(int(lengths.sum()), np.uint16)
    whole = numbers[indices(begins[~full], counts[~full])].astype("<u4")
    rows[indices(starts[~full], lengths[~full])] = whole.view("<u2")
    table = numbers[indices(begins[full], counts[full])].reshape(-1, SIZE)
    shifts = np.maximum(np.frexp(table[:, -1].astype(np.float64))[1] - _BITS, 0)
    shift = shifts.astype(np.uint32)[:, None]
    low = table[:, :WHOLE] & ((1 << shift) - 1)
    row = np.concatenate([shift, table >> shift, low], axis=1)
    rows[indices(starts[full], lengths[full])] = row.ravel()
    return Places(np.repeat(owners[begins], lengths), rows.astype(np.uint32))


def lengths_of(edges: Array, chosen: Numbers) -> Numbers:
    """How many numbers the sketches of some of the documents of a segment have."""
    return _numbers_in(_row_sizes(edges, chosen))


def _row_sizes(edges: Array, chosen: Numbers) -> Numbers:
    """Of the chosen alone: few are asked for at a time, and a segment has many."""
    found: Numbers = edges[chosen + 1].astype(np.int64) - edges[chosen].astype(np.int64)
    return found


def _numbers_in(lengths: Numbers) -> Numbers:
    return np.where(lengths == _FULL, SIZE, lengths // 2)


def of_rows(rows: Array, edges: Array, chosen: Numbers) -> Kept:
    """The sketches of some of the documents of a segment."""
    lengths = _row_sizes(edges, chosen)
    starts = edges[chosen].astype(np.int64)
    full = lengths == _FULL
    counts = _numbers_in(lengths)
    bounds = np.append(0, np.cumsum(counts))
    values = np.empty(int(bounds[-1]), np.uint32)
    whole = rows[indices(starts[~full], lengths[~full])].astype("<u2")
    values[indices(bounds[:-1][~full], counts[~full])] = whole.view("<u4")
    table = rows[indices(starts[full], lengths[full])].reshape(-1, _FULL).astype(np.uint32)
    shift = table[:, :1]
    numbers = table[:, 1 : 1 + SIZE] << shift
    numbers[:, :WHOLE] |= table[:, 1 + SIZE :]
    values[indices(bounds[:-1][full], counts[full])] = numbers.ravel()
    shifts = np.zeros(chosen.size, np.uint8)
    shifts[full] = shift[:, 0]
    known = np.where(full & (shifts > 0), WHOLE, counts)
    return Kept(values=values, edges=bounds, shifts=shifts, known=known)
