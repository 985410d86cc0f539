"""A seekable stream over bytes that lie elsewhere; what reading means is for those who make one.

Promises: going to a place costs nothing, only reading does; a place behind the end reads as it.
"""

from __future__ import annotations

import errno
import io


class Elsewhere(io.RawIOBase):
    """A stream of ``size`` bytes, at the beginning."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Bytes before the next one."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, also one behind the end. Raises OSError before the beginning."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError(errno.EINVAL, "a place before the beginning")
        self._at = base + offset
        return self._at
