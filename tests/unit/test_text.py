"""Canonical text, version 1: what is folded, what is kept, and the way back."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text import canonical, canonicalise, cut, sentences

WHITE_SPACE = "\t\n\x0b\x0c\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B)))
WHITE_SPACE += "\u2028\u2029\u202f\u205f\u3000"
MARKS = "\u200c\u200d\u200e\u200f\u00ad\u0301\u0323\u0308\u064b\u1161\u11a8\u09be"
awkward = st.text(
    st.one_of(
        st.sampled_from(list(WHITE_SPACE + MARKS + "aeiouAEo \u1100\u09c7کي۱é.!?”")),
        st.characters(codec="utf-8"),
    )
)


def slowly(raw: str) -> str:
    """The rule written down plainly: NFC, then white space, then the ends."""
    return re.sub(f"[{WHITE_SPACE}]+", " ", unicodedata.normalize("NFC", raw)).strip(" ")


@given(awkward)
def test_canonical_text_follows_the_rule(raw: str) -> None:
    """The quick version equals the plain one on text full of marks and odd spaces."""
    assert canonicalise(raw).text == slowly(raw)


@given(awkward)
def test_canonical_text_is_stable(raw: str) -> None:
    """Folding what is folded changes nothing, so an edition can be folded again."""
    once = canonicalise(raw).text
    assert canonicalise(once).text == once


@given(awkward)
def test_the_short_way_gives_the_same(raw: str) -> None:
    """Text and ends are the same with and without the way back of every code point."""
    folded = canonicalise(raw)
    assert canonical(raw) == (folded.text, folded.origin[0], folded.origin[-1])


@given(awkward, st.data())
def test_every_span_leads_back_to_the_raw_text(raw: str, data: st.DataObject) -> None:
    """The raw characters of a word, folded again, are the word."""
    folded = canonicalise(raw)
    assert len(folded.origin) == len(folded.text) + 1
    assert folded.origin == sorted(folded.origin)
    words = [m.span() for m in re.finditer(r"[^ ]+", folded.text)]
    if words:
        start, end = data.draw(st.sampled_from(words))
        back = raw[folded.origin[start] : folded.origin[end]]
        assert canonicalise(back).text == folded.text[start:end]


@pytest.mark.parametrize("kept", ["می\u200cروند", "\u200fسلام\u200e", "co\u00adop", "Åﬁ", "ـــ"])
def test_what_carries_meaning_is_kept(kept: str) -> None:
    """Joiners, direction marks, soft hyphens, ligatures and tatweel are not touched."""
    assert canonicalise(kept).text == kept


@given(st.text("abc .!?。”\u200c\u0301", max_size=400), st.integers(4, 40))
def test_cutting_loses_nothing_and_keeps_the_limit(raw: str, limit: int) -> None:
    """Pieces are within the limit, in order, and only single spaces lie between them."""
    text = canonicalise(raw).text
    spans = cut(text, limit)
    assert all(0 < end - start <= limit for start, end in spans)
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    assert all(text[a:b] in ("", " ") for a, b in zip(edges[::2], edges[1::2], strict=True))


def test_sentences_end_where_a_reader_says() -> None:
    """Closing quotes belong to their sentence; a lower-case letter goes on with it."""
    text = "He said “stop.” Then, e.g. here, he left! چرا؟ نمی‌دانم. 終わり。次"
    found = [text[a:b] for a, b in sentences(text)]
    assert found == [
        "He said “stop.”",
        "Then, e.g. here, he left!",
        "چرا؟",
        "نمی‌دانم.",
        "終わり。",
        "次",
    ]
