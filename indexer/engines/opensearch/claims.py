"""Which builder has which portion of the work: a claim for as long as its holder shows life.

Promises: a portion has one holder; one whose holder was silent for ``LEASE`` seconds, while
somebody watched, is anybody's, and the holder that wakes up later finds that it has lost it.
Silence is measured by who watches: no machine's clock has to be right.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from threading import Event, Lock, Thread
from typing import Final

from archive.errors import MunimentError
from indexer.engines.opensearch.work import DONE, FREE, HELD, Row, Work

LEASE: Final = 60.0  # seconds
_BEATS: Final = 4  # signs of life in that time
_LOOKED_AT: Final = 32  # free portions among which one is claimed


class Watch:
    """How long documents of the work have been as they were seen."""

    def __init__(self) -> None:
        self._since: dict[str, tuple[tuple[int, int], float]] = {}

    def is_silent(self, row: Row) -> bool:
        """Whether nobody has changed it for too long."""
        seen, since = self._since.get(row.id, (None, 0.0))
        if seen == row.seen:
            return time.monotonic() - since > LEASE
        self._since[row.id] = row.seen, time.monotonic()
        return False


class Claims:
    """The portions of one builder."""

    def __init__(self, work: Work, holder: str, *, leads: bool) -> None:
        """``holder``: a name that no other builder has."""
        self._work = work
        self._holder = holder
        self._leads = leads
        self._held: dict[int, Row] = {}
        self._lock = Lock()
        self._watch = Watch()
        self._ended = Event()
        self._thread = Thread(target=self._beat, name="claims", daemon=True)

    def begin(self) -> None:
        """Show from now on that this builder is alive."""
        self._thread.start()

    def take(self) -> Row | None:
        """A portion that is this builder's from now on; None when there is none to be had yet."""
        for row in self._to_be_had():
            if (self._leads or not row.told["apart"]) and (mine := self._claimed(row)):
                return mine
        return None

    def _to_be_had(self) -> Iterator[Row]:
        """What is free; where none of it can be had, what others have let go of."""
        yield from self._work.some(FREE, most=_LOOKED_AT)
        for row in self._work.some(HELD):
            if row.number not in self._held and self._watch.is_silent(row):
                yield row

    def _claimed(self, row: Row) -> Row | None:
        changes = {"state": HELD, "holder": self._holder, "epoch": row.epoch + 1}
        mine = self._work.changed(row, **changes)
        if mine:
            with self._lock:
                self._held[mine.number] = mine
        return mine

    def holds(self, number: int) -> bool:
        """Whether a portion is still this builder's, as far as it knows."""
        with self._lock:
            return number in self._held

    def finish(self, number: int, **told: int) -> bool:
        """Say that a portion is done; False where it is another builder's by now."""
        return self._given_back(number, state=DONE, **told)

    def release(self, number: int, *, apart: bool = False) -> None:
        """Leave a portion to others; ``apart``: to the builder that leads."""
        self._given_back(number, state=FREE, apart=apart)

    def _given_back(self, number: int, **changes: object) -> bool:
        with self._lock:  # held through the change, so that no sign of life comes between
            row = self._held.pop(number, None)
            return row is not None and self._work.changed(row, **changes) is not None

    def close(self) -> None:
        """Give everything back."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        for number in list(self._held):
            with contextlib.suppress(MunimentError):  # then it is somebody's in a minute
                self.release(number)

    def _beat(self) -> None:
        while not self._ended.wait(LEASE / _BEATS):
            with contextlib.suppress(MunimentError):  # a cluster that is away for a moment
                self._show()

    def _show(self) -> None:
        lead = self._work.lead() if self._leads else None
        if lead:
            self._work.changed(lead, beat=lead.told["beat"] + 1)
        for number in list(self._held):
            with self._lock:
                row = self._held.pop(number, None)
                shown = row and self._work.changed(row, beat=row.told["beat"] + 1)
                if shown:
                    self._held[number] = shown
