"""The generation that a long-running server answers from, and its change to the next.

Promises: each user sees one generation, whole, from start to end; the first use after a swap
opens the new one, while others go on with the old; the old one is closed when its last user has
left; a new one that cannot be opened leaves the old in service. What was withdrawn is not in it,
also where the index has not followed yet. Checking costs two ``stat``.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.errors import MunimentError, NoIndexError
from archive.search import Snapshot
from archive.withdrawals import Withdrawals
from indexer.generations import Generations, Stamp
from indexer.snapshots import close_snapshot


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What an opened generation depends on: which one it is, and what is left out of it."""

    pointer: Stamp | None = (0, 0, 0)
    without: frozenset[str] = frozenset()


_NEVER = _Stamp()


@dataclass(slots=True)
class _Held:
    """An open generation and how many work on it."""

    snapshot: Snapshot
    users: int = 0
    retired: bool = False


class Served:
    """The current generation of an index, shared between threads."""

    def __init__(self, index: Path | Generations, withdrawals: Withdrawals) -> None:
        self._generations = Generations(index) if isinstance(index, Path) else index
        self._withdrawals = withdrawals
        self._opening = threading.Lock()  # held while one thread opens a generation
        self._guard = threading.Lock()  # over the fields below, held for an instant
        self._stamp = _NEVER  # of when the pointer was last followed
        self._held: _Held | None = None
        self._problem: MunimentError | None = None  # why it could not be followed

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The current generation, for as long as the context lasts.

        Raises NoIndexError or IndexDamagedError when none is open and none can be, RegisterError
        when what was withdrawn cannot be told.
        """
        self._refresh()
        held = self._enter()
        try:
            yield held.snapshot
        finally:
            self._leave(held)

    @property
    def problem(self) -> str:
        """Why the newest generation is not the one in service; "" when it is."""
        with self._guard:
            return str(self._problem or "")

    def close(self) -> None:
        """Take the generation out of service; its files are released with its last user."""
        self._replace(None, _NEVER)

    def _refresh(self) -> None:
        """Follow the pointer if it was replaced since it was last followed."""
        if self._is_fresh():
            return
        with self._guard:
            first = self._held is None
        if not self._opening.acquire(blocking=first):
            return  # another thread is opening it; the old one serves meanwhile
        try:
            if self._is_fresh():
                return
            stamp = self._now()
            try:
                self._replace(_Held(self._generations.open_current(stamp.without)), stamp)
            except MunimentError as error:
                with self._guard:
                    self._stamp, self._problem = stamp, error
        finally:
            self._opening.release()

    def _is_fresh(self) -> bool:
        now = self._now()
        with self._guard:
            return self._stamp == now

    def _now(self) -> _Stamp:
        return _Stamp(self._generations.stamp(), self._withdrawals.ids())

    def _enter(self) -> _Held:
        with self._guard:
            if self._held:
                self._held.users += 1
                return self._held
            problem = self._problem
        if problem:
            raise type(problem)(str(problem))  # anew: one exception would gather tracebacks
        raise NoIndexError("The archive is being closed; try again.")

    def _leave(self, held: _Held) -> None:
        with self._guard:
            held.users -= 1
            unused = held.retired and not held.users
        if unused:
            close_snapshot(held.snapshot)

    def _replace(self, held: _Held | None, stamp: _Stamp) -> None:
        with self._guard:
            old, self._held = self._held, held
            self._stamp, self._problem = stamp, None
            if old:
                old.retired = True
            unused = old if old and not old.users else None
        if unused:
            close_snapshot(unused.snapshot)
