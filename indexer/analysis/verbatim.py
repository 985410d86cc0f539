"""Where exactly these characters stand in a text: what literal search is verified by.

Promises: exact in case, diacritics, punctuation and joiners; neither end of what is found lies
within a word of the text, as the analyser cuts it. Marks that only steer the direction of writing
are not looked at. Linear in the text, but for occurrences that overlap.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from archive.text import DIRECTION, Span
from indexer.analysis.cutting import spans

_DIRECTION: Final = re.compile(f"[{DIRECTION}]")


def occurrences(text: str, wanted: str, language: str) -> Iterator[Span]:
    """Each place of ``wanted``, which holds no mark of direction, in code points; ascending."""
    marks = set() if text.isascii() else {match.start() for match in _DIRECTION.finditer(text)}
    if not marks:
        yield from _occurrences(text, wanted, language)
        return
    kept = [at for at in range(len(text)) if at not in marks]
    seen = "".join(map(text.__getitem__, kept))
    for start, end in _occurrences(seen, wanted, language):
        yield kept[start], kept[end - 1] + 1


def words_within(words: Sequence[Span], found: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Index of the first and the last word that lies in each stretch of a text that has any.

    ``words``: where the words of the text stand, ascending.
    """
    starts, ends = [start for start, _ in words], [end for _, end in words]
    for start, end in found:
        first, last = bisect_left(starts, start), bisect_right(ends, end) - 1
        if first <= last:
            yield first, last


def _occurrences(text: str, wanted: str, language: str) -> Iterator[Span]:
    words = _Words(text, language)
    at = text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not words.cut(at) and not words.cut(end):
            yield at, end
        at = text.find(wanted, at + 1)


class _Words:
    """The words around places of a text, cut where they are looked at."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._language = language
        self._first = self._last = 0  # of the stretch that was cut
        self._starts: list[int] = []
        self._ends: list[int] = []

    def cut(self, place: int) -> bool:
        """Whether a place lies within a word."""
        around = self._text[max(0, place - 1) : place + 1]
        if len(around) < 2 or " " in around:
            return False
        if around.isascii() and around.isalnum():
            return True
        if not self._first < place < self._last:
            self._look(place)
        at = bisect_right(self._starts, place) - 1
        return at >= 0 and self._starts[at] < place < self._ends[at]

    def _look(self, place: int) -> None:
        """Cut the stretch between two spaces, which no word goes over."""
        text = self._text
        self._first = text.rfind(" ", 0, place) + 1
        last = text.find(" ", place)
        self._last = last if last >= 0 else len(text)
        found = spans(text[self._first : self._last], self._language)
        self._starts = [self._first + start for start, _ in found]
        self._ends = [self._first + end for _, end in found]
