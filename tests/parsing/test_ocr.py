"""Recognised pages: from a program's table of words to passages; pictures as grey bitmaps."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from archive.errors import UnreadableError
from archive.model import Edition
from indexer.media import media_type
from indexer.ocr.bitmaps import PIXELS, answer, read_bitmap
from indexer.ocr.pictures import KINDS, count_pages, grey_page
from indexer.ocr.words import words
from indexer.parsers import PARSERS, read
from indexer.parsers.pdf.recognised import REASON
from tests.scans import drawn, saved
from tests.small_pdfs import Picture, lines, pdf

WIDTH, HEIGHT = 2_480, 3_508  # pixels of A4 at 300 dots an inch
LETTER, SIZE, STEP = 22, 44, 66  # pixels
Box = tuple[int, int, int, int]


def table(texts: Sequence[str], top: int = 400, turns: int = 0, sure: float = 91.4) -> str:
    """What the program would say of lines; ``turns``: quarters, clockwise, that undo the page's."""
    rows = ["level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight"]
    for number, text in enumerate(texts):
        left, above = 200, top + number * STEP
        for word in text.split(" "):
            right = left + LETTER * len(word)
            box = turned((left, above, right, above + SIZE), turns)
            left = right + LETTER
            edges = [box[0], box[1], box[2] - box[0], box[3] - box[1]]
            rows.append("\t".join(map(str, [5, 1, top, 1, number, 1, *edges, sure, word])))
    return "\n".join(rows)


def turned(box: Box, turns: int) -> Box:
    """A box on the page as it lies, of one on the upright page."""
    left, top, right, bottom = box
    if turns == 1:
        return top, WIDTH - right, bottom, WIDTH - left
    if turns == 2:
        return WIDTH - right, HEIGHT - bottom, WIDTH - left, HEIGHT - top
    if turns == 3:
        return HEIGHT - bottom, left, HEIGHT - top, right
    return box


def page(number: int, texts: Sequence[str] = (), **more: Any) -> dict[str, Any]:
    """A recognised page as a parser is told of it."""
    return {"page": number, "width": WIDTH, "height": HEIGHT, "table": table(texts), **more}


def edition(pages: Sequence[Any], recognised: Sequence[dict[str, Any]]) -> Edition:
    """A PDF of these pages with what was recognised on some."""
    return read(pdf(pages), "application/pdf", "a.pdf", ocr="9.9-eng", recognised=recognised)


TYPED = (
    "The commission heard the witness for three days and wrote down the docu-",
    "ments that were shown to it. The record of the hearing was kept in the room",
    "of the archive.",
)
TEXT = (
    "The commission heard the witness for three days and wrote down the documents that were shown "
    "to it. The record of the hearing was kept in the room of the archive."
)


def test_words_of_a_table() -> None:
    """Only words count, with their boxes; signs of direction are taken off, joiners are not."""
    rows = (
        "level\tpage_num",
        "4\t1\t1\t1\t1\t0\t10\t20\t300\t40\t-1\t",
        "5\t1\t1\t1\t1\t1\t10\t20\t30\t40\t88.5\t\u200eمی\u200cشد\u200f",
        "5\t1\t1\t1\t1\t2\t50\t20\t30\t40\t70\t ",
        "5\t1\t1\t1\t1\t2\tx\t20\t30\t40\t70\tword",
    )
    (word,) = words("\n".join(rows))
    assert word.text == "می\u200cشد"
    assert word[1:6] == (10, 20, 40, 60, 88.5)


