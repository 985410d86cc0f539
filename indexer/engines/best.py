"""The best of many: which documents come first, without sorting all.

Promises: exact; equal keys are never parted by chance, since all that equal the last are kept.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from indexer.engines.lists import Numbers

_BLOCKS = 64  # rows that the keys are laid in


def greatest(keys: npt.NDArray[np.float32] | Numbers, wanted: int) -> Numbers:
    """Indices of the greatest keys, as many as wanted or more: all that equal the last are in."""
    if wanted >= keys.size:
        return np.arange(keys.size)
    if not wanted:
        return np.empty(0, np.int64)
    bound = keys
    width = keys.size // _BLOCKS
    if width > wanted * 4:
        # The greatest of each column first: as many columns as wanted hold as many keys at least.
        bound = keys[: width * _BLOCKS].reshape(_BLOCKS, width).max(0)
    place = bound.size - wanted
    worst = np.partition(bound, place)[place]
    found: Numbers = (keys >= worst).nonzero()[0]
    return found
