"""What must hold of every page: no character lost, none twice, each where its place says."""

from __future__ import annotations

import gzip
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.blocks import Reading
from indexer.parsers.html import read
from indexer.parsers.html.elements import NO_TEXT
from indexer.parsers.html.tree import parse, string_at
from tests.parsing.measure import pages

WORDS = st.text(alphabet="abcdeé ß\n\t\u200c\u200f\u00a0\u00adکیسل日本😀*", max_size=12)
INLINE = ["a", "b", "em", "span", "font", "svg", "ruby", "rt", "button", "fb:like", "x-box"]
BLOCKS = ["p", "div", "ul", "li", "table", "tr", "td", "th", "blockquote", "h1", "h3", "pre"]
OTHERS = ["nav", "aside", "footer", "form", "figure", "figcaption", "article", "script", "style"]
ATTRIBUTES = ["", " hidden", " style='display:none'", " class='cookie'", " id=comments"]


@st.composite
def elements(draw: st.DrawFn, depth: int = 4) -> str:
    """A piece of HTML, well nested or not quite."""
    parts = [draw(WORDS)]
    for _ in range(draw(st.integers(0, 3)) if depth else 0):
        name = draw(st.sampled_from(INLINE + BLOCKS + OTHERS))
        end = draw(st.sampled_from([f"</{name}>", f"</{name}>", ""]))
        start = f"<{name}{draw(st.sampled_from(ATTRIBUTES))}>"
        inner = draw(elements(depth=depth - 1))
        parts += [start, inner, end, draw(st.sampled_from(["", "<br>", "<br><br>", "<hr>"]))]
        parts.append(draw(WORDS))
    return "".join(parts)


def visible(text: str) -> Counter[str]:
    """How often each character that can be seen occurs."""
    return Counter(
        sign
        for sign in text
        if not sign.isspace() and unicodedata.category(sign) not in {"Cf", "Cc", "Cs"}
    )


def check(data: bytes) -> Reading:
    """All properties of one page's reading."""
    reading = read(data)
    root = parse(data).root
    found: list[str] = []
    for block in reading.blocks:
        assert block.reason != ""
        for piece in block.pieces:
            if piece.path is None:
                assert piece.text.isspace()
                continue
            there = string_at(root, piece.path)
            assert there is not None
            assert there[piece.start : piece.start + len(piece.text)] == piece.text
            found.append(piece.text)
    assert visible("".join(found)) == visible(_shown(data))
    places = [(p.path, p.start) for b in reading.blocks for p in b.pieces if p.path is not None]
    assert len(places) == len(set(places))
    return reading


def _shown(data: bytes) -> str:
    """The page's text by another way: every string outside the elements that are no text."""
    skipped: set[object] = set()
    texts = []
    for element in parse(data).root.iter():
        parent = element.getparent()
        if element.tag in NO_TEXT or parent in skipped:
            skipped.add(element)
        else:
            texts.append(element.text or "")
        if parent not in skipped:
            texts.append(element.tail or "")
    return "".join(texts)


@given(elements())
def test_no_character_is_lost(body: str) -> None:
    """In generated pages every visible character is in one block, at the place that it names."""
    check(f"<html><head><meta charset=utf-8><title>T</title></head><body>{body}".encode())


@given(st.lists(elements(depth=2), min_size=1, max_size=3))
def test_reading_twice_is_the_same(bodies: list[str]) -> None:
    """A page's reading is a function of its bytes."""
    data = "".join(f"<p>{body}</p>" for body in bodies).encode()
    assert read(data) == read(data)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["fundus", "rtl", "trafeval", "wcxb", "defuddle", "newspaper4k"])
def test_no_character_is_lost_in_real_pages(name: str, shared: Path) -> None:
    """The same of real pages (those without noscript, whose doubles are left out)."""
    for number, (_, data) in enumerate(pages(name, shared / "data" / "pages")):
        if number % 20 == 0 and b"<noscript" not in data.lower():
            check(data)


@pytest.mark.slow
def test_hostile_pages(shared: Path) -> None:
    """No malformed or hostile page makes the parser fail, and those of usual size lose nothing."""
    for path in sorted((shared / "data" / "pages" / "torture" / "pages").glob("*.html.gz")):
        data = gzip.decompress(path.read_bytes())
        if b"<noscript" in data.lower() or len(data) > 200_000:
            assert read(data).scheme == "html"
        else:
            check(data)
