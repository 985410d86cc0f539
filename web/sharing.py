"""Which of several processes takes the next connection from the socket that all listen on.

Promises: the process with the fewest connections takes it, so that no client waits in a long
queue beside an empty one; one that hangs, was stopped or has died is waited for no longer than a
moment, and after a second not at all. Tells no process what to do: each reads what the others
have written of themselves.

Left to themselves, processes that wait on one socket race for it, and one that is awake already
wins again and again: three times in twelve it got all of eight clients
(docs/decisions/0010-processes.md).
"""

from __future__ import annotations

import mmap
import time

FRESH = 1.0  # seconds that a process's word counts
LOOK = 0.25  # seconds after which a process that nothing wakes renews its word
STEP = 0.0005  # seconds between two looks whether another has taken a connection
MOMENT = 0.05  # seconds that a connection is left to another: ten turns of a busy interpreter

_BYTES = 8  # of a number
_NUMBERS = 2  # of a process


class Board:
    """Memory that processes share: what each has written of itself. Made before they start."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._numbers = memoryview(mmap.mmap(-1, count * _NUMBERS * _BYTES)).cast("d")

    def tell(self, number: int, connections: int) -> None:
        """Write that process ``number`` is well and has so many connections."""
        at = number * _NUMBERS
        self._numbers[at], self._numbers[at + 1] = connections, time.monotonic()

    def is_for_another(self, number: int, connections: int) -> bool:
        """Whether another process is well and has fewer connections than this one."""
        now = time.monotonic()  # the same clock in all processes
        return any(
            self._numbers[at] < connections and now - self._numbers[at + 1] < FRESH
            for at in range(0, self._count * _NUMBERS, _NUMBERS)
            if at != number * _NUMBERS
        )
