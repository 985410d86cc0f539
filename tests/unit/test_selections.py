"""A reader's own selection as the last part of a link: made, written, typed by hand, held."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.identifiers import ALPHABET, CHECK_SYMBOLS, selection_check
from archive.selections import Selection, read_selection, select

# Letters with marks, joiners, from the right, and beyond the Basic Multilingual Plane.
TEXT = "می\u200cروند و naïve cafe\u0301 𝔄𝔅\nA second passage.\nیک"


def test_the_check_is_twenty_bits_of_the_digest() -> None:
    """Whoever holds the words can recompute it: SHA-256 of UTF-8, five bits a symbol."""
    digest = int.from_bytes(hashlib.sha256("می\u200cروند".encode()).digest(), "big")
    bits = digest >> (256 - 5 * CHECK_SYMBOLS)
    expected = "".join(ALPHABET[bits >> shift & 31] for shift in (15, 10, 5, 0))
    assert selection_check("می\u200cروند") == expected


@given(st.data())
def test_every_selection_leads_back_to_its_words(data: st.DataObject) -> None:
    """From any passage to any end, over passages, one code point or all of them."""
    first = TEXT.split("\n")[0]
    start = data.draw(st.integers(0, len(first) - 1))
    end = data.draw(st.integers(start + 1, len(TEXT)))
    made = select(TEXT, (0, len(first)), (start, end))
    assert made.within(TEXT, (0, len(first))) == (start, end)
    assert read_selection(str(made)) == made
    other = TEXT[:start] + "Q" + TEXT[start + 1 :]
    assert made.within(other, (0, len(first))) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12-57-9c1f", Selection(12, 57, "9C1F")),
        (" 12 – 57 – 9C1F ", Selection(12, 57, "9C1F")),
        ("l2-57-oILF", Selection(12, 57, "011F")),
        ("O-1-0000", Selection(0, 1, "0000")),
        ("12-0-9C1F", None),
        ("12-57", None),
        ("12-57-9C1", None),
        ("12-57-9C1F-2", None),
        ("-12-57-9C1F", None),
        ("1234567890-1-9C1F", None),
        ("12-57-UUUU", None),
        ("۱۲-٥٧-9C1F", Selection(12, 57, "9C1F")),
        ("first", None),
        ("", None),
    ],
)
def test_what_people_type_is_read_or_refused(typed: str, read: Selection | None) -> None:
    """Small letters, O for 0, l for 1, other dashes, other digits; what cannot be one is none."""
    assert read_selection(typed) == read


def test_what_does_not_fit_is_no_place() -> None:
    """Beyond the passage's end, beyond the text's, or with a check of other words."""
    passage = (0, TEXT.index("\n"))
    end = len(TEXT)
    assert Selection(passage[1], 1, selection_check("\n")).within(TEXT, passage) is None
    assert Selection(0, end + 1, selection_check(TEXT)).within(TEXT, passage) is None
    assert Selection(0, 2, selection_check("xx")).within(TEXT, passage) is None
    for span in ((-1, 2), (3, 3), (0, end + 1), (passage[1], end)):
        with pytest.raises(ValueError, match="begins in its passage"):
            select(TEXT, passage, span)
