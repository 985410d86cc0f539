"""Facts in words: what a reader sees of dates, sizes, names and counts."""

from __future__ import annotations

import pytest

from archive.model import Dating, Precision
from web import words
from web.interface import day
from web.story import made


@pytest.mark.parametrize(
    ("iso", "written"),
    [
        ("1988", "1988"),
        ("1988-07", "July 1988"),
        ("1988-07-19", "19 July 1988"),
        ("2021-02-03T09:05Z", "3 February 2021, 09:05 UTC"),
        ("2021-02-03T09:05:59+00:00", "3 February 2021, 09:05 UTC"),
        ("2021-02-03T09:05:59.123+03:30", "3 February 2021, 09:05 (UTC+03:30)"),
        ("2021-02-03T09:05", "3 February 2021, 09:05"),
        ("2021-13-03", "2021-13-03"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_days_are_written_as_precisely_as_they_are_known(iso: str, written: str) -> None:
    """Never more precise than the date itself; what is no date comes back as it is."""
    assert day(iso) == written


@pytest.mark.parametrize(
    ("value", "precision", "basis", "text", "sentence"),
    [
        (
            "2021-02-03",
            "day",
            "byline",
            "February 3, 2021",
            "Published on 3 February 2021, as its byline says (“February 3, 2021”).",
        ),
        ("1988", "year", "file name", "", "Published in 1988, read from its file name."),
        ("1988-07", "month", "rumour", "", "Published in July 1988, known from: rumour."),
    ],
)
def test_a_date_is_told_with_its_basis(
    value: str, precision: Precision, basis: str, text: str, sentence: str
) -> None:
    """A basis that has no sentence of its own is named all the same."""
    dating = Dating(value=value, precision=precision, basis=basis, text=text)
    assert made("text/html", dating) == sentence


def test_a_missing_date_is_told_too() -> None:
    """Not knowing is said, not passed over."""
    assert made("text/html", None) == "Published at a date that is not known."


def test_counts_have_their_noun() -> None:
    """One, none and many."""
    assert [words.counted(n, "file") for n in (0, 1, 2000)] == ["0 files", "1 file", "2,000 files"]
    assert words.counted(2, "query") == "2 queries"


def test_sizes_are_exact_and_can_be_pictured() -> None:
    """Both at once, or the exact one alone where it can be pictured itself."""
    assert words.size(1) == "1 byte"
    assert words.size(3_803) == "3.8 kB (3,803 bytes)"
    assert words.short_size(2_500_000) == "2.5 MB"


def test_names_are_listed_as_in_a_sentence() -> None:
    """None, one, two and three."""
    given: tuple[list[str], ...] = ([], ["A"], ["A", "B"], ["A", "B", "C"])
    assert [words.listed(names) for names in given] == ["", "A", "A and B", "A, B and C"]


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("language", "fa", "Persian"),
        ("language", "en-GB", "English"),
        ("language", "xx", "xx"),
        ("type", "text/html", "Web page"),
        ("year", "", "Not dated"),
        ("author", "", "Author not known"),
        ("source", "Example News", "Example News"),
    ],
)
def test_facet_values_are_named_for_readers(field: str, value: str, name: str) -> None:
    """Codes become words; "" is said to be not known; what has no better name keeps its own."""
    assert words.value_name(field, value) == name
