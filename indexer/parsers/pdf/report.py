"""What is said of a PDF that could not be read, or not wholly.

Promises: a plain sentence for each thing that is missing, with the pages concerned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import pypdfium2.raw as pdfium

from indexer.parsers.page_numbers import are, named, were

_HOW = "OCR can read pictures of text: the setting ocr, and Tesseract installed."


class Found(Protocol):
    """What of the pages the sentences are about."""

    count: int
    read: int
    scanned: list[int]
    damaged: list[int]

    @property
    def lines(self) -> Sequence[object]:
        """The lines of text."""


def opening_sentence(code: int | None) -> str:
    """Why a file could not be opened, by PDFium's code."""
    if code == pdfium.FPDF_ERR_PASSWORD:
        return "The PDF is encrypted: it opens with a password only."
    if code == pdfium.FPDF_ERR_SECURITY:
        return "The PDF is encrypted in a way that cannot be read."
    return "The PDF is damaged: it cannot be opened."


def notices(pages: Found, attachments: int, by_ocr: Sequence[str]) -> Iterator[str]:
    """What was not read of a file that was opened; ``by_ocr`` is said of its pictures if any."""
    if by_ocr:
        yield from by_ocr
    elif pages.scanned and not pages.lines:
        yield f"Scanned, no text: {named(pages.scanned).lower()} {are(pages.scanned)} without text."
        yield _HOW
    elif pages.scanned:
        verb = f"{are(pages.scanned)} without text and {were(pages.scanned)} not read"
        yield f"{named(pages.scanned)} {verb}."
        yield _HOW
    elif not pages.lines:
        yield "The pages of the PDF hold no text."
    if pages.damaged:
        yield f"{named(pages.damaged)} {were(pages.damaged)} damaged and could not be read."
    if pages.read < pages.count:
        yield f"Only the first {pages.read:,} of {pages.count:,} pages were read."
    if attachments > 0:
        files = "a file" if attachments == 1 else f"{attachments} files"
        verb = "was" if attachments == 1 else "were"
        yield f"The PDF carries {files} inside, which {verb} not read."
