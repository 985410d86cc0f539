"""What is said of a PDF that could not be read, or not wholly.

Promises: a plain sentence for each thing that is missing, with the pages concerned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import pypdfium2.raw as pdfium

_NAMED = 20  # stretches of pages that are named; a list of hundreds is not read


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


def notices(pages: Found, attachments: int) -> Iterator[str]:
    """What was not read of a file that was opened."""
    if pages.scanned and not pages.lines:
        named = _pages(pages.scanned).lower()
        yield f"Scanned, no text: {named} {_are(pages.scanned)} without text."
    elif pages.scanned:
        are = f"{_are(pages.scanned)} without text and {_were(pages.scanned)} not read"
        yield f"{_pages(pages.scanned)} {are}."
    elif not pages.lines:
        yield "The pages of the PDF hold no text."
    if pages.damaged:
        yield f"{_pages(pages.damaged)} {_were(pages.damaged)} damaged and could not be read."
    if pages.read < pages.count:
        yield f"Only the first {pages.read:,} of {pages.count:,} pages were read."
    if attachments > 0:
        files = "a file" if attachments == 1 else f"{attachments} files"
        verb = "was" if attachments == 1 else "were"
        yield f"The PDF carries {files} inside, which {verb} not read."


def _pages(numbers: Sequence[int]) -> str:
    """Page numbers as people write them: "Pages 1, 3–5"."""
    stretches: list[list[int]] = []
    for number in numbers:
        if stretches and stretches[-1][-1] == number - 1:
            stretches[-1][1:] = [number]
        else:
            stretches.append([number])
    named = ["–".join(map(str, stretch)) for stretch in stretches]
    more = " and more" if len(named) > _NAMED else ""
    return f"Page{'s' if len(numbers) > 1 else ''} {', '.join(named[:_NAMED])}{more}"


def _are(numbers: Sequence[int]) -> str:
    return "is a picture" if len(numbers) == 1 else "are pictures"


def _were(numbers: Sequence[int]) -> str:
    return "was" if len(numbers) == 1 else "were"
