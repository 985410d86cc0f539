"""The C library's memory, told to keep what it has been given back.

Every search makes and frees arrays of some hundred kilobytes. glibc asks the system for each of
that size and returns it when it is freed, and the pages of the next are zeroed and mapped anew: a
third of the time of a search for several common words. Elsewhere nothing is changed.
"""

from __future__ import annotations

import ctypes
from typing import Final

_TRIM_THRESHOLD: Final = -1  # names of malloc.h
_MMAP_THRESHOLD: Final = -3
_MAPPED: Final = 32 << 20  # bytes; the most that glibc takes
_KEPT: Final = 256 << 20  # bytes at the end of the heap that are not returned


def keep_freed_memory() -> None:
    """Keep it for this process; a second call changes nothing."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return
    mallopt(_MMAP_THRESHOLD, _MAPPED)
    mallopt(_TRIM_THRESHOLD, _KEPT)
