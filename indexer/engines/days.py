"""The days of documents: when they were published, captured, taken in.

Promises: a date is the interval of days that it may be; a document may have several of one kind,
or none, and then it is in no interval and last in every order. Safe to share between threads.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property, lru_cache
from typing import Final, get_args

import numpy as np

from archive.model import DateField
from archive.query.dates import interval
from indexer.arrays.bundle import Array
from indexer.engines.lists import Numbers
from indexer.engines.postings import Mask

DATE_FIELDS: Final[tuple[DateField, ...]] = get_args(DateField)
NEVER: Final = 1 << 40  # days from all days
_FIRST_DAY, _LAST_DAY = date.min.toordinal(), date.max.toordinal()
_KNOWN_DATES: Final = 1 << 12  # documents share few dates, and reading one costs 5 µs


class Days:
    """The intervals of days of one date field, as proleptic Gregorian ordinals."""

    def __init__(self, rows: Array, size: int) -> None:
        """``rows``: documents, ascending, then first days, then last days."""
        self._size = size  # documents
        self.documents, self.first, self.last = rows.reshape(3, -1)

    def overlapping(self, start: int | None, end: int | None) -> Mask:
        """The documents of which an interval shares a day with [start, end]; None is open."""
        earliest, latest = start or _FIRST_DAY, end or _LAST_DAY
        if self._by_document is not None:
            first, last = self._by_document
            mask: Mask = last >= earliest
            mask &= first <= latest
            return mask
        mask = np.zeros(self._size, np.bool_)
        mask[self.documents[(self.last >= earliest) & (self.first <= latest)]] = True
        return mask

    @cached_property
    def _by_document(self) -> tuple[Array, Array] | None:
        """First and last day of each document; None where some have several intervals.

        A document without a date ends before all days and begins after them.
        """
        if not (np.diff(self.documents.astype(np.int64)) > 0).all():
            return None
        first = np.full(self._size, _LAST_DAY + 1, np.int32)
        last = np.full(self._size, _FIRST_DAY - 1, np.int32)
        first[self.documents], last[self.documents] = self.first, self.last
        return first, last

    @cached_property
    def unknown(self) -> Mask:
        """The documents without any such date."""
        mask = np.ones(self._size, np.bool_)
        mask[self.documents] = False
        return mask

    @cached_property
    def some_unknown(self) -> bool:
        """Whether there is such a document."""
        return bool(self.unknown.any())

    def in_order(self, *, newest: bool) -> Numbers:
        """For each document its day, the one to come first the smallest; undated ones last.

        A day is the first that a date may be; of several dates the one that comes first counts.
        """
        return self._newest if newest else self._oldest

    @cached_property
    def certain(self) -> Numbers:
        """For each document the day by which it certainly bore such a date; undated ones last.

        1988 is not before July 1988: nobody knows.
        """
        days = np.full(self._size, NEVER)
        np.minimum.at(days, self.documents, self.last.astype(np.int64))
        return days

    @cached_property
    def _oldest(self) -> Numbers:
        days = np.full(self._size, NEVER)
        np.minimum.at(days, self.documents, self.first.astype(np.int64))
        return days

    @cached_property
    def _newest(self) -> Numbers:
        days = np.full(self._size, NEVER)
        np.minimum.at(days, self.documents, -self.first.astype(np.int64))
        return days


@lru_cache(maxsize=_KNOWN_DATES)
def day_interval(iso: str) -> tuple[int, int] | None:
    """First and last day of an ISO date as ordinals; None if it is no date."""
    try:
        first, last = interval(iso)
    except ValueError:
        return None
    return first.toordinal(), last.toordinal()
