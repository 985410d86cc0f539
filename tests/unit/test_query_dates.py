"""Dates of any precision: read, spanned, moved."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.query.dates import day_after, day_before, in_order, interval, read_date, read_range


@pytest.mark.parametrize(
    ("iso", "first", "last"),
    [
        ("1988", "1988-01-01", "1988-12-31"),
        ("1988-02", "1988-02-01", "1988-02-29"),
        ("1989-02", "1989-02-01", "1989-02-28"),
        ("1988-07-19", "1988-07-19", "1988-07-19"),
        ("1988-07-19T10:30+03:30", "1988-07-19", "1988-07-19"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999-12", "9999-12-01", "9999-12-31"),
    ],
)
def test_interval(iso: str, first: str, last: str) -> None:
    """A date covers all of the days that its precision leaves open."""
    assert interval(iso) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("1988", "1988"),
        ("1988-7", "1988-07"),
        ("1988/07/9", "1988-07-09"),
        ("1988.07.19", "1988-07-19"),
        ("۱۹۸۸-۰۷", "1988-07"),
        ("١٩٨٨", "1988"),
    ],
)
def test_typed_dates(typed: str, iso: str) -> None:
    """Separators and digits of any script are read; the answer is ISO 8601."""
    assert read_date(typed) == iso


@pytest.mark.parametrize(
    "typed",
    ["", "88", "0000", "1988-13", "1988-00", "1988-02-30", "1989-02-29", "soon", "1988-07-19-1",
     "19880719", "-1988", "1988-", "²⁰⁰⁰", "1988\n"],
)  # fmt: skip
def test_no_such_date(typed: str) -> None:
    """What is no date raises ValueError and nothing else."""
    with pytest.raises(ValueError, match="not a"):
        read_date(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1988", ("1988", "1988")),
        ("1988..1990-07", ("1988", "1990-07")),
        ("1988..", ("1988", "")),
        ("..1988", ("", "1988")),
        ("1988…1990", ("1988", "1990")),
        ("1988–1990", ("1988", "1990")),
        ("1988/1990", ("1988", "1990")),
    ],
)
def test_ranges(typed: str, expected: tuple[str, str]) -> None:
    """A range has one end at least."""
    assert read_range(typed) == expected


@pytest.mark.parametrize("typed", ["..", "", "1988..1989..1990", "a..b"])
def test_no_such_range(typed: str) -> None:
    """A range without ends, or with three, is none."""
    with pytest.raises(ValueError, match="not a"):
        read_range(typed)


@given(st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31)), st.sampled_from([4, 7, 10]))
def test_neighbouring_days(day: date, precision: int) -> None:
    """The day before and the day after touch the interval and are not in it."""
    iso = day.isoformat()[:precision]
    first, last = interval(iso)
    assert first <= day <= last
    assert interval(day_before(iso))[1] == first - timedelta(days=1)
    assert interval(day_after(iso))[0] == last + timedelta(days=1)


def test_the_calendar_ends() -> None:
    """Beyond the years 1 and 9999 there is no day."""
    with pytest.raises(ValueError, match="beyond"):
        day_before("0001")
    with pytest.raises(ValueError, match="beyond"):
        day_after("9999-12")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [("1988-07", "1988", True), ("1989", "1988", False), ("", "1988", True), ("1988", "", True)],
)
def test_order(start: str, end: str, expected: bool) -> None:
    """A range is in order when some day can lie in it."""
    assert in_order(start, end) is expected
