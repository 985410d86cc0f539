"""An array of numbers that grows.

Promises: ``values`` is a view, valid until the array grows again; growing costs little on average.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


class Growing:
    """An array of u32 with room for more."""

    def __init__(self) -> None:
        self._room = np.zeros(1 << 10, np.uint32)
        self._size = 0

    @property
    def values(self) -> npt.NDArray[np.uint32]:
        """What is in it."""
        return self._room[: self._size]

    def _reach(self, size: int) -> None:
        if size > self._room.size:
            room = np.zeros(1 << size.bit_length(), np.uint32)
            room[: self._size] = self.values
            self._room = room
        self._size = size

    def extend(self, values: Sequence[int]) -> None:
        """Add values at the end."""
        first = self._size
        self._reach(first + len(values))
        self._room[first : self._size] = values

    def reach(self, size: int) -> npt.NDArray[np.uint32]:
        """Grow to a size with zeros; returns ``values``."""
        self._reach(max(size, self._size))
        return self.values
