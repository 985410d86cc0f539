"""The lines of a page, each with where it stands and how large it is set.

Promises: every character that is shown is in exactly one line; ``pieces`` of a line name their
characters; the same page always gives the same lines, so that a place found once is found again.
Does not know which lines belong together.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import median

import numpy as np
import numpy.typing as npt

from indexer.blocks import Piece
from indexer.parsers.pdf.characters import Characters, Font
from indexer.parsers.pdf.letters import LINE_END_HYPHEN, is_right_to_left, read_letters

_BREAKS = frozenset((10, 13))
_HYPHENS = frozenset("-\u00ad\u2010")
GAP = 1.6  # heights of a line that may stand between words; more is between columns


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; lengths in points, ``top`` and ``bottom`` counted upwards."""

    page: int
    text: str
    places: array[int]  # of each code point of it, on the page; -1: not there
    end: int  # index behind its characters and the line break
    left: float
    right: float
    top: float
    bottom: float
    bold: bool
    gaps: int  # wide ones, as between the cells of a table
    rtl: bool
    size: float  # of its font
    path: str = ""  # of its places; "" the number of its page
    confidence: float | None = None  # percent, of a line that was recognised on a picture

    @property
    def start(self) -> int:
        """The index of its first character on the page, in the order of the page's text."""
        return min(place for place in self.places if place >= 0)

    @property
    def hyphenated(self) -> bool:
        """Whether a word may go on in the next line."""
        return len(self.text) > 2 and self.text[-1] in _HYPHENS and self.text[-2].isalpha()

    def pieces(self, start: int = 0, stop: int | None = None) -> Iterator[Piece]:
        """Its letters, or those of a stretch, with their places."""
        text, places = self.text[start:stop], self.places[start:stop]
        while -1 in places:  # a sign that is not on the page parts the pieces
            at = places.index(-1)
            yield from self._piece(text[:at], places[:at])
            yield Piece(text[at], None, 0)
            text, places = text[at + 1 :], places[at + 1 :]
        yield from self._piece(text, places)

    def _piece(self, text: str, places: array[int]) -> Iterator[Piece]:
        if not text:
            return
        first = min(places)
        if places == array("i", range(first, first + len(places))):
            yield Piece(text, self.path or str(self.page), first)
        else:
            ends = tuple(accumulate((place + 1 for place in places), max))
            yield Piece(text, self.path or str(self.page), first, ends)


def read_lines(page: Characters) -> list[Line]:
    """The lines of a page in the order of its text, from the top."""
    lines = [line for start, end, after in _runs(page) for line in _line(page, start, end, after)]
    return lines[::-1] if page.downwards and _goes_up(lines) else lines


def _goes_up(lines: Sequence[Line]) -> bool:
    """Whether they stand from the bottom to the top."""
    pairs = list(pairwise(lines))
    up = sum(line.bottom > before.top for before, line in pairs)
    down = sum(line.top < before.bottom for before, line in pairs)
    return up > 2 * down


def _runs(page: Characters) -> Iterator[tuple[int, int, int]]:
    """Begin and end of each line's characters, and where the next line begins."""
    start, codes = 0, page.codes
    for index, code in enumerate(codes):
        if code in _BREAKS:
            if index > start:
                yield start, index, _behind_breaks(codes, index)
            start = index + 1
        elif code == LINE_END_HYPHEN:
            yield start, index + 1, index + 1
            start = index + 1
    if start < len(codes):
        yield start, len(codes), len(codes)


def _behind_breaks(codes: Sequence[int], index: int) -> int:
    while index < len(codes) and codes[index] in _BREAKS:
        index += 1
    return index


def _line(page: Characters, start: int, end: int, after: int) -> Iterator[Line]:
    text, places = read_letters(page, start, end)
    begin, stop = len(text) - len(text.lstrip(" ")), len(text.rstrip(" "))
    if begin >= stop:
        return
    text, places = text[begin:stop], places[begin:stop]
    shown = [place for sign, place in zip(text, places, strict=True) if sign != " "]
    edges = page.edges[shown]
    bottom, height = _middle(edges[:, 3]), _middle(edges[:, 1] - edges[:, 3])
    fonts = [page.fonts[index] for index in shown if index in page.fonts] or [Font(height, False)]
    yield Line(
        page=page.number,
        text=text,
        places=places,
        end=after,
        left=float(edges[:, 0].min()),
        right=float(edges[:, 2].max()),
        top=bottom + height,
        bottom=bottom,
        bold=all(font.bold for font in fonts),
        gaps=_gaps(edges, height),
        rtl=is_right_to_left(text),
        size=median(font.size for font in fonts),
    )


def _middle(values: npt.NDArray[np.float32]) -> float:
    """The median, without what numpy's own does for values that are missing."""
    return float(np.sort(values)[len(values) // 2])


def _gaps(edges: npt.NDArray[np.float32], size: float) -> int:
    """How often more than a wide space stands between characters that are side by side."""
    aside = edges[np.argsort(edges[:, 0])]
    reached = np.maximum.accumulate(aside[:, 2])
    return int((aside[1:, 0] - reached[:-1] > GAP * size).sum())
