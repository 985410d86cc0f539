"""One search at a time in a process, first come, first served; so many may wait for it.

Promises: nobody who waits is overtaken; a search runs alone from its query to its page; when all
places are taken the next one is refused at once, so that those who wait never fill the server's
threads, and health and plain pages always answer. Safe to share between threads.

Why one: a search is many short steps of Python and numpy, and two at once in one interpreter
take turns at each of them; both end later than the second would have by waiting
(docs/decisions/0010-processes.md).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

WAIT = 10.0  # seconds for one's turn; then something ahead hangs, and a reader has gone


class FullError(Exception):
    """No place was free; whoever catches this tells the reader to come back."""


class SearchSlots:
    """``count`` places: one for the search that runs, the others for those that wait."""

    def __init__(self, count: int) -> None:
        self._room = count - 1
        self._guard = threading.Lock()  # over the fields below, held for an instant
        self._is_running = False
        self._waiting: deque[threading.Lock] = deque()  # each held until its turn has come

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._waiting)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have one's turn while the context lasts. Raises FullError."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._guard:
            if not self._is_running:
                self._is_running = True
                return
            if len(self._waiting) >= self._room:
                raise FullError
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=WAIT):
            return
        with self._guard:
            if turn not in self._waiting:
                return  # its turn came in this very instant
            self._waiting.remove(turn)
        raise FullError

    def _leave(self) -> None:
        """Hand the turn to whoever waits longest: it is never free for a newcomer to take."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_running = False
