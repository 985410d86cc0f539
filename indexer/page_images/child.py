"""What a confined process does with a page that somebody wants to look at: draw it.

Promises: the answer is a line of JSON (``Drawn``), a table of colours and a byte a pixel; nothing
of the file's own bytes is handed on. Annotations that a viewer shows are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from archive.errors import UnreadableError
from archive.page_images import Box
from archive.plain import json_bytes, to_plain
from indexer.media import split_charset
from indexer.ocr import pictures
from indexer.ocr.pictures import KINDS
from indexer.page_images import paper
from indexer.page_images.located import Located, Range, locate, rectangles
from indexer.parsers.pdf.annotations import with_annotations
from indexer.parsers.pdf.report import opening_sentence

ANSWER = "indexer.page_images.child:answer"
DOTS = 150  # an inch: small print can be read, and a page is some 100 kilobytes
_POINTS = 72  # of an inch
_LESS = 1 - 1e-9  # so that rounding up adds no row to a page of whole pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What is said of the pixels that follow; without ``width`` there are none."""

    pages: int
    width: int = 0
    height: int = 0
    boxes: tuple[Box, ...] = ()
    words: str = ""
    annotated: bool = False


def prepare() -> None:
    """Load what decodes."""
    pictures.prepare()


def answer(source: BinaryIO, media_type: str, page: int, ranges: Sequence[Range] = ()) -> bytes:
    """The page, from 1, of a PDF or a picture; ``ranges`` of a place on it are located.

    Raises UnreadableError.
    """
    kind, _ = split_charset(media_type)
    if kind in KINDS:
        return _picture(source, kind, page)
    try:
        with closing(PdfDocument(source)) as document:
            if page > len(document):
                return _said(Drawn(pages=len(document)))
            return _page(document, page, ranges)
    except PdfiumError as error:
        raise UnreadableError(opening_sentence(error.err_code)) from error


def _picture(source: BinaryIO, kind: str, number: int) -> bytes:
    count = pictures.count_pages(source, kind)
    if number > count:
        return _said(Drawn(pages=count))
    image = pictures.coloured_page(source, kind, number, paper.PIXELS)
    scale = paper.scale_of(image.size, 1)
    if scale < 1:
        size = max(1, int(image.width * scale)), max(1, int(image.height * scale))
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2)
    return _drawn(count, image, Located([], "", False))


def _page(document: PdfDocument, number: int, ranges: Sequence[Range]) -> bytes:
    count = len(document)
    try:
        rects = rectangles(document, number, ranges)
        page, notes = with_annotations(document, number)
        with closing(page):
            found = locate(page, number, ranges, notes, rects)
            return _drawn(count, _rendered(page), found)
    except PdfiumError as error:
        raise UnreadableError("The page is damaged: it cannot be drawn.") from error


def _rendered(page: PdfPage) -> Image.Image:
    scale = _LESS * paper.scale_of(page.get_size(), DOTS / _POINTS)
    with closing(page.render(scale=scale)) as bitmap:
        image: Image.Image = bitmap.to_pil()
        image.load()
        return image.copy()


def _drawn(count: int, image: Image.Image, found: Located) -> bytes:
    palette, pixels = paper.pixels(image)
    said = Drawn(
        pages=count,
        width=image.width,
        height=image.height,
        boxes=tuple(found.boxes),
        words=found.words,
        annotated=found.annotated,
    )
    return _said(said) + palette + pixels


def _said(drawn: Drawn) -> bytes:
    return json_bytes(to_plain(drawn)) + b"\n"
