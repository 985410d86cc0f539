"""Keys thinned by a coarse map before they are compared one by one.

Promises: drops only what has no counterpart among the others; what it keeps is still to be
compared. Setting and asking a mark costs some nanoseconds a key, looking it up among others many.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.engines.postings import Keys, Mask

SIEVED: Final = 2_000  # keys; fewer are compared at once in less time
_BITS: Final = 18  # of a slot: the map stays in the processor's cache
_SHIFT: Final = np.uint64(64 - _BITS)
# The golden ratio as a fraction of 64 bits spreads what is near (Knuth, volume 3, 6.4).
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)


def near_each_other(keys: Keys, others: Keys, reach: int) -> tuple[Mask, Mask]:
    """Which of either may be at most ``reach`` from one of the other: all that are, and more."""
    bits = np.uint64(reach.bit_length())
    mine, theirs = _spread(keys, bits), _spread(others, bits)
    kept: Mask = _marks_around(theirs)[_slots(mine)]
    return kept, _marks_around(mine[kept])[_slots(theirs)]


def _marks_around(spread: npt.NDArray[np.uint64]) -> Mask:
    """A neighbour lies in the same stretch of keys or in the next."""
    marks = np.zeros(1 << _BITS, np.bool_)
    for each in (spread, spread + _FACTOR, spread - _FACTOR):
        marks[_slots(each)] = True
    return marks


def _spread(keys: Keys, bits: np.uint64) -> npt.NDArray[np.uint64]:
    """The stretch of 2^bits keys that each lies in, multiplied."""
    spread = keys.view(np.uint64) >> bits
    spread *= _FACTOR
    return spread


def _slots(spread: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    return (spread >> _SHIFT).view(np.int64)
