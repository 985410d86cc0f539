"""The table of contents of a document: as many of its headings as somebody can look through.

Promises: where there are more, those of the higher levels, and of too many of these the ones
nearest to where the reader is; how many there are in all is told.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from archive.search import Heading, Outline

MOST = 300  # headings; a book has fewer chapters and sections


@dataclass(frozen=True, slots=True)
class Contents:
    """The headings to show, in order, and the number of all."""

    headings: tuple[Heading, ...]
    total: int


def contents(outline: Outline, near: int, *, without_title: bool = False) -> Contents:
    """The contents as seen from the passage ``near``; its title is no part of a document's own."""
    headings = outline.headings[1:] if without_title else outline.headings
    shown = headings
    for level in sorted({heading.level for heading in headings}, reverse=True):
        if len(shown) <= MOST:
            break
        higher = tuple(heading for heading in shown if heading.level < level)
        shown = higher or shown
    if len(shown) > MOST:
        place = bisect_left(shown, near, key=lambda heading: heading.ordinal)
        first = max(min(place - MOST // 2, len(shown) - MOST), 0)
        shown = shown[first : first + MOST]
    return Contents(shown, len(headings))
