"""The words that Tesseract recognised on a page, out of its table.

Promises: every recognised word with its box and how sure the program is of it; signs that only
steer the direction of writing are taken off, since they are not on the page. Columns:
tesseract(1), "tsv".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_COLUMNS = 12
_WORD = "5"  # the level of words; pages, blocks, paragraphs and lines are 1 to 4
_DIRECTIONS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


class Word(NamedTuple):
    """A word and its box in pixels from the upper left corner of the page."""

    line: tuple[str, ...]  # numbers of its block, paragraph and line
    left: int
    top: int
    right: int
    bottom: int
    sure: float  # percent
    text: str


def words(table: str) -> Iterator[Word]:
    """The words in the order of the program, which is that of reading."""
    for row in table.split("\n"):
        cells = row.split("\t", _COLUMNS - 1)
        if len(cells) != _COLUMNS or cells[0] != _WORD:
            continue
        text = "".join(_DIRECTIONS.sub("", cells[11]).split())
        try:
            left, top, width, height = map(int, cells[6:10])
            sure = min(max(float(cells[10]), 0.0), 100.0)
        except ValueError:
            continue
        if text and width > 0 and height > 0:
            yield Word(tuple(cells[2:5]), left, top, left + width, top + height, sure, text)


def sureness(found: Sequence[Word]) -> float:
    """How sure the program is of words, in percent, by their letters; 0 of none."""
    letters = sum(len(word.text) for word in found)
    return sum(word.sure * len(word.text) for word in found) / letters if letters else 0.0
