"""Where the characters of a passage stand on a page of a PDF.

Promises: a box for each line that has some of them, by the rules that made lines of the page when
it was read, in ten-thousandths of the page as it is shown: cropped, and turned as the file says.
What is not on the paper has no box. Runs where ``indexer.sandbox_child`` has confined it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

from archive.page_images import SHARE, Box
from indexer.parsers.pdf.annotations import Note
from indexer.parsers.pdf.characters import read_characters
from indexer.parsers.pdf.lines import Line, read_lines
from indexer.parsers.pdf.pages import PAGE_CHARACTERS, within

Range = tuple[str, int, int]  # as a place has it
_Corners = tuple[float, float, float, float]  # left, bottom, right, top in points of the page


class Located(NamedTuple):
    """Boxes of lines, and the words that stand in them."""

    boxes: list[Box]
    words: str
    annotated: bool


def rectangles(document: PdfDocument, number: int, ranges: Sequence[Range]) -> dict[str, _Corners]:
    """The places of the annotations that are meant; to be asked before they are drawn in."""
    wanted = {path.partition("#")[2] for path, _, _ in ranges if "#" in path}
    found: dict[str, _Corners] = {}
    with closing(document[number - 1]) as page:
        for name in wanted:
            note = pdfium.FPDFPage_GetAnnot(page, int(name) - 1) if name.isdecimal() else None
            if not note:
                continue
            edges = pdfium.FS_RECTF()
            if pdfium.FPDFAnnot_GetRect(note, edges):
                found[name] = (edges.left, edges.bottom, edges.right, edges.top)
            pdfium.FPDFPage_CloseAnnot(note)
    return found


def locate(
    page: PdfPage,
    number: int,
    ranges: Sequence[Range],
    notes: Sequence[Note],
    rects: dict[str, _Corners],
) -> Located:
    """Where these ranges of places on this page are; ``notes`` are its annotations' texts."""
    boxes: list[Box] = []
    words: list[str] = []
    plain = [each for each in ranges if each[0].isdecimal()]
    if plain:
        with closing(page.get_textpage()) as text:
            lines = read_lines(read_characters(page, text, number, PAGE_CHARACTERS))
            for line in lines:
                words += [within(line, start, end) for _, start, end in plain]
                boxes += _on_paper(page, _edges(text, line, plain))
    noted = [each for each in ranges if "#" in each[0]]
    for path, start, end in noted:
        name = path.partition("#")[2]
        words += [note.text[start:end] for note in notes if str(note.number) == name]
        boxes += _on_paper(page, rects.get(name))
    return Located(boxes, "\n".join(filter(None, words)), bool(noted))


def _edges(text: PdfTextPage, line: Line, ranges: Sequence[Range]) -> _Corners | None:
    """The box of those characters of a line that are meant."""
    found = [
        _edges_of(text, place)
        for sign, place in zip(line.text, line.places, strict=True)
        if sign != " " and any(start <= place < end for _, start, end in ranges)
    ]
    if not found:
        return None
    lefts, bottoms, rights, tops = zip(*found, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _edges_of(text: PdfTextPage, place: int) -> _Corners:
    edges = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text, place, edges)
    return edges.left, edges.bottom, edges.right, edges.top


def _on_paper(page: PdfPage, corners: _Corners | None) -> Iterator[Box]:
    """The box as it is shown, if any of it is."""
    if corners is None:
        return
    left, bottom, right, top = corners
    shown = [_shown(page, left, bottom), _shown(page, right, top)]
    (left_, right_), (top_, bottom_) = (sorted(edges) for edges in zip(*shown, strict=True))
    box = max(left_, 0), max(top_, 0), min(right_, SHARE), min(bottom_, SHARE)
    if box[0] < box[2] and box[1] < box[3]:
        yield box


def _shown(page: PdfPage, x: float, y: float) -> tuple[int, int]:
    """A point of the page as it is shown: PDFium knows of its turns and its edges."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, SHARE, SHARE, 0, x, y, across, down)
    return across.value, down.value
