"""The search of a whole page for a date finds in little text what htmldate finds in all of it."""

from __future__ import annotations

from htmldate.extractors import regex_parse
from hypothesis import given
from hypothesis import strategies as st

from indexer.parsers.html.date_search import OF_NUMBERS, numbers, search_date, written_dates
from indexer.parsers.html.tree import parse

SIGNS = st.text("0129./- ax٣é\n", max_size=6)
NUMBERS = st.sampled_from(
    "2015-08-12 12.08.2015 1/2/2015 12/08/15 31.12.99 20150812 2015/08 08/2015 /2015/08/12/ 1999"
    "".split()
)
WORDS = st.sampled_from(
    ("June", "smithMarch", "März", "x" * 70, "am 3. ", "12th of ", "1st ", ", ", " 2015", " 20231")
)


@given(st.lists(st.one_of(SIGNS, NUMBERS), max_size=12).map("".join))
def test_patterns_of_numbers_find_the_same_among_the_numbers(text: str) -> None:
    """Each pattern finds in the numbers of a page what it finds in the page, in the same order."""
    assert OF_NUMBERS
    for pattern in OF_NUMBERS:
        assert pattern.findall(numbers(text)) == pattern.findall(text)


@given(st.lists(st.one_of(SIGNS, NUMBERS, WORDS), max_size=12).map("".join))
def test_a_written_date_is_found_before_its_year(text: str) -> None:
    """What stands before the years of a page has the date that htmldate reads in the page."""
    assert regex_parse(written_dates(text)) == regex_parse(text)


def test_dates_far_into_a_page() -> None:
    """A date in digits or in words is found among much else, and a page without one has none."""
    filler = "<p>Nothing is told here, not even in 12 words.</p>" * 400
    for date in ("Printed 12.08.2015.", "Printed on the 12th of August, 2015."):
        root = parse(f"<body>{filler}<div>{date} {'word ' * 40}</div>{filler}".encode()).root
        assert search_date(root) == "2015-08-12"
    assert search_date(parse(f"<body>{filler}".encode()).root) is None
