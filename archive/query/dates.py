"""Dates as readers type them and as documents bear them: of any precision.

Promises: a date is an interval of whole days, ``1988`` being all of that year; digits of any
script are read. Times of day are cut off. The calendar is the proleptic Gregorian one of ISO
8601, the years 0001 to 9999.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_TWO_YEARS = re.compile(r"(\d{4})[-–—/](\d{4})")
_RANGE = re.compile(r"\.{2,3}|…")
_DAY = timedelta(days=1)


def interval(iso: str) -> tuple[date, date]:
    """First and last day of an ISO date of any precision; raises ValueError if it is none."""
    year, month, day = _numbers(iso.partition("T")[0])
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError as error:
        raise ValueError("not a date of the calendar") from error
    return first, last


def read_date(text: str) -> str:
    """A typed date as ISO 8601 of its own precision: ``1988/7`` is ``1988-07``.

    Raises ValueError when there is no such date.
    """
    year, month, day = _numbers(_ascii_digits(text))
    iso = "-".join([f"{year:04}", *(f"{n:02}" for n in (month, day) if n)])
    interval(iso)
    return iso


def read_range(text: str) -> tuple[str, str]:
    """Start and end of ``1988``, ``1988-07..1989``, ``1988..``, ``..1989`` or ``1988-1990``.

    An open end is "". Raises ValueError when it is none of these, or has no end at all.
    """
    plain = _ascii_digits(text)
    if years := _TWO_YEARS.fullmatch(plain):
        return read_date(years[1]), read_date(years[2])
    ends = _RANGE.split(plain)
    if len(ends) > 2 or not any(ends):
        raise ValueError("not a range of dates")
    start, end = (read_date(e) if e else "" for e in (ends[0], ends[-1]))
    return start, end


def in_order(start: str, end: str) -> bool:
    """Whether a range of ISO dates does not end before it begins; open ends always fit."""
    return not start or not end or interval(start)[0] <= interval(end)[1]


def day_before(iso: str) -> str:
    """The day before a date begins; raises ValueError before the first day of year 1."""
    return _moved(interval(iso)[0], -_DAY)


def day_after(iso: str) -> str:
    """The day after a date ends; raises ValueError after the last day of year 9999."""
    return _moved(interval(iso)[1], _DAY)


def _moved(day: date, step: timedelta) -> str:
    try:
        return (day + step).isoformat()
    except OverflowError as error:
        raise ValueError("beyond the calendar") from error


def _numbers(text: str) -> tuple[int, int | None, int | None]:
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueError("not a date")
    numbers = [int(group) if group else None for group in match.groups()]
    if 0 in numbers:
        raise ValueError("not a date")
    year, month, day = numbers
    return year or 0, month, day


def _ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)
