"""Pictures of pages (PNG, JPEG, TIFF …): what OCR made of each, as paragraphs with their boxes.

Promises: without recognised pages the reading holds no text and names all pages as pictures; with
them it is made by the rules for pages of a PDF. What no page of text gives, as a photograph, is
left out as unsure. Believes nothing that a camera or scanner wrote into the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from archive.model import Metadata
from indexer.blocks import Reading
from indexer.language import identify
from indexer.media import PICTURES, media_type
from indexer.ocr.pictures import count_pages
from indexer.parsers.pdf.flow import blocks_of, text_of
from indexer.parsers.pdf.lines import Line
from indexer.parsers.pdf.recognised import by_page, read_lines
from indexer.parsers.pdf.recognised_report import ocr_notices, unread


def read(data: bytes, recognised: Sequence[Mapping[str, Any]] = ()) -> Reading:
    """Read a picture. Raises UnreadableError when it cannot be decoded at all."""
    kind = media_type(data, "")
    count = count_pages(BytesIO(data), kind if kind in PICTURES else "image/png")
    pages = by_page(recognised)
    numbers = range(1, count + 1)
    lines: list[Line] = []
    edges: dict[int, tuple[float, float]] = {}
    for number in numbers:
        if number in pages:
            found, edges[number] = read_lines(pages[number])
            lines += found
    shown = blocks_of(lines, edges, count)
    left = unread(numbers, pages)
    return Reading(
        scheme="ocr",
        blocks=tuple(shown),
        metadata=Metadata(language=identify(text_of(shown), "")),
        charset="",
        notices=tuple(ocr_notices(numbers, pages, shown)),
        partial=bool(left),
        pictures=left,
    )
