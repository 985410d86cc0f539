"""Patterns over single lines that are sought the quick way, against the plain way.

A page has sixty lines that may be a byline or a date line; each is looked through a dozen times.
"""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from indexer import byline_words, months

NAMES = st.lists(st.from_regex(r"[abé.]{1,3}( [ab]{1,2})?", fullmatch=True), min_size=1, max_size=8)
LINE = st.text("abé. \n-1", max_size=30)
LABELS = st.lists(
    st.sampled_from(
        "last updated on at stand vom mis a jour le تم نشر به روز رسانی cap nhat (on) : ) ، | / "
        "posted by jane doe date um".split()
    ),
    max_size=14,
)
AGES = st.lists(
    st.sampled_from(("last", "updated", ":", "about", "an", "3", "hours", "ago", "  ", "\n", "x")),
    max_size=12,
)
SPACES = st.sampled_from((" ", "  ", "\n", ""))
SLOW_NOISE = re.compile(byline_words.NOISE.pattern.replace(r"\s*+(?::\s*+)?", r"\s*:?\s*"))


@given(NAMES, LINE)
def test_names_are_found_letter_by_letter_as_one_by_one(names: list[str], line: str) -> None:
    """The same places, the longest name first, however names begin alike."""
    longest_first = sorted(names, key=len, reverse=True)
    either = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    plain = re.compile(rf"(?:{either})(?![^\W\d_])")
    quick = re.compile(months._pattern(names))
    assert [m.span() for m in quick.finditer(line)] == [m.span() for m in plain.finditer(line)]


@given(LABELS, SPACES, SPACES)
def test_a_label_before_a_date_is_found_from_the_end_of_a_line(
    words: list[str], between: str, behind: str
) -> None:
    """Looking at the last words first finds what a search through the whole line finds."""
    line = months.fold(between.join(words) + behind)
    whole = byline_words._BEFORE_DATE.search(line)
    found = byline_words.before_date(line)
    assert (found and found.span()) == (whole and whole.span())


@given(AGES, SPACES)
def test_noise_beside_a_byline_is_found_without_going_back(words: list[str], between: str) -> None:
    """White space that is passed over once parts the same words."""
    assert byline_words.NOISE.pattern != SLOW_NOISE.pattern
    line = between.join(words)
    quick, slow = byline_words.NOISE.finditer(line), SLOW_NOISE.finditer(line)
    assert [m.span() for m in quick] == [m.span() for m in slow]
