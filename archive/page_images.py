"""A page of an original as a picture, and the boxes of a passage's words on it.

Promises: plain values that the site gets from the process that draws, whichever that is; boxes are
in ten-thousandths of the page's width and height. Draws nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.model import Place

SHARE = 10_000  # parts of a page's width and height
Box = tuple[int, int, int, int]  # left, top, right, bottom

_RECOGNISED = re.compile(r"(\d{1,6})@(\d{1,5}),(\d{1,5}),(\d{1,5}),(\d{1,5})")
_PAGE = re.compile(r"(\d{1,6})(?=$|[#@])")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """A page as it was drawn; ``png`` is empty where the file has no such page."""

    pages: int  # of the file
    width: int = 0  # pixels
    height: int = 0
    boxes: tuple[Box, ...] = ()  # of the passage's lines on it, as far as they are on the paper
    words: str = ""  # what stands there, as the file says; nothing of what OCR read
    annotated: bool = False  # some of it is in a form's field or a comment
    png: bytes = b""


def page_of(path: str) -> int:
    """The page from 1 that the path of a place names ("pdf" and "ocr"); 0: none."""
    match = _PAGE.match(path)
    return int(match[1]) if match else 0


def pages_of(place: Place | None) -> tuple[int, ...]:
    """The pages that a passage stands on, in its order; none where that is not known."""
    if place is None or place.scheme not in ("pdf", "ocr"):
        return ()
    return tuple(dict.fromkeys(page for path, _, _ in place.ranges if (page := page_of(path))))


def recognised_boxes(place: Place, number: int) -> Iterator[Box]:
    """The boxes on a page that a place itself names: those of lines that OCR read."""
    for path, _, _ in place.ranges:
        match = _RECOGNISED.fullmatch(path)
        if match and int(match[1]) == number:
            left, top, right, bottom = (min(int(edge), SHARE) for edge in match.groups()[1:])
            if left < right and top < bottom:
                yield left, top, right, bottom
