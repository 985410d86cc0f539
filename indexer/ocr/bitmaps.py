"""What a confined process does with a page that is a picture: make a grey bitmap of it.

Promises: the bitmap is a whole portable graymap (netpbm, pgm(5), "P5") of at most ``PIXELS``, with
the dots an inch in its comment, 0 where they are not known; nothing of the file's own bytes is
handed on. Runs where ``indexer.sandbox_child`` has confined it.
"""

from __future__ import annotations

import re
from contextlib import closing
from math import sqrt
from typing import BinaryIO, NamedTuple

import numpy as np
from pypdfium2 import PdfDocument, PdfiumError

from archive.errors import UnreadableError
from indexer.media import split_charset
from indexer.ocr import pictures
from indexer.ocr.pictures import KINDS, LEAST, Grey, grey_page
from indexer.parsers.pdf.report import opening_sentence

ANSWER = "indexer.ocr.bitmaps:answer"
PIXELS = 40_000_000  # of a bitmap: A3 at 300 dots an inch has 17
DOTS = 300  # an inch: what Tesseract's models were made for; more takes longer and reads no better
_SIDE = 30_000  # pixels; Tesseract takes no more than 32,767
_POINTS = 72  # of an inch
_LESS = 1 - 1e-9  # so that rounding up adds no row to a page of whole pixels
_HEADER = re.compile(rb"P5\n# (\d{1,4}) dots an inch\n(\d{1,5}) (\d{1,5})\n255\n")


class Bitmap(NamedTuple):
    """A graymap and what its header says."""

    data: bytes
    dots: int  # an inch; 0 unknown
    width: int  # pixels
    height: int


def prepare() -> None:
    """Load what decodes."""
    pictures.prepare()


def answer(source: BinaryIO, media_type: str, page: int) -> bytes:
    """The graymap of a page, from 1. Raises UnreadableError."""
    kind, _ = split_charset(media_type)
    if kind in KINDS:
        return _graymap(_reduced(grey_page(source, kind, page)), 0)
    return _rendered(source, page)


def read_bitmap(data: bytes) -> Bitmap | None:
    """What ``answer`` gave, if it is one: its maker need not be trusted."""
    header = _HEADER.match(data)
    if header is None:
        return None
    dots, width, height = map(int, header.groups())
    return Bitmap(data, dots, width, height) if len(data) == header.end() + width * height else None


def _rendered(source: BinaryIO, number: int) -> bytes:
    try:
        with closing(PdfDocument(source)) as document, closing(document[number - 1]) as page:
            width, height = page.get_size()
            scale = _LESS * min(
                DOTS / _POINTS, sqrt(PIXELS / max(width * height, 1)), _SIDE / max(width, height, 1)
            )
            with closing(page.render(scale=scale, grayscale=True)) as bitmap:
                grey: Grey = bitmap.to_numpy().reshape(bitmap.height, -1)
                return _graymap(grey, scale * _POINTS)
    except PdfiumError as error:
        raise UnreadableError(opening_sentence(error.err_code)) from error


def _reduced(grey: Grey) -> Grey:
    """A picture made small enough by averaging squares of pixels."""
    height, width = grey.shape
    times = max(1, int(np.ceil(sqrt(width * height / PIXELS))), -(-max(grey.shape) // _SIDE))
    if times == 1:
        return grey
    high, wide = height // times, width // times
    squares = grey[: high * times, : wide * times].reshape(high, times, wide, times)
    reduced: Grey = squares.mean(axis=(1, 3), dtype=np.float32).astype(np.uint8)
    return reduced


def _graymap(grey: Grey, dots: float) -> bytes:
    height, width = grey.shape
    if min(height, width) < LEAST:
        raise UnreadableError(f"The picture has {width} × {height} pixels, too few for text.")
    header = f"P5\n# {dots:.0f} dots an inch\n{width} {height}\n255\n".encode("ascii")
    return header + np.ascontiguousarray(grey).tobytes()
