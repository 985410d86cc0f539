"""PDF: the text of each page, put together to paragraphs, with its place on the page.

Promises: all text that the file shows is in exactly one block: text, or left out as a running
header, a footer or a page number; every passage has its page and the characters there, as PDFium
counts them. What cannot be read is said: an encrypted file, pages that are pictures, attached
files. Runs nothing that is in the file and opens nothing beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from archive.errors import UnreadableError
from archive.model import Fact, Metadata
from indexer.blocks import Block, Reading
from indexer.language import identify
from indexer.parsers.pdf.characters import Characters, read_characters
from indexer.parsers.pdf.furniture import furniture
from indexer.parsers.pdf.lines import Line, read_lines
from indexer.parsers.pdf.paragraphs import blocks, left_out
from indexer.parsers.pdf.report import notices, opening_sentence
from indexer.parsers.pdf.stated import BASIS, Stated, read_stated
from indexer.parsers.pdf.style import style_of

PAGES = 3_000  # of a file
CHARACTERS = 3_000_000  # of a file, a long book's; more would take longer than a file may
PAGE_CHARACTERS = 200_000  # of a page; a newspaper's has some 20,000
_PICTURE = 0.25  # of a page that pictures must cover for it to count as scanned
_PICTURES = 200  # objects of a page that are looked at
_LANGUAGE_FROM = 20_000  # code points
_TITLE = 1.3  # times the size of the text that the first page's largest text must have
# A single word, the number of a chapter, a sentence, a list of what follows.
_NO_TITLE = re.compile(
    r"\S+$|\W*\d|.*\.$|(?:table of )?contents\b|inhalt|table des matières|índice|فهرست",
    re.IGNORECASE | re.DOTALL,
)
_INFO = ("Title", "Author", "CreationDate", "ModDate")


@dataclass(slots=True)
class Pages:
    """What was found on the pages of a file; pages are numbered from 1."""

    count: int = 0
    read: int = 0
    lines: list[Line] = field(default_factory=list)
    edges: dict[int, tuple[float, float]] = field(default_factory=dict)  # bottom and height
    scanned: list[int] = field(default_factory=list)  # pictures without text
    damaged: list[int] = field(default_factory=list)


def read(data: bytes) -> Reading:
    """Read a PDF. Raises UnreadableError when it is encrypted or cannot be opened."""
    with closing(_opened(data)) as document:
        pages = _read_pages(document)
        info = {name: document.get_metadata_value(name) for name in _INFO}
        stated = read_stated(data, info, _language(document))
        attached = pdfium.FPDFDoc_GetAttachmentCount(document)
    shown = _blocks(pages)
    return Reading(
        scheme="pdf",
        blocks=tuple(shown),
        metadata=_metadata(stated, shown, pages),
        charset="",
        notices=tuple(notices(pages, attached)),
        partial=bool(pages.scanned or pages.damaged or attached) or pages.read < pages.count,
    )


def text_at(data: bytes, ranges: Iterable[tuple[str, int, int]]) -> str | None:
    """The text at a place of the scheme "pdf", a line of the page a line; None: not there."""
    wanted: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for path, start, end in ranges:
        wanted[int(path) if path.isdecimal() else 0].append((start, end))
    found: list[str] = []
    with closing(_opened(data)) as document:
        for number, stretches in wanted.items():
            if not 1 <= number <= len(document):
                return None
            lines = read_lines(_characters(document, number))
            found.extend(_within(line, stretches) for line in lines)
    return "\n".join(filter(None, found))


def _within(line: Line, stretches: Iterable[tuple[int, int]]) -> str:
    """What of a line stands in some stretches of its page."""
    return "".join(
        sign
        for sign, place in zip(line.text, line.places, strict=True)
        if any(start <= place < end for start, end in stretches)
    )


def _opened(data: bytes) -> PdfDocument:
    try:
        return PdfDocument(data)
    except PdfiumError as error:
        raise UnreadableError(opening_sentence(error.err_code)) from error


def _read_pages(document: PdfDocument) -> Pages:
    pages = Pages(count=len(document))
    left = CHARACTERS
    for number in range(1, min(pages.count, PAGES) + 1):
        try:
            characters = _characters(document, number)
            found = read_lines(characters)
            if not found and _is_picture(document[number - 1]):
                pages.scanned.append(number)
        except PdfiumError:
            pages.damaged.append(number)
            found = []
        else:
            pages.edges[number] = (characters.bottom, characters.height)
            left -= len(characters.codes)
        pages.lines += found
        pages.read = number
        if left <= 0:
            break
    return pages


def _characters(document: PdfDocument, number: int) -> Characters:
    with closing(document[number - 1]) as page, closing(page.get_textpage()) as text:
        return read_characters(page, text, number, PAGE_CHARACTERS)


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


def _blocks(pages: Pages) -> list[Block]:
    """The text's blocks, and what stands around it where it stands."""
    reasons = furniture(pages.lines, pages.edges, pages.read)
    kept = [line for index, line in enumerate(pages.lines) if index not in reasons]
    text = blocks(kept, style_of(kept))
    aside = [left_out(pages.lines[index], reason) for index, reason in sorted(reasons.items())]
    # What is left out follows the text: in the middle it would part sentences.
    return [*text, *aside]


def _language(document: PdfDocument) -> str:
    """The language that the catalogue states."""
    size = pdfium.FPDFCatalog_GetLanguage(document, None, 0)
    if not 2 < size < 100:
        return ""
    buffer = (pdfium.FPDF_WCHAR * size)()
    pdfium.FPDFCatalog_GetLanguage(document, buffer, 2 * size)
    return bytes(buffer).decode("utf-16-le", "replace").partition("\0")[0]


def _metadata(stated: Stated, shown: list[Block], pages: Pages) -> Metadata:
    text = "\n".join(_texts(shown))[:_LANGUAGE_FROM]
    return Metadata(
        title=Fact(value=stated.title, basis=BASIS) if stated.title else _largest(shown, pages),
        authors=stated.authors,
        authors_basis=BASIS if stated.authors else "",
        published=stated.published,
        modified=stated.modified,
        language=identify(text, stated.language),
    )


def _texts(shown: Iterable[Block]) -> Iterator[str]:
    for block in shown:
        if block.reason is None:
            yield " ".join("".join(piece.text for piece in block.pieces).split())


def _largest(shown: list[Block], pages: Pages) -> Fact | None:
    """The largest text of the first page, where it is one heading and much larger than the rest."""
    first = [block for block in shown if block.page == 1 and block.kind == "heading"]
    level = min((block.level for block in first), default=0)
    top = [block for block in first if block.level == level]
    sizes = [line.size for line in pages.lines if line.page == 1]
    if len(top) != 1 or not sizes or max(sizes) < _TITLE * style_of(pages.lines).size:
        return None
    title = next(_texts(top))
    return None if _NO_TITLE.match(title) else Fact(value=title, basis="largest text")
