"""The letters of a line in the order in which they are read.

Promises: presentation forms become the letters they show, ligatures give their letters from the
first to the last, and a vowel sign follows its letter; joiners stay. A letter keeps the index of
the character that it came from. PDFium turns Arabic and Hebrew lines into reading order already,
but character by character, which puts the letters of a ligature the wrong way round.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from indexer.parsers.pdf.characters import Characters

LINE_END_HYPHEN = 2  # what PDFium gives for a hyphen at the end of a line

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PRESENTED = re.compile("[\ufb00-\ufdff\ufe70-\ufefc]")
# What is not simply shown as it is.
_ODD = re.compile(
    "[^ -~\u00a1-\u058f\u0900-\udfff\uf900-\ufaff\uff00-\uffef]|[\ud800-\udfff\u3000]"
)
_LAM, _ALEFS = "ل", frozenset("اأإآٱ")
# Bullets of symbol fonts, which have no code point of their own.
_BULLETS = dict.fromkeys((0xF0B7, 0xF0A7, 0xF0D8, 0xF076, 0xF0FC, 0xF0A8, 0xF06E, 0xF02D), "•")
_SPACES = frozenset((9, 32, 0xA0, 0x3000))
_SAME = 0.05  # points between the boxes of the letters of one glyph


class Letter(NamedTuple):
    """A code point that is read, and the index of its character on the page."""

    text: str
    place: int


def read_letters(page: Characters, start: int, end: int) -> tuple[str, array[int]]:
    """The text of the characters [start, end) of a page, which are one line, and their places.

    A place is a character's index on the page, -1 for a sign that is not there.
    """
    text = "".join(map(chr, page.codes[start:end]))
    if not _ODD.search(text):
        return text, array("i", range(start, end))
    letters = _letters(page, start, end)
    return "".join([one.text for one in letters]), array("i", [one.place for one in letters])


def _letters(page: Characters, start: int, end: int) -> list[Letter]:
    plain = [
        Letter(shown, index)
        for index in range(start, end)
        if (shown := _shown(page.codes[index])) is not None
    ]
    if not any(_RIGHT_TO_LEFT.match(letter.text) for letter in plain):
        return list(_folded(plain))
    letters = list(_folded(_clusters(page, plain)))
    return list(_spaced(_marks_behind(page, letters)))


def is_right_to_left(text: str) -> bool:
    """Whether most letters of a text are of a script that is read from right to left."""
    return 2 * len(_RIGHT_TO_LEFT.findall(text)) > sum(map(str.isalpha, text))


def _shown(code: int) -> str | None:
    """A character as text; None for one that is none (controls, surrogates, noncharacters)."""
    if code in _SPACES:
        return " "
    if code in _BULLETS:
        return _BULLETS[code]
    if code == LINE_END_HYPHEN:
        return "-"
    if code < 32 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE:
        return None
    return chr(code) if code < 0x110000 else None


def _folded(letters: Iterable[Letter]) -> Iterator[Letter]:
    """Letters for presentation forms: one may become several."""
    for letter in letters:
        if _PRESENTED.match(letter.text):
            for text in unicodedata.normalize("NFKC", letter.text):
                yield Letter(text, letter.place)
        else:
            yield letter


def _clusters(page: Characters, letters: Sequence[Letter]) -> Iterator[Letter]:
    """The letters of each ligature, which share a box, from the first to the last."""
    start = 0
    while start < len(letters):
        end = start + 1
        while end < len(letters) and _is_one_glyph(page, letters[start], letters[end]):
            end += 1
        yield from _in_order(letters[start:end]) if end - start > 1 else letters[start:end]
        start = end


def _is_one_glyph(page: Characters, first: Letter, other: Letter) -> bool:
    if not (_RIGHT_TO_LEFT.match(first.text) and _RIGHT_TO_LEFT.match(other.text)):
        return False
    one, two = page.edges[first.place], page.edges[other.place]
    return bool(abs(one[0] - two[0]) < _SAME and abs(one[2] - two[2]) < _SAME)


def _in_order(cluster: Sequence[Letter]) -> Sequence[Letter]:
    """A ligature's letters; PDFium has them backwards unless they were one character."""
    text = "".join(letter.text for letter in cluster)
    if len(text) == 2 and _LAM in text and _ALEFS & set(text):
        return cluster if text[0] == _LAM else cluster[::-1]
    if text in _ligatures() and text[::-1] not in _ligatures():
        return cluster
    return cluster[::-1]


@cache
def _ligatures() -> frozenset[str]:
    """The letters of the ligatures that Unicode has."""
    codes = range(0xFBEA, 0xFDFE)
    return frozenset(unicodedata.normalize("NFKC", chr(code)) for code in codes)


def _marks_behind(page: Characters, letters: list[Letter]) -> list[Letter]:
    """Vowel signs behind the letter above or below which they stand."""
    moved = list(letters)
    for at in range(len(moved) - 1):
        mark, after = moved[at], moved[at + 1]
        if unicodedata.combining(mark.text) == 0 or not after.text.isalpha():
            continue
        if at == 0 or not _stands_at(page, mark, moved[at - 1]):
            if not _stands_at(page, mark, after):
                continue
            moved[at], moved[at + 1] = after, mark
            if at and moved[at - 1].text == " " and _has_no_width(page, moved[at - 1]):
                moved[at - 1] = Letter("", moved[at - 1].place)
    return [letter for letter in moved if letter.text]


def _stands_at(page: Characters, mark: Letter, letter: Letter) -> bool:
    left, _, right, _ = page.edges[mark.place]
    box = page.edges[letter.place]
    return bool(letter.text.isalpha() and box[0] <= (left + right) / 2 <= box[2])


def _has_no_width(page: Characters, letter: Letter) -> bool:
    left, _, right, _ = page.edges[letter.place]
    return bool(right - left < _SAME)


def _spaced(letters: Sequence[Letter]) -> Iterator[Letter]:
    """A space between a Latin word and the Arabic word after it, where the page has none.

    Word processors put the space on the other side of such a word. The index -1: not on the page.
    """
    previous = ""
    for letter in letters:
        is_latin = previous.isascii() and previous.isalpha()
        if is_latin and _RIGHT_TO_LEFT.match(letter.text) and letter.text.isalpha():
            yield Letter(" ", -1)
        yield letter
        previous = letter.text
