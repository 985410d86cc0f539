"""The words of quotations and of the texts that they are sought in, as they are compared.

Promises: without case, accents, vowel signs, joiners, soft hyphens, tatweel; Arabic letters as in
Persian; digits by their values. Of a text of megabytes only the words that are looked at are made.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import overload

from archive.text import DIRECTION

# Accents, vowel signs and points, which are no letters to ``re`` and would cut a word in pieces; of
# India's scripts whole blocks but for their full stops.
_POINTS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0\u08ca-\u08e1\u08e3-\u0963"
    "\u0966-\u0df3\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
)
WORD = re.compile(rf"[\w\u200c\u200d\u00ad{DIRECTION}{_POINTS}]+(?:['’][\w\u00ad{_POINTS}]+)*")
_UNSEEN = re.compile(f"[\u0640\u200c\u200d\u00ad{DIRECTION}]")  # tatweel, joiners, soft hyphen
_ARABIC = str.maketrans("يىك", "ییک")


@dataclass(frozen=True, slots=True)
class TextWord:
    """A word as it is compared, and where it stands: code points, half-open."""

    folded: str
    start: int
    end: int


def words_of(text: str, offset: int = 0) -> list[TextWord]:
    """The words of a text that begins at ``offset`` of a longer one."""
    found = (
        TextWord(_folded(match[0]), offset + match.start(), offset + match.end())
        for match in WORD.finditer(text)
    )
    return [word for word in found if word.folded]


class WordsOfText(Sequence[TextWord]):
    """The words of a text, each made when it is asked for; ``places``: where those sought are."""

    def __init__(self, text: str, sought: Iterable[str]) -> None:
        self._lines = text.split("\n")  # no word runs over the end of a line
        self._firsts: list[int] = []  # of each line the number of its first word
        self._offsets: list[int] = []  # and of its first code point
        self.places: dict[str, list[int]] = {word: [] for word in sought}
        folded = cache(_folded)  # a text has the same words again and again
        self._count = offset = 0
        for line in self._lines:
            self._firsts.append(self._count)
            self._offsets.append(offset)
            words = [word for found in WORD.findall(line) if (word := folded(found))]
            if not self.places.keys().isdisjoint(words):
                for index, word in enumerate(words, self._count):
                    if word in self.places:
                        self.places[word].append(index)
            self._count += len(words)
            offset += len(line) + 1

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> TextWord: ...
    @overload
    def __getitem__(self, index: slice) -> list[TextWord]: ...

    def __getitem__(self, index: int | slice) -> TextWord | list[TextWord]:
        if isinstance(index, int):
            if not 0 <= index < self._count:
                raise IndexError(index)
            return self._between(index, index + 1)[0]
        start, stop, _ = index.indices(self._count)
        return self._between(start, stop)

    def _between(self, start: int, stop: int) -> list[TextWord]:
        line = first = bisect_right(self._firsts, start) - 1
        words: list[TextWord] = []
        while line < len(self._lines) and self._firsts[line] < stop:
            words += words_of(self._lines[line], self._offsets[line])
            line += 1
        skipped = self._firsts[first]
        return words[start - skipped : max(stop - skipped, 0)]


def _folded(word: str) -> str:
    """A word as it is compared."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", _UNSEEN.sub("", word)).casefold().translate(_ARABIC)
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in letters)
