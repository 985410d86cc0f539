"""Places in documents as what lies between them, a byte each.

Promises: what is kept is read again, for documents that may be far longer than a byte tells.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array
from indexer.engines.units import Places

_FAR: Final = 255  # so far on, and no place there: what follows tells how much farther

Numbers = npt.NDArray[np.int64]


def in_gaps(places: Places) -> Places:
    """The gaps before places, which ascend in each document, and in the first from 0 on."""
    owners, positions = places.documents, places.positions.astype(np.int64)
    heads = np.append(True, owners[1:] != owners[:-1])[: owners.size]
    gaps = np.diff(positions, prepend=0)
    gaps[heads] = positions[heads]
    entries = gaps // _FAR + 1
    found = np.full(int(entries.sum()), _FAR)
    found[entries.cumsum() - 1] = gaps % _FAR
    return Places(owners.repeat(entries), found.astype(np.uint32))


def of_gaps(gaps: Array, counts: Numbers) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """The place behind each gap, and whether there is one; ``counts``: gaps of each document."""
    ends = np.append(0, gaps.cumsum(dtype=np.int64))
    before = ends[counts.cumsum() - counts]
    return ends[1:] - before.repeat(counts), gaps != _FAR
