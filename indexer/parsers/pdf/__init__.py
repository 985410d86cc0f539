"""PDF: the text of each page, put together to paragraphs, with its place on the page.

Promises: all text that the file shows is in exactly one block: text, what was filled into a form
too, or left out as a running header, a footer, a page number or a comment; every passage has its
page and the characters there, as PDFium counts them. What cannot be read is said: an encrypted
file, pages that are pictures, attached files. Runs nothing that is in the file and opens nothing
beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument

from archive.model import Fact, Metadata
from indexer.blocks import Block, Piece, Reading
from indexer.language import identify
from indexer.parsers.pdf.flow import blocks_of, text_of, texts
from indexer.parsers.pdf.pages import Pages, opened, read_pages, resolver
from indexer.parsers.pdf.recognised import by_page
from indexer.parsers.pdf.recognised_report import ocr_notices, unread
from indexer.parsers.pdf.report import notices
from indexer.parsers.pdf.stated import BASIS, Stated, read_stated
from indexer.parsers.pdf.style import style_of

__all__ = ["read", "resolver"]

COMMENT = "comment"
_TITLE = 1.3  # times the size of the text that the first page's largest text must have
# A single word, the number of a chapter, a sentence, a list of what follows.
_NO_TITLE = re.compile(
    r"\S+$|\W*\d|.*\.$|(?:table of )?contents\b|inhalt|table des matières|índice|فهرست",
    re.IGNORECASE | re.DOTALL,
)
_INFO = ("Title", "Author", "CreationDate", "ModDate")


def read(data: bytes, recognised: Sequence[Mapping[str, Any]] = ()) -> Reading:
    """Read a PDF, with what was recognised on those of its pages that are pictures.

    Raises UnreadableError when it is encrypted or cannot be opened.
    """
    by_ocr = by_page(recognised)
    with closing(opened(data)) as document:
        pages = read_pages(document, by_ocr)
        info = {name: document.get_metadata_value(name) for name in _INFO}
        stated = read_stated(data, info, _language(document))
        attached = pdfium.FPDFDoc_GetAttachmentCount(document)
    shown = _blocks(pages)
    left = unread(pages.scanned, by_ocr)
    said = tuple(ocr_notices(pages.scanned, by_ocr, shown)) if by_ocr else ()
    return Reading(
        scheme="pdf",
        blocks=tuple(shown),
        metadata=_metadata(stated, shown, pages),
        charset="",
        notices=tuple(notices(pages, attached, said)),
        partial=bool(left or pages.damaged or attached) or pages.read < pages.count,
        pictures=left,
    )


def _blocks(pages: Pages) -> list[Block]:
    """The text's blocks by page, and behind them what was left out."""
    found = blocks_of(pages.lines, pages.edges, pages.read)
    notes = list(_notes(pages, any(block.reason is None for block in found)))
    text = [block for block in (*found, *notes) if block.reason is None]
    text.sort(key=lambda block: block.page or 0)
    return [*text, *(block for block in (*found, *notes) if block.reason is not None)]


def _notes(pages: Pages, has_text: bool) -> Iterator[Block]:
    """What was filled into forms, and comments, as far as the pages do not show them already.

    Comments are the text of a file that has no other.
    """
    shown: dict[int, str] = defaultdict(str)
    for line in pages.lines:
        shown[line.page] += _folded(line.text)
    for page, note in pages.notes:
        if _folded(note.text) not in shown[page]:
            piece = Piece(note.text, f"{page}#{note.number}", 0)
            reason = COMMENT if has_text and not note.filled_in else None
            yield Block(kind="paragraph", pieces=(piece,), page=page, reason=reason)


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _language(document: PdfDocument) -> str:
    """The language that the catalogue states."""
    size = pdfium.FPDFCatalog_GetLanguage(document, None, 0)
    if not 2 < size < 100:
        return ""
    buffer = (pdfium.FPDF_WCHAR * size)()
    pdfium.FPDFCatalog_GetLanguage(document, buffer, 2 * size)
    return bytes(buffer).decode("utf-16-le", "replace").partition("\0")[0]


def _metadata(stated: Stated, shown: list[Block], pages: Pages) -> Metadata:
    return Metadata(
        title=Fact(value=stated.title, basis=BASIS) if stated.title else _largest(shown, pages),
        authors=stated.authors,
        authors_basis=BASIS if stated.authors else "",
        published=stated.published,
        modified=stated.modified,
        language=identify(text_of(shown), stated.language),
    )


def _largest(shown: list[Block], pages: Pages) -> Fact | None:
    """The largest text of the first page, where it is one heading and much larger than the rest."""
    first = [block for block in shown if block.page == 1 and block.kind == "heading"]
    level = min((block.level for block in first), default=0)
    top = [block for block in first if block.level == level]
    sizes = [line.size for line in pages.lines if line.page == 1]
    if len(top) != 1 or not sizes or max(sizes) < _TITLE * style_of(pages.lines).size:
        return None
    title = next(texts(top))
    return None if _NO_TITLE.match(title) else Fact(value=title, basis="largest text")
