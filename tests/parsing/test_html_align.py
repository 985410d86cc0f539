"""Finding an extractor's choice among our runs by its letters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.parsers.html.align import coverage, letters

SENTENCES = st.lists(
    st.text(alphabet="abcdefgh", min_size=30, max_size=60), min_size=1, max_size=12, unique=True
)


def test_letters_ignore_what_extractors_change() -> None:
    """White space, joiners, soft hyphens, marks, case and composition do not count."""
    assert letters("Mi\u00adro\u200c a\u0301\u00a0B!") == letters("MIRO  \u00e1b")


@given(SENTENCES, st.data())
def test_chosen_texts_are_covered_wholly(page: list[str], data: st.DataObject) -> None:
    """Texts taken from the page in order are covered to 1.0 and no other is."""
    flags = data.draw(st.lists(st.booleans(), min_size=len(page), max_size=len(page)))
    chosen = [text for text, flag in zip(page, flags, strict=True) if flag]
    assert coverage(page, chosen) == [1.0 if flag else 0.0 for flag in flags]


def test_repeated_headline_is_the_one_in_the_article() -> None:
    """A short text that occurs twice is placed between its neighbours in the choice."""
    lead, end = "thefirstparagraphofthearticleislong", "thelastparagraphofthearticleislongtoo"
    page = ["economy", "menu", lead, "economy", end, "economy"]
    assert coverage(page, [lead, "economy", end]) == [0, 0, 1, 1, 1, 0]


def test_text_with_a_part_left_out_is_found_in_parts() -> None:
    """Where the extractor dropped words in the middle, the rest of the run still counts."""
    start, middle, end = "a" * 10 + "bcdefghijk" * 8, "dropped", "lmnopqrstu" * 8
    share = coverage([start + middle + end], [start + end])[0]
    assert 0.5 < share < 1
    assert coverage(["", "x"], ["", "y" * 30]) == [0, 0]
