"""The words that tell a text from the others of an archive.

Promises: words as readers know them, the most telling first: frequent in the text, rare among the
documents of its language, since a language that few documents have is rare in all its words, and
in at least two documents of the archive. A function of the text and the index.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np

from indexer.engines.known_words import Read
from indexer.engines.segment import Worded
from indexer.engines.whoosh_schema import TEXT

_LOOKED_UP: Final = 400  # words of a text, the most frequent: each is looked up in every segment


class Spoken(Worded, Protocol):
    """The words of documents in several languages."""

    def count_in(self, language: str) -> int:
        """How many documents are in a language."""
        ...

    def listed(self, term: int) -> int:
        """How many documents have a term of the text; deleted ones may be among them."""
        ...


def telling_words(
    read: Read, language: str, segments: Sequence[Spoken], limit: int
) -> tuple[str, ...]:
    """So many words of texts in a language that were read."""
    documents = sum(segment.count_in(language) for segment in segments)
    weighed = []
    for term, spelt in heapq.nlargest(_LOOKED_UP, _terms(read).items(), key=_frequent):
        having = sum(_having(segment, term) for segment in segments)
        if having > 1:
            rarity = math.log(1 + documents / having)
            weight = (1 + math.log(spelt.total())) * rarity
            weighed.append((-weight, min(spelt, key=lambda each: (-spelt[each], each))))
    weighed.sort()
    return tuple(spelling for _, spelling in weighed[:limit])


def _frequent(told: tuple[str, Counter[str]]) -> tuple[int, str]:
    term, spelt = told
    return spelt.total(), term


def _terms(read: Read) -> dict[str, Counter[str]]:
    """The terms of words, and how often each of their spellings occurs.

    Numbers tell little, and single letters nothing.
    """
    forms, counts = np.unique(read.forms, return_counts=True)
    told: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for number, count in zip(forms.tolist(), counts.tolist(), strict=True):
        form = read.known[number]
        if form.spelling is not None and any(map(str.isalpha, form.spelling)):
            told[form.term][form.spelling] += count
    return told


def _having(segment: Spoken, term: str) -> int:
    """How many documents of a segment have a term; deleted ones may be among them."""
    place = segment.fields[TEXT].terms.index(term.encode())
    return 0 if place is None else segment.listed(place)
