"""The words of a text that have one of some terms, found without reading most of the others.

Promises: exactly those tokens of ``indexer.analysis.tokens``. A word is read when its folded
letters begin as a word with a wanted term must (``stems.core``), or when they are not known
for sure; what is read is what stands between two spaces, by the analyser itself. Where nothing is
known of how words begin, each distinct word is read. Knows no query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from indexer.analysis import MAX_WORD, terms_and_spans
from indexer.analysis.fold_table import UNSURE, FoldTable
from indexer.analysis.stems import core

_KEPT: Final = 1 << 15  # words with their terms, some 15 MB
_MANY: Final = 64  # beginnings; more, and it is sooner to read every distinct word
_WORD: Final = re.compile(" [a-z0-9]")
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")  # no word begins after one
_UNSURE: Final = re.compile(re.escape(UNSURE))
_OR_GROUPED: Final = re.compile(rf"{re.escape(UNSURE)}|[0-9][.,][0-9]")  # 30,000 is one word

Place = tuple[int, int]  # code points, half-open

_read_word = lru_cache(maxsize=_KEPT)(terms_and_spans)


def _read(text: str, language: str) -> tuple[list[str], list[Place]]:
    return (_read_word if len(text) <= MAX_WORD else terms_and_spans)(text, language)


class _Words(dict[str, list[tuple[str, int, int]]]):
    """The wanted terms of stretches of one text, with their places: most come many times."""

    def __init__(self, terms: frozenset[str], language: str) -> None:
        super().__init__()
        self._terms = terms
        self._language = language

    def __missing__(self, stretch: str) -> list[tuple[str, int, int]]:
        found = self[stretch] = [
            (term, *place)
            for term, place in zip(*_read(stretch, self._language), strict=True)
            if term in self._terms
        ]
        return found


class WantedWords:
    """Finds the words of texts in one language that have one of some terms."""

    def __init__(self, terms: Iterable[str], language: str, table: FoldTable) -> None:
        begins = {term: core(term, language) for term in terms}
        self._terms = frozenset(term for term, begin in begins.items() if begin is not None)
        self._begins = _shortest(begin for begin in begins.values() if begin is not None)
        self._is_known = "" not in self._begins and len(self._begins) <= _MANY
        has_numbers = any(begin.isdigit() for begin in self._begins)
        self._unsure = _OR_GROUPED if has_numbers else _UNSURE
        self._language = language
        self._table = table

    def places(self, text: str) -> Iterator[Place]:
        """Where those words stand, in order."""
        read = _Words(self._terms, self._language)
        for first, last in self._stretches(self._folded(text)):
            for _, start, end in read[text[first:last]]:
                yield first + start, first + end

    def terms(self, text: str) -> tuple[list[str], list[Place]]:
        """Their terms and places, with "" where other words stand between two of them."""
        folded = self._folded(text)
        read = _Words(self._terms, self._language)
        terms: list[str] = []
        places: list[Place] = []
        for first, last in self._stretches(folded):
            for term, start, end in read[text[first:last]]:
                place = first + start, first + end
                if places and self._has_word(text, folded, places[-1][1], place[0]):
                    terms.append("")
                    places.append((places[-1][1], place[0]))
                terms.append(term)
                places.append(place)
        return terms, places

    def _has_word(self, text: str, folded: str, start: int, end: int) -> bool:
        """Whether a word stands between two."""
        if folded[start:end].isspace():
            return False
        return bool(_WORD.search(folded, start, end) or _read(text[start:end], self._language)[0])

    def _folded(self, text: str) -> str:
        return self._table.of(text) + " "  # so that each stretch ends at a space

    def _stretches(self, folded: str) -> Iterable[Place]:
        """Stretches between spaces, ascending, among them all that have a wanted word."""
        if not self._is_known:
            return self._all_stretches(folded)
        find = folded.find
        lasts: dict[int, int] = {}  # by their beginnings
        for begin in self._begins:
            at = find(begin)
            while at >= 0:
                before = folded[at - 1]
                if before in _LETTERS:
                    at = find(begin, at + 1)
                    continue
                last = find(" ", at)
                lasts[at if before == " " else folded.rfind(" ", 0, at) + 1] = last
                at = find(begin, last)
        for match in self._unsure.finditer(folded):
            at = match.start()
            lasts[folded.rfind(" ", 0, at) + 1] = find(" ", at)
        return sorted(lasts.items())

    def _all_stretches(self, folded: str) -> Iterator[Place]:
        """The same by reading each distinct stretch; where letters are sure, folded ones do."""
        stretches = folded.split(" ")
        candidates = {
            stretch
            for stretch in set(stretches)
            if UNSURE in stretch or not self._terms.isdisjoint(_read(stretch, self._language)[0])
        }
        start = 0
        for stretch in stretches:
            if stretch in candidates:
                yield start, start + len(stretch)
            start += len(stretch) + 1


def _shortest(begins: Iterable[str]) -> list[str]:
    """Without those that begin with another of them."""
    shortest: list[str] = []
    for begin in sorted(set(begins)):
        if not shortest or not begin.startswith(shortest[-1]):
            shortest.append(begin)
    return shortest