def test_recognised_lines_become_paragraphs_with_boxes() -> None:
    """Line-end hyphens are mended; the passage says how sure it is and where its lines are."""
    found = edition([[Picture()]], [page(1, TYPED)])
    assert found.parser_version == f"{PARSERS['application/pdf'][1]}-ocr-9.9-eng"
    (passage,) = found.passages
    assert (passage.text, passage.kind, passage.page, passage.ocr) == (TEXT, "paragraph", 1, 91)
    assert passage.place is not None
    assert passage.place.scheme == "ocr"
    assert len(passage.place.ranges) == len(TYPED)
    for number, (path, start, end) in enumerate(passage.place.ranges):
        assert (start, TYPED[number][start:end].rstrip("-")) == (0, TYPED[number].rstrip("-"))
        where, _, box = path.partition("@")
        left, top, right, bottom = (int(edge) / 10_000 for edge in box.split(","))
        assert where == "1"
        assert left * WIDTH == pytest.approx(200, abs=1)
        assert right * WIDTH == pytest.approx(200 + LETTER * len(TYPED[number]), abs=1)
        assert top * HEIGHT == pytest.approx(400 + number * STEP, abs=1)
        assert bottom * HEIGHT == pytest.approx(400 + number * STEP + SIZE, abs=1)
    assert found.pictures == ()
    assert not found.partial
    assert found.notices[0].startswith("Page 1 was read by OCR, which makes mistakes")


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_pages_that_lie_on_their_side(turns: int) -> None:
    """Paragraphs are the same as on the upright page; boxes are those of the page as it lies."""
    wide, high = (HEIGHT, WIDTH) if turns % 2 else (WIDTH, HEIGHT)
    texts = [
        *TYPED,
        "",
        "Another paragraph stands below a gap, and it is as wide as the first one.",
    ]
    told = {"page": 1, "width": wide, "height": high}
    aside = edition([[Picture()]], [{**told, "table": table(texts, turns=turns)}])
    upright = edition([[Picture()]], [page(1, texts)])
    assert [p.text for p in aside.passages] == [p.text for p in upright.passages]
    place = aside.passages[0].place
    assert place is not None
    box = [int(edge) for edge in place.ranges[0][0].partition("@")[2].split(",")]
    left, top, right, bottom = turned((200, 400, 200 + LETTER * len(TYPED[0]), 444), turns)
    expected = [left / wide, top / high, right / wide, bottom / high]
    assert box == pytest.approx([10_000 * edge for edge in expected], abs=1)


def test_double_spacing_is_not_paragraphs() -> None:
    """Typed pages with wide spaces between lines are read as paragraphs all the same."""
    rows = table(TYPED).split("\n")
    spaced = [rows[0]]
    for row in rows[1:]:
        cells = row.split("\t")
        cells[7] = str(400 + 2 * (int(cells[7]) - 400))
        spaced.append("\t".join(cells))
    found = edition([[Picture()]], [page(1, table="\n".join(spaced))])
    assert [passage.text for passage in found.passages] == [TEXT]


def test_pages_of_text_and_pictures_in_order() -> None:
    """Each page's text stands in its turn; set and recognised text do not run together."""
    before, behind = "A line that is set and goes on", "is the text of the third page."
    found = edition([lines(before), [Picture()], lines(behind)], [page(2, ["overleaf"])])
    assert [(p.text, p.page, p.ocr) for p in found.passages] == [
        (before, 1, None),
        ("overleaf", 2, 91),
        (behind, 3, None),
    ]
    schemes = [passage.place.scheme for passage in found.passages if passage.place]
    assert schemes == ["pdf", "ocr", "pdf"]


def test_what_is_recognised_of_a_page_of_text_is_not_used() -> None:
    """Only pages that are pictures without text take what was recognised."""
    found = edition([lines("Words that are set.")], [page(1, ["Words that are not."])])
    assert [passage.text for passage in found.passages] == ["Words that are set."]


def test_unsure_lines_are_left_out() -> None:
    """What the program guesses of stains and photographs is kept aside, with its place."""
    sure, unsure = table(["A line of text."]), table(["vj |¥ ~~ ;"], top=900, sure=12)
    found = edition([[Picture()]], [page(1, table=f"{sure}\n{unsure}")])
    assert [passage.text for passage in found.passages] == ["A line of text."]
    (aside,) = found.left_out
    assert (aside.text, aside.reason) == ("vj |¥ ~~ ;", REASON)
    assert aside.place is not None
    assert aside.place.scheme == "ocr"


