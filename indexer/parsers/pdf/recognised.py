"""Recognised pages as lines like those of a PDF: the same rules make paragraphs of both.

Promises: every recognised word is in exactly one line, in the program's order; a line's path names
its page and box, its places count the code points of its own text. Which lines are text is for
others to decide; ``UNSURE`` is how sure the program must be at least.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from indexer.ocr.words import Word, sureness, words
from indexer.parsers.pdf.letters import is_right_to_left
from indexer.parsers.pdf.lines import GAP, Line

UNSURE = 40.0  # percent: of what is read from photographs and stains most is below, of text above
REASON = "unsure reading"
_SHARE = 10_000  # parts of a page's width and height
_UNIT = 0.24  # points of a pixel at 300 dots an inch; only ratios of lengths matter
_LARGE = 1.6  # times the usual height: a heading. Heights of single lines vary by a half
_TALL = 0.95  # of the words of a line are not higher than its height
_LETTERS = 0.93  # of a font's size: from the top of its letters to the bottom of others
_STEP = 1.45  # sizes from one line to the next, usually: wider ones are typed with double spacing
_STEPS = (0.8, 4.0)  # heights of a line that a step between two may have


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page that was given to the program: its words, or why there are none."""

    page: int  # from 1
    width: int = 0  # pixels
    height: int = 0
    table: str = ""
    failed: str = ""  # a sentence without its full stop


def by_page(plain: Sequence[Mapping[str, Any]]) -> dict[int, Recognised]:
    """Recognised pages out of a question to a parser process."""
    return {page.page: page for page in (Recognised(**each) for each in plain)}


def read_lines(page: Recognised) -> tuple[list[Line], tuple[float, float]]:
    """The lines of a recognised page, and bottom and height of the page as its text stands."""
    groups = [list(group) for _, group in groupby(words(page.table), key=lambda word: word.line)]
    turns = _turns(groups)
    turned = [[_quarters(word, turns, page) for word in group] for group in groups]
    heights = [_height(group) for group in turned]
    usual = median(heights) if heights else 0.0
    size = max(usual / _LETTERS, _step(turned, usual) / _STEP)
    lines = [
        _line(page, group, upright, size * (height / usual if height > _LARGE * usual else 1))
        for group, upright, height in zip(groups, turned, heights, strict=True)
    ]
    points = _UNIT * (page.width if turns % 2 else page.height)
    return lines, (-points, points)


def _line(page: Recognised, group: Sequence[Word], upright: Sequence[Word], size: float) -> Line:
    text = " ".join(word.text for word in group)
    bottom = -_bottom(upright)
    return Line(
        page=page.page,
        text=text,
        places=array("i", range(len(text))),
        end=len(text),
        left=_UNIT * min(word.left for word in upright),
        right=_UNIT * max(word.right for word in upright),
        top=_UNIT * (bottom + size),
        bottom=_UNIT * bottom,
        bold=False,
        gaps=_gaps(upright, size),
        rtl=is_right_to_left(text),
        size=_UNIT * size,
        path=f"{page.page}@{_box(page, group)}",
        confidence=sureness(group),
    )


def _box(page: Recognised, group: Sequence[Word]) -> str:
    """The box of words on the page as it lies, in shares of its width and height."""
    width, height = page.width, page.height
    left, right = min(word.left for word in group), max(word.right for word in group)
    top, bottom = min(word.top for word in group), max(word.bottom for word in group)
    edges = (left / width, top / height, right / width, bottom / height)
    return ",".join(str(min(max(round(_SHARE * edge), 0), _SHARE)) for edge in edges)


def _height(group: Sequence[Word]) -> float:
    heights = sorted(word.bottom - word.top for word in group)
    return heights[min(int(_TALL * len(heights)), len(heights) - 1)]


def _bottom(group: Sequence[Word]) -> float:
    """Where a line stands, in pixels from the top: letters that reach below it are the fewer."""
    return median(word.bottom for word in group)


def _step(groups: Sequence[Sequence[Word]], height: float) -> float:
    """What is usual from one line of a page to the next, in pixels; 0 where none follow others."""
    low, high = _STEPS
    steps = [_bottom(below) - _bottom(above) for above, below in pairwise(groups)]
    usual = [step for step in steps if low * height < step < high * height]
    return median(usual) if usual else 0.0


def _gaps(group: Sequence[Word], size: float) -> int:
    """How often more than a wide space stands between words that are side by side."""
    aside = sorted(group, key=lambda word: word.left)
    reached, count = aside[0].right, 0
    for word in aside[1:]:
        count += word.left - reached > GAP * size
        reached = max(reached, word.right)
    return count


def _turns(groups: Sequence[Sequence[Word]]) -> int:
    """By how many quarters, clockwise, a page must be turned so that its text is upright.

    Boxes are told on the page as it lies; how it lies is told by where lines begin and end.
    """
    right = down = 0
    for group in groups:
        first, last = group[0], group[-1]
        sign = -1 if is_right_to_left(" ".join(word.text for word in group)) else 1
        right += sign * (last.left + last.right - first.left - first.right)
        down += sign * (last.top + last.bottom - first.top - first.bottom)
    if abs(right) >= abs(down):
        return 0 if right >= 0 else 2
    return 1 if down < 0 else 3


def _quarters(word: Word, turns: int, page: Recognised) -> Word:
    """A word of a page that is turned by so many quarters clockwise."""
    left, top, right, bottom = word[1:5]
    width, height = page.width, page.height
    if turns == 1:
        left, top, right, bottom = height - bottom, left, height - top, right
    elif turns == 2:
        left, top, right, bottom = width - right, height - bottom, width - left, height - top
    elif turns == 3:
        left, top, right, bottom = top, width - right, bottom, width - left
    return word._replace(left=left, top=top, right=right, bottom=bottom)
