"""The words that tell a text from the others of an archive.

Promises: words as readers know them, the most telling first: frequent in the text, rare among the
documents of its language, since a language that few documents have is rare in all its words, and
in at least two documents of the archive. A function of the text and the index.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.engines.known_words import Read
from indexer.engines.segment import Segment
from indexer.engines.whoosh_schema import TEXT

_LOOKED_UP: Final = 400  # words of a text, the most frequent: each is looked up in every segment


@dataclass(slots=True)
class _Told:
    """A term of the text: how often it occurs, and its commonest spelling there."""

    term: str
    times: int
    spelling: str
    of_spelling: int


def telling_words(
    read: Read, language: str, segments: Sequence[Segment], limit: int
) -> tuple[str, ...]:
    """So many words of texts in a language that were read."""
    documents = sum(segment.count_in(language) for segment in segments)
    weighed = []
    for told in heapq.nlargest(_LOOKED_UP, _terms(read), key=lambda one: (one.times, one.term)):
        having = sum(_having(segment, told.term) for segment in segments)
        if having > 1:
            rarity = math.log(1 + documents / having)
            weighed.append((-(1 + math.log(told.times)) * rarity, told.spelling))
    weighed.sort()
    return tuple(spelling for _, spelling in weighed[:limit])


def _terms(read: Read) -> Iterator[_Told]:
    """The terms of words; numbers tell little, and single letters nothing."""
    forms, counts = np.unique(read.forms, return_counts=True)
    told: dict[str, _Told] = {}
    for number, count in zip(forms.tolist(), counts.tolist(), strict=True):
        form = read.known[number]
        if form.spelling is None or not any(map(str.isalpha, form.spelling)):
            continue
        known = told.setdefault(form.term, _Told(form.term, 0, form.spelling, 0))
        known.times += count
        if count > known.of_spelling:
            known.spelling, known.of_spelling = form.spelling, count
    yield from told.values()


def _having(segment: Segment, term: str) -> int:
    """How many documents of a segment have a term; deleted ones may be among them."""
    postings = segment.fields[TEXT]
    place = postings.terms.index(term.encode())
    if place is None:
        return 0
    return int(postings.lists.postings[place + 1]) - int(postings.lists.postings[place])
