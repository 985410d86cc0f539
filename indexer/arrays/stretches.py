"""Indices of stretches of an array, one stretch after another, without a loop.

Promises: pure functions of arrays; in the order of the stretches.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Indices = npt.NDArray[np.int64]


def sizes(edges: npt.NDArray[np.integer]) -> Indices:
    """The length of each stretch between successive edges."""
    wide: Indices = edges.astype(np.int64)
    return wide[1:] - wide[:-1]


def indices(starts: Indices, counts: Indices) -> Indices:
    """From each start as many indices as its count."""
    found: Indices = np.repeat(starts - (np.cumsum(counts) - counts), counts)
    found += np.arange(found.size)
    return found