def test_each_page_has_its_sentence() -> None:
    """Read, blank, failed and not tried: each is named, and the last two are still to be read."""
    pages = [page(1, ["Words."]), page(2), {"page": 3, "failed": "Tesseract failed on it"}]
    found = edition([[Picture()]] * 4, pages)
    assert found.notices == (
        "Page 1 was read by OCR, which makes mistakes: compare with the original before quoting.",
        "On page 2 OCR found no text.",
        "Page 3 could not be read by OCR: Tesseract failed on it.",
        "Page 4 was not read: OCR reads no more pages of one file.",
    )
    assert found.pictures == (3, 4)
    assert found.partial


def test_numbers_in_arabic_print_are_warned_of() -> None:
    """The models misread these digits: whoever quotes a year must know."""
    found = edition([[Picture()]], [page(1, ["در سال ۱۳۶۷ نوشته شد."])])
    assert found.notices[1].startswith("In Persian and Arabic print OCR often misreads numbers")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_is_decoded(kind: str) -> None:
    """A page saved as each kind is known by its bytes and comes back as its shades of grey."""
    page = drawn([["A line of text"]])
    data = saved([page], KINDS[kind][0])
    assert media_type(data, "a") == kind
    assert count_pages(BytesIO(data), kind) == 1
    grey = grey_page(BytesIO(data), kind, 1)
    assert grey.shape == (page.height, page.width)
    assert np.abs(grey.astype(int) - np.asarray(page)).mean() < 2
    found = read(data, kind, "a")
    assert (found.passages, found.pictures, found.partial) == ((), (1,), True)


def test_pages_of_a_tiff() -> None:
    """Each page of a scanned file is a page."""
    pages = [drawn([["First page"]]), drawn([["Second page"], ["of two"]])]
    data = saved(pages, "TIFF")
    assert read(data, "image/tiff", "a").pictures == (1, 2)
    bitmap = read_bitmap(answer(BytesIO(data), "image/tiff", 2))
    assert bitmap is not None
    assert (bitmap.width, bitmap.height, bitmap.dots) == (*pages[1].size, 0)


def test_transparent_and_fine_shades() -> None:
    """What is transparent is paper; sixteen bits of grey are not cut off."""
    glass = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert grey_page(BytesIO(saved([glass], "PNG")), "image/png", 1).min() == 255
    fine = Image.fromarray(np.array([[0, 30_000], [45_000, 60_000]], np.uint16).repeat(20, axis=1))
    grey = grey_page(BytesIO(saved([fine], "PNG")), "image/png", 1)
    assert sorted({*grey.flatten().tolist()}) == [0, 127, 191, 255]


def test_a_page_of_a_pdf_is_rendered() -> None:
    """At 300 dots an inch; a page of many metres at fewer, so that it stays in bounds."""
    bitmap = read_bitmap(answer(BytesIO(pdf([lines("Words")])), "application/pdf", 1))
    assert bitmap is not None
    assert (bitmap.width, bitmap.height, bitmap.dots) == (2550, 3300, 300)
    poster = pdf([lines("Words")]).replace(b"[0 0 612 792]", b"[0 0 9999 9999]")
    bitmap = read_bitmap(answer(BytesIO(poster), "application/pdf", 1))
    assert bitmap is not None
    assert bitmap.width * bitmap.height <= 1.001 * PIXELS
    assert bitmap.dots < 72


@given(st.binary(max_size=60), st.integers(1, 9), st.integers(1, 9))
def test_a_bitmap_is_what_its_header_says(data: bytes, width: int, height: int) -> None:
    """What a process answers is taken only if its bytes are as many as its header says."""
    header = b"P5\n# 300 dots an inch\n%d %d\n255\n" % (width, height)
    bitmap = read_bitmap(header + data)
    assert (bitmap is not None) == (len(data) == width * height)
    assert read_bitmap(data) is None


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (saved([drawn([["Words"]])], "PNG")[:2_000], "The picture is damaged"),
        (b"\x89PNG\r\n\x1a\nnonsense", "The picture is damaged"),
        (saved([Image.new("L", (1, 1))], "PNG"), "too few for text"),
    ],
)
def test_pictures_that_cannot_be_read(data: bytes, sentence: str) -> None:
    """Cut off, nonsense, one pixel: a sentence each."""
    with pytest.raises(UnreadableError, match=sentence):
        answer(BytesIO(data), "image/png", 1)
