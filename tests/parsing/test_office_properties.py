"""What must hold of every office document: no character lost, none twice, each at its place."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from archive.errors import UnreadableError
from indexer.blocks import Reading
from indexer.parsers import docx, odt
from indexer.parsers.docx.package import Package
from indexer.parsers.office.names import name
from indexer.parsers.office.paragraphs import Resolver
from indexer.parsers.office.xml import Element
from tests.parsing import office_files

WORDS = st.text(
    alphabet="abcde\u00e9 \u200c\u200f\u00a0\u00ad\u06a9\u06cc\u65e5\U0001f600", max_size=8
)
TEXTS = ("w:t", "w:delText", "m:t")
INLINE = ["w:ins", "w:hyperlink", "w:smartTag", "w:sdt", "w:sdtContent", "w:moveTo", "w:moveFrom"]
BLOCKS = ["w:sdt", "w:sdtContent", "w:customXml", "w:ins"]


@st.composite
def runs(draw: st.DrawFn, depth: int = 3) -> str:
    """What may stand in a Word paragraph, well nested or not quite as it should be."""
    parts = []
    for _ in range(draw(st.integers(0, 3))):
        word = draw(WORDS)
        kind = draw(st.integers(0, 6))
        if kind == 0 and depth:
            element = draw(st.sampled_from(INLINE))
            parts.append(f"<{element}>{draw(runs(depth=depth - 1))}</{element}>")
        elif kind == 1 and depth:
            box = f"<w:txbxContent>{draw(blocks(depth=depth - 1))}</w:txbxContent>"
            parts.append(f"<w:r><v:textbox>{box}</v:textbox></w:r>")
        elif kind == 2:
            parts.append(f"<w:del><w:r><w:delText>{word}</w:delText></w:r></w:del>")
        elif kind == 3:
            mark = draw(st.sampled_from(["begin", "separate", "end"]))
            parts.append(f"<w:r><w:fldChar w:fldCharType='{mark}'/><w:t>{word}</w:t></w:r>")
        else:
            sign = draw(st.sampled_from(["<w:tab/>", "<w:br/>", ""]))
            parts.append(office_files.run(word + "</w:t>" + sign + "<w:t>", ""))
    return "".join(parts)


@st.composite
def blocks(draw: st.DrawFn, depth: int = 3) -> str:
    """What may stand in the body, a cell or a text box of a Word document."""
    parts = []
    for _ in range(draw(st.integers(0, 3))):
        kind = draw(st.integers(0, 4))
        if kind == 0 and depth:
            cells = draw(st.lists(blocks(depth=depth - 1), max_size=3))
            row = "".join(f"<w:tc>{cell}</w:tc>" for cell in cells)
            parts.append(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>")
        elif kind == 1 and depth:
            element = draw(st.sampled_from(BLOCKS))
            parts.append(f"<{element}>{draw(blocks(depth=depth - 1))}</{element}>")
        else:
            parts.append(f"<w:p>{draw(runs(depth=depth))}</w:p>")
    return "".join(parts)


def visible(text: str) -> Counter[str]:
    """How often each character that is no white space occurs."""
    return Counter("".join(text.split()))


def check(reading: Reading, resolve: Resolver, expected: Counter[str]) -> None:
    """All properties of a document's reading; ``expected`` is what can be seen in it."""
    found: list[str] = []
    places: list[tuple[str, int]] = []
    for block in reading.blocks:
        for piece in block.pieces:
            if piece.path is None:
                assert piece.text.isspace()
                continue
            assert resolve(piece.path, piece.start, piece.start + len(piece.text)) == piece.text
            found.append(piece.text)
            places += [(piece.path, piece.start + index) for index in range(len(piece.text))]
    assert visible("".join(found)) == expected
    assert len(places) == len(set(places))


def written(root: Element, texts: tuple[str, ...]) -> str:
    """The text of a part by another way: that of every element that holds characters."""
    return "".join(each.text or "" for each in root.iter() if name(each) in texts)


@given(blocks())
def test_no_character_of_a_word_document_is_lost(body: str) -> None:
    """In generated documents every character is in one block, at the place that it names."""
    data = office_files.docx(body)
    root = Package(data).tree("word/document.xml")
    check(docx.read(data), docx.resolver(data), visible(written(root, TEXTS)))


@pytest.mark.slow
def test_no_character_of_real_word_documents_is_lost(shared: Path) -> None:
    """The same of real ones, with their notes, heads and comments."""
    checked = 0
    for path in sorted((shared / "data" / "pages" / "docs" / "pages").glob("*.docx")):
        data = path.read_bytes()
        try:
            package, reading = Package(data), docx.read(data)
        except UnreadableError:
            continue
        related = [
            part
            for kind in ("footnotes", "endnotes", "header", "footer", "comments")
            for part in package.related(package.main, kind)
        ]
        text = ""
        for part in [package.main, *related]:
            root = package.tree(part)
            etree.strip_elements(root, "{*}Fallback", with_tail=False)
            text += written(root, TEXTS)
        found = visible("".join(p.text for b in reading.blocks for p in b.pieces if p.path))
        assert not visible(text) - found, path.name
        checked += 1
    assert checked > 50


ODF = ["text:span", "text:a", "text:ruby", "text:ruby-text", "text:bookmark", "text:meta"]


@st.composite
def odf_inline(draw: st.DrawFn, depth: int = 3) -> str:
    """What may stand in an OpenDocument paragraph."""
    parts = [draw(WORDS)]
    for _ in range(draw(st.integers(0, 2)) if depth else 0):
        kind = draw(st.integers(0, 4))
        if kind == 0:
            note = f"<text:note-body>{draw(odf_blocks(depth=depth - 1))}</text:note-body>"
            parts.append(f"<text:note>{note}</text:note>")
        elif kind == 1:
            box = f"<draw:text-box>{draw(odf_blocks(depth=depth - 1))}</draw:text-box>"
            parts.append(f"<draw:frame>{box}</draw:frame>")
        elif kind == 2:
            parts.append(draw(st.sampled_from(["<text:s/>", "<text:tab/>", "<text:line-break/>"])))
        else:
            element = draw(st.sampled_from(ODF))
            parts.append(f"<{element}>{draw(odf_inline(depth=depth - 1))}</{element}>")
        parts.append(draw(WORDS))
    return "".join(parts)


@st.composite
def odf_blocks(draw: st.DrawFn, depth: int = 3) -> str:
    """What may stand in an OpenDocument text, a cell, a note or a frame."""
    parts = []
    for _ in range(draw(st.integers(0, 3))):
        kind = draw(st.integers(0, 5))
        inner = draw(odf_blocks(depth=depth - 1)) if depth and kind < 3 else ""
        if kind == 0:
            parts.append(f"<text:list><text:list-item>{inner}</text:list-item></text:list>")
        elif kind == 1:
            cell = f"<table:table-cell>{inner}</table:table-cell>"
            parts.append(f"<table:table><table:table-row>{cell}</table:table-row></table:table>")
        elif kind == 2:
            parts.append(f"<text:section>{inner}</text:section>")
        else:
            element = draw(st.sampled_from(["text:p", "text:h"]))
            parts.append(f"<{element}>{draw(odf_inline(depth=depth))}</{element}>")
    return "".join(parts)


@given(odf_blocks())
def test_no_character_of_an_opendocument_text_is_lost(body: str) -> None:
    """In generated documents every character is in one block, at the place that it names."""
    data = office_files.odt(body)
    root = etree.fromstring(f"<office:text {office_files.ODF}>{body}</office:text>")
    check(odt.read(data), odt.resolver(data), visible("".join(map(str, root.itertext()))))
