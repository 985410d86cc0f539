"""The characters of a page as PDFium gives them, and where each stands.

Promises: one code point and one box a character, in PDFium's order, which is that of reading
within a line and that of the file between lines; the index of a character is its place. Text
that is turned by a quarter is turned back, so that lines run from left to right or right to left.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage, PdfTextPage

_TURNS = 4
_NAME = 128  # bytes of a font's name
_BLANK = 32  # codes up to this one are spaces, breaks and hyphens at line ends
# Fonts say in their names how heavy they are; PDFium guesses a weight. BX: bold ones of TeX.
_BOLD = re.compile(rb"bold|black|heavy|demi|(?:CM|SF|EC)[A-Z]*BX|[-,]Medi$", re.IGNORECASE)
_SAMPLES = 9  # characters that tell how the text of a page is turned


class Font(NamedTuple):
    """How a word is set."""

    size: float  # in points as it stands on the page
    bold: bool


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of one page; boxes in points, ``edges`` columns left, top, right, bottom."""

    number: int  # of the page, from 1
    codes: list[int]
    edges: npt.NDArray[np.float32]
    fonts: dict[int, Font]  # of the first character of each word
    height: float  # of the page as its text stands
    bottom: float
    downwards: bool = (
        False  # whether text runs down the paper, whose lines PDFium has last to first
    )


def read_characters(page: PdfPage, text: PdfTextPage, number: int, limit: int) -> Characters:
    """The first ``limit`` characters of a page."""
    count = min(text.count_chars(), limit)
    raw, unicode_of, box_of = text.raw, pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    codes = [unicode_of(raw, index) for index in range(count)]
    rects = (pdfium.FS_RECTF * count)()
    for index in range(count):
        box_of(raw, index, rects[index])
    edges = np.frombuffer(rects, np.float32).reshape(count, 4) if count else np.zeros((0, 4), "f4")
    left, bottom, right, top = page.get_bbox()
    turns = _turns(raw, count)
    for _ in range(turns):
        # A quarter clockwise: what ran upwards runs to the right.
        edges = np.stack([edges[:, 3], -edges[:, 0], edges[:, 1], -edges[:, 2]], axis=1)
        left, bottom, right, top = bottom, -right, top, -left
    edges = np.nan_to_num(edges, posinf=0, neginf=0)
    downwards = turns == (page.get_rotation() // 90 - 1) % _TURNS
    fonts = dict(_fonts(raw, codes))
    return Characters(number, codes, edges, fonts, top - bottom, bottom, downwards)


def _fonts(text: ctypes.c_void_p, codes: Sequence[int]) -> Iterator[tuple[int, Font]]:
    """The font of each word at its first character."""
    name = ctypes.create_string_buffer(_NAME)
    flags, matrix = ctypes.c_int(), pdfium.FS_MATRIX()
    before = _BLANK
    for index, code in enumerate(codes):
        if before <= _BLANK < code:
            size = pdfium.FPDFText_GetFontSize(text, index)
            if pdfium.FPDFText_GetMatrix(text, index, matrix):
                size *= math.hypot(matrix.c, matrix.d)
            pdfium.FPDFText_GetFontInfo(text, index, name, _NAME, flags)
            yield index, Font(size, _BOLD.search(name.value) is not None)
        before = code


def _turns(text: ctypes.c_void_p, count: int) -> int:
    """By how many quarters most of the text of a page is turned, against the clock."""
    step = max(1, count // _SAMPLES)
    angles = [pdfium.FPDFText_GetCharAngle(text, index) for index in range(0, count, step)]
    # PDFium's angles go with the clock.
    turned = [-round(2 * angle / np.pi) % _TURNS for angle in angles if angle >= 0]
    return max(set(turned), key=turned.count) if turned else 0
