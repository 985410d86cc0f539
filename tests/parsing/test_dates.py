"""Dates as people write them, in many languages and calendars."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate

from indexer.dates import find_date, find_dates
from indexer.months import fold

CASES: list[dict[str, Any]] = [
    json.loads(row)
    for row in (Path(__file__).parent / "data" / "dates.jsonl").read_text("utf-8").splitlines()
]
LANGUAGES = (
    "en de fr es it pt nl pl ru uk tr sv da nb fi cs sk hr hu ro el bg lt et he hi id vi ja zh ko"
).split()
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}: {case['text']}")
def test_dates_as_written(case: dict[str, Any]) -> None:
    """Each written date is read as precisely as it is given, and no other is made up."""
    found = find_date(case["text"], case["language"])
    assert (found.value if found else None) == case["value"]


@given(days, st.sampled_from(LANGUAGES), st.sampled_from(["medium", "long", "full"]))
def test_every_day_of_the_unicode_formats(day: date, language: str, width: Any) -> None:
    """Whatever day CLDR writes out with its month's name is read back (formatting's inverse)."""
    written = format_date(day, width, locale=language)
    if width == "medium" and language in ("hr", "et", "tr", "fi"):
        return  # partly numbers alone, which other cases cover
    found = find_date(written, language)
    assert found, written
    assert found.value == day.isoformat(), written


@given(st.dates(date(1921, 4, 1), date(2100, 1, 1)))
def test_every_jalali_day(day: date) -> None:
    """A Jalali date in numbers, in Persian or Latin digits, is the day that it names."""
    jalali = JalaliDate(day)  # type: ignore[no-untyped-call]
    latin = f"{jalali.year}/{jalali.month:02}/{jalali.day:02}"
    persian = latin.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    for written in (latin, persian):
        found = find_date(written, "fa")
        assert found
        assert found.value == day.isoformat()


@given(st.text(max_size=80))
def test_folding_keeps_places(text: str) -> None:
    """Folded text is as long as the text, so that places count in both."""
    assert len(fold(text)) == len(text)


@given(st.text(st.sampled_from("0123456789/.-: ,May3 Januar'۱۳۹۹年月日مه–"), max_size=40))
def test_any_text_is_looked_at(text: str) -> None:
    """No text raises, and a found date stands where it says and names a real day."""
    for found in find_dates(text, "en"):
        assert text[found.start : found.end].strip() == found.dating.text
        value = found.dating.value
        assert 1500 < int(value[:4]) <= 2100
        if len(value) >= 10:
            date.fromisoformat(value[:10])


def test_the_written_date_is_kept() -> None:
    """The text of a dating is the date with its weekday, time and zone, as printed."""
    found = find_date("Posted: Fri 5 Dec 2025 12.00 CET by Jane", "en")
    assert found
    assert found.text == "Fri 5 Dec 2025 12.00 CET"
    assert (found.value, found.precision) == ("2025-12-05T12:00+01:00", "minute")
