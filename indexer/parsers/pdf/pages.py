"""The pages of a PDF: opened, and read one by one to lines and notes.

Promises: a page is read by itself, the same each time; one that is damaged costs itself only; how
much is read has limits that depend on the file alone. Raises UnreadableError for a file that is
encrypted or cannot be opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from archive.errors import UnreadableError
from indexer.parsers.pdf.annotations import Note, with_annotations
from indexer.parsers.pdf.characters import Characters, read_characters
from indexer.parsers.pdf.lines import Line, read_lines
from indexer.parsers.pdf.recognised import Recognised
from indexer.parsers.pdf.recognised import read_lines as recognised_lines
from indexer.parsers.pdf.report import opening_sentence

PAGES = 3_000  # of a file
CHARACTERS = 3_000_000  # of a file, a long book's; more would take longer than a file may
PAGE_CHARACTERS = 200_000  # of a page; a newspaper's has some 20,000
_PICTURE = 0.25  # of a page that pictures must cover for it to count as scanned
_PICTURES = 200  # objects of a page that are looked at


@dataclass(slots=True)
class Pages:
    """What was found on the pages of a file; pages are numbered from 1."""

    count: int = 0
    read: int = 0
    lines: list[Line] = field(default_factory=list)
    notes: list[tuple[int, Note]] = field(default_factory=list)  # with their page
    edges: dict[int, tuple[float, float]] = field(default_factory=dict)  # bottom and height
    scanned: list[int] = field(default_factory=list)  # pictures without text
    damaged: list[int] = field(default_factory=list)


def opened(data: bytes) -> PdfDocument:
    """Open a file; one that asks for no password although it is encrypted, too."""
    try:
        return PdfDocument(data)
    except PdfiumError as error:
        raise UnreadableError(opening_sentence(error.err_code)) from error


def read_pages(document: PdfDocument, recognised: Mapping[int, Recognised]) -> Pages:
    """All pages, as far as the limits go; of those that are pictures what was recognised."""
    pages = Pages(count=len(document))
    left = CHARACTERS
    for number in range(1, min(pages.count, PAGES) + 1):
        pages.read = number
        try:
            characters, notes = read_page(document, number)
            found = read_lines(characters)
            if not found and _is_picture(document[number - 1]):
                pages.scanned.append(number)
        except PdfiumError:
            pages.damaged.append(number)
            continue
        edges = characters.bottom, characters.height
        if number in recognised and pages.scanned[-1:] == [number]:
            found, edges = recognised_lines(recognised[number])
        pages.lines += found
        pages.notes += [(number, note) for note in notes]
        pages.edges[number] = edges
        left -= len(characters.codes)
        if left <= 0:
            break
    return pages


def read_page(document: PdfDocument, number: int) -> tuple[Characters, list[Note]]:
    """The characters of a page, and the notes on it."""
    page, notes = with_annotations(document, number)
    with closing(page), closing(page.get_textpage()) as text:
        return read_characters(page, text, number, PAGE_CHARACTERS), notes


def resolver(data: bytes) -> Callable[[str, int, int], str]:
    """From a range of a place of the scheme "pdf" to the text there, a line of the page a line.

    "" where there is none.
    """
    document = opened(data)

    @cache
    def there(number: int) -> tuple[list[Line], list[Note]]:
        characters, notes = read_page(document, number)
        return read_lines(characters), notes

    def resolve(path: str, start: int, end: int) -> str:
        page, _, annotation = path.partition("#")
        if not (page.isdecimal() and 1 <= int(page) <= len(document)):
            return ""
        lines, notes = there(int(page))
        if annotation:
            texts = [note.text for note in notes if str(note.number) == annotation]
            return "".join(text[start:end] for text in texts)
        return "\n".join(filter(None, (within(line, start, end) for line in lines)))

    return resolve


def within(line: Line, start: int, end: int) -> str:
    """What of a line stands in a stretch of its page."""
    places = zip(line.text, line.places, strict=True)
    return "".join(sign for sign, place in places if start <= place < end)


def _is_picture(page: PdfPage) -> bool:
    """Whether pictures cover a good part of a page."""
    width, height = page.get_size()
    covered = 0.0
    with closing(page):
        pictures = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)
        for picture, _ in zip(pictures, range(_PICTURES), strict=False):
            left, bottom, right, top = picture.get_bounds()
            covered += abs(right - left) * abs(top - bottom)
    return bool(covered > _PICTURE * width * height)
