"""The few places for searches that run at once, so that health and plain pages always answer.

Promises: in an ordinary rush a search waits its turn for a moment and is then run; when searches
are so slow that one has waited in vain, those that come after are refused at once for a while,
so that waiting ones do not fill the server's threads. Safe to share between threads.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

WAIT = 0.2  # seconds for a place; searches take hundredths of one
REFUSE = 1.0  # seconds during which nobody waits, after somebody waited in vain


class FullError(Exception):
    """No place was free; whoever catches this tells the reader to come back."""


class SearchSlots:
    """``count`` places for searches."""

    def __init__(self, count: int) -> None:
        self._places = threading.BoundedSemaphore(count)
        self._refused_at = -REFUSE  # seconds of the monotonic clock

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a place while the context lasts. Raises FullError."""
        in_vain = time.monotonic() - self._refused_at < REFUSE
        if not self._places.acquire(timeout=0.0 if in_vain else WAIT):
            self._refused_at = time.monotonic()
            raise FullError
        try:
            yield
        finally:
            self._places.release()
