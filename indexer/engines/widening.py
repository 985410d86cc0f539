"""Patterns and likenesses as terms, over all segments.

Promises: a word that fits is sought by its stems in every segment, whichever segment has the word:
what is found does not depend on how documents lie. Made for one request and then forgotten.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from archive.query import Fuzzy, Pattern
from archive.without import NOTHING, Kind, Without
from indexer.analysis import folded
from indexer.arrays.strings import Strings
from indexer.engines.lists import Numbers
from indexer.engines.segment import Worded
from indexer.engines.whoosh_schema import TEXT

_DENSE: Final = 64  # strings read for each one sought: more, and bisection is quicker

Wanted = Pattern | Fuzzy


class Widening:
    """What was widened already."""

    def __init__(self, segments: Sequence[Worded], without: Without = NOTHING) -> None:
        self._segments = segments
        self._without = without
        self._words: dict[Wanted, list[range | Numbers]] = {}
        self._terms: dict[Wanted, list[Numbers]] = {}

    def words(self, wanted: Wanted) -> list[range | Numbers]:
        """The fitting words of each segment, by place."""
        if wanted not in self._words:
            found = [each.vocabulary.fitting(wanted) for each in self._segments]
            self._words[wanted] = self._left(wanted, found) if self._without else found
        return self._words[wanted]

    def _left(self, wanted: Wanted, found: Sequence[range | Numbers]) -> list[range | Numbers]:
        """Without the words that a reader took out; of a likeness the word itself stays."""
        kind: Kind = "pattern" if isinstance(wanted, Pattern) else "likeness"
        every = self._without.has(kind, wanted.text)
        words = (wanted.text,) if every else self._without.forms(kind, wanted.text)
        if not words:
            return list(found)
        left: list[range | Numbers] = []
        for segment, places in zip(self._segments, found, strict=True):
            known = (segment.vocabulary.words.index(folded(word).encode()) for word in words)
            named = np.array([place for place in known if place is not None], np.int64)
            keep = np.isin(np.asarray(places, np.int64), named, invert=not every)
            left.append(np.asarray(places, np.int64)[keep])
        return left

    def terms(self, wanted: Wanted) -> list[Numbers]:
        """The terms of the text that they have, by place in each segment."""
        if wanted not in self._terms:
            words = self.words(wanted)
            if any(segment.vocabulary.uncounts for segment in self._segments):
                words = self._counted(words)
            own = [
                segment.vocabulary.terms_of(places)
                for segment, places in zip(self._segments, words, strict=True)
            ]
            self._terms[wanted] = own if len(own) == 1 else list(self._shared(own))
        return self._terms[wanted]

    def _counted(self, words: Sequence[range | Numbers]) -> list[range | Numbers]:
        """Without the words that only deleted documents have: their counts add up to nothing."""
        total: Counter[str] = Counter()
        texts = []
        for segment, places in zip(self._segments, words, strict=True):
            counted = segment.vocabulary.counted(places)
            texts.append([text for text, _ in counted])
            for text, count in counted:
                total[text] += count
        return [
            np.asarray(places, np.int64)[[total[text] > 0 for text in of_segment]]
            for places, of_segment in zip(words, texts, strict=True)
        ]

    def _shared(self, own: Sequence[Numbers]) -> Iterator[Numbers]:
        """The places in each segment of the terms that any segment has."""
        every = {
            segment.fields[TEXT].terms[place]
            for segment, places in zip(self._segments, own, strict=True)
            for place in places.tolist()
        }
        for segment in self._segments:
            yield np.array(sorted(_places(segment.fields[TEXT].terms, every)), np.int64)


def _places(among: Strings, wanted: Iterable[bytes]) -> Iterator[int]:
    """The places of those strings that are there."""
    by_language = defaultdict(list)
    for term in wanted:
        by_language[term.partition(b":")[0] if b":" in term else b""].append(term)
    for terms in by_language.values():
        near = range(among.place(min(terms)), among.place(max(terms)) + 1)
        near = range(near.start, min(near.stop, len(among)))
        if len(near) < _DENSE * len(terms):
            texts = {term.decode() for term in terms}
            yield from (n for n, t in zip(near, among.some(near), strict=True) if t in texts)
        else:
            yield from (n for term in terms if (n := among.index(term)) is not None)
