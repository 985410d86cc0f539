"""Marked text: escaped once, marked where it should be, losing nothing."""

from __future__ import annotations

import html
import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from web.marks import cited, direction, excerpt, marked

Span = tuple[int, int]
CITED = re.compile(
    r'<mark class="cited">((?:(?!</?mark).|<mark[^c]*?>.*?</mark>)*)</mark>', re.DOTALL
)
TEXTS = st.text("ab <>&\"'یک\u200c𝄞", max_size=60)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text and sorted spans in it that do not overlap."""
    text = draw(TEXTS)
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=10)))
    return text, list(zip(edges[::2], edges[1::2], strict=False))


def without_tags(markup: str) -> str:
    """The text of markup whose only elements are marks."""
    return html.unescape(re.sub(r"</?mark[^>]*>", "", markup))


@given(marked_texts())
def test_marking_loses_nothing_and_marks_the_spans(case: tuple[str, list[Span]]) -> None:
    """The marked text without its tags is the text; what is in the tags are the spans."""
    text, spans = case
    markup = marked(text, spans, 1)
    found = re.findall(r'<mark id="hit-\d+">(.*?)</mark>', markup, re.DOTALL)
    assert without_tags(markup) == text
    assert [html.unescape(inner) for inner in found] == [text[a:b] for a, b in spans]


@given(marked_texts(), st.data())
def test_citing_loses_nothing_and_keeps_the_numbers(
    case: tuple[str, list[Span]], data: st.DataObject
) -> None:
    """Whatever the linked stretch cuts through, text and hit numbers stay whole and nested."""
    text, spans = case
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    markup = cited(text, spans, (start, end), 7)
    numbers = [int(n) for n in re.findall(r'id="hit-(\d+)"', markup)]
    assert without_tags(markup) == text
    assert numbers == list(range(7, 7 + len(spans)))
    inside = CITED.findall(markup)
    assert [without_tags(part) for part in inside] == [text[start:end]]
    marks = re.findall(r"<mark(?: id=[^>]*)?>(.*?)</mark>", markup, re.DOTALL)
    assert html.unescape("".join(marks)) == "".join(text[a:b] for a, b in spans)


@given(marked_texts(), st.integers(10, 40))
def test_an_excerpt_is_a_stretch_with_its_marks(case: tuple[str, list[Span]], limit: int) -> None:
    """It stands in the text, says where it was cut, and its spans mark the same letters."""
    text, spans = case
    cut = excerpt(text, spans, limit)
    assert any(
        text.startswith(cut.text, at)
        and cut.cut_before == (at > 0)
        and cut.cut_after == (at + len(cut.text) < len(text))
        and {(a + at, b + at) for a, b in cut.spans} <= set(spans)
        for at in range(len(text) + 1)
    )


def test_an_excerpt_shows_the_first_mark() -> None:
    """However far into a long passage it stands."""
    text = "word " * 300 + "needle " + "word " * 300
    start = text.index("needle")
    cut = excerpt(text, [(start, start + 6)])
    assert [cut.text[a:b] for a, b in cut.spans] == ["needle"]
    assert cut.cut_before
    assert cut.cut_after
    assert len(cut.text) < 400


def test_no_letter_from_the_right_is_overlooked() -> None:
    """Of all characters: one that is written from the right turns a text without a language."""
    for number in range(0x110000):
        if unicodedata.bidirectional(chr(number)) in ("R", "AL"):
            assert direction(f"1 {chr(number)}", "") == "rtl", hex(number)


def test_the_direction_follows_the_letters() -> None:
    """The language decides while the text has a letter of its script; else the letters do."""
    assert direction("بایگانی with English", "fa") == "rtl"
    assert direction("All English", "fa") == "ltr"
    assert direction("", "fa") == "rtl"
    assert direction("1988", "ar") == "rtl"
    assert direction("بایگانی", "en") == "rtl"
    assert direction("an archive, بایگانی", "en") == "ltr"
    assert direction("سلام", "") == "rtl"
    assert direction("12", "") == "ltr"
