"""The words of a text that have one of some terms, found without reading most of the others.

Promises: exactly those tokens of ``indexer.analysis.tokens``. A word is read when its folded
letters have what those of a word with a wanted term must have (``stems.core``), or when they are
not known for sure; what is read is what stands between two spaces, by the analyser itself. Where
nothing is known of such words, each distinct word is read. Knows no query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from indexer.analysis import MAX_WORD, is_plain, terms_and_spans
from indexer.analysis.fold_table import UNSURE, FoldTable
from indexer.analysis.stems import core, stems

_KEPT: Final = 1 << 15  # words with their terms, some 15 MB
_MANY: Final = 64  # cores; more, and it is sooner to read every distinct word
_WORD: Final = re.compile(" [a-z0-9]")
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")  # no core follows one
_ENDING: Final = ".,'’`"  # at the end of a stretch no part of a word
_GROUPED: Final = re.compile("[0-9][.,][0-9]")  # 30,000 is one word

Place = tuple[int, int]  # code points, half-open

_read_word = lru_cache(maxsize=_KEPT)(terms_and_spans)


def _read(text: str, language: str) -> tuple[list[str], list[Place]]:
    return (_read_word if len(text) <= MAX_WORD else terms_and_spans)(text, language)


@dataclass(frozen=True, slots=True)
class Words:
    """The wanted words of one text, in order."""

    terms: list[str]
    places: list[Place]
    text: str
    folded: str
    language: str

    def are_successive(self, first: int, last: int) -> bool:
        """Whether no word stands between any two of these."""
        between = pairwise(self.places[first : last + 1])
        return not any(self._has_word(start, end) for (_, start), (end, _) in between)

    def _has_word(self, start: int, end: int) -> bool:
        if self.folded[start:end].isspace():
            return False
        if _WORD.search(self.folded, start, end):
            return True
        return bool(_read(self.text[start:end], self.language)[0])


class WantedWords:
    """Finds the words of texts in one language that have one of some terms."""

    def __init__(self, terms: Iterable[str], language: str, table: FoldTable) -> None:
        cores = {term: core(term, language) for term in terms}
        self._terms = frozenset(term for term, each in cores.items() if each is not None)
        self._cores = _shortest(each for each in cores.values() if each is not None)
        self._is_known = "" not in self._cores and len(self._cores) <= _MANY
        self._has_numbers = any(each.isdigit() for each in self._cores)
        self._language = language
        self._table = table

    def read(self, text: str) -> Words:
        """Those words of a text."""
        folded = self._table.of(text) + " "  # so that each stretch ends at a space
        stretches = self._stretches(folded) if self._is_known else self._all_stretches(folded)
        read = [text[first:last].rstrip(_ENDING) for first, last in stretches]
        wanted = self._wanted(set(read))
        found = [
            (first, each)
            for (first, _), stretch in zip(stretches, read, strict=True)
            for each in wanted.get(stretch, ())
        ]
        terms = [term for _, (term, _, _) in found]
        places = [(first + start, first + end) for first, (_, start, end) in found]
        return Words(terms, places, text, folded, self._language)

    def _wanted(self, stretches: Iterable[str]) -> dict[str, list[tuple[str, int, int]]]:
        """Which of some stretches have wanted words: terms and places in them."""
        found = {}
        plain = []
        for stretch in stretches:
            if is_plain(stretch):
                plain.append(stretch)
                continue
            tokens = zip(*_read(stretch, self._language), strict=True)
            if words := [(term, *place) for term, place in tokens if term in self._terms]:
                found[stretch] = words
        terms = stems([stretch.lower() for stretch in plain], self._language)
        for stretch, term in zip(plain, terms, strict=True):
            if term in self._terms:
                found[stretch] = [(term, 0, len(stretch))]
        return found

    def _stretches(self, folded: str) -> Sequence[Place]:
        """Stretches between spaces, ascending, among them all that have a wanted word."""
        find = folded.find
        lasts: dict[int, int] = {}  # by their beginnings
        for each in self._cores:
            at = find(each)
            while at >= 0:
                before = folded[at - 1]
                if before in _LETTERS:
                    at = find(each, at + 1)
                    continue
                last = find(" ", at)
                lasts[at if before == " " else folded.rfind(" ", 0, at) + 1] = last
                at = find(each, last)
        for at in self._unsure(folded):
            lasts[folded.rfind(" ", 0, at) + 1] = find(" ", at)
        return sorted(lasts.items())

    def _unsure(self, folded: str) -> Iterator[int]:
        """Where words may stand otherwise than their core does."""
        at = folded.find(UNSURE)
        while at >= 0:
            yield at
            at = folded.find(UNSURE, folded.find(" ", at))
        at = folded.find("'")
        while at >= 0:
            if folded[at - 1] not in " '" and folded[at + 1] not in " '.,":  # within a word
                yield at
            at = folded.find("'", at + 1)
        if self._has_numbers:
            yield from (match.start() for match in _GROUPED.finditer(folded))

    def _all_stretches(self, folded: str) -> Sequence[Place]:
        """The same by reading each distinct stretch; where letters are sure, folded ones do."""
        stretches = folded.split(" ")
        distinct = set(stretches)
        unsure = {stretch for stretch in distinct if UNSURE in stretch}
        candidates = unsure | self._wanted(distinct - unsure).keys()
        found = []
        start = 0
        for stretch in stretches:
            end = start + len(stretch)
            if stretch in candidates:
                found.append((start, end))
            start = end + 1
        return found


def _shortest(cores: Iterable[str]) -> list[str]:
    """Without those that begin with another of them."""
    shortest: list[str] = []
    for each in sorted(set(cores)):
        if not shortest or not each.startswith(shortest[-1]):
            shortest.append(each)
    return shortest
