"""Words that resemble a word in their letters, as terms, over all segments.

Promises: a function of the words that the index holds, whichever segment has them. What resembles
is never sought: it only weighs, a little, in the order of what matches a question. Made for one
request and then forgotten.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from indexer.analysis import folded
from indexer.arrays.stretches import each_once
from indexer.engines.grams import WELL_STEMMED, is_compared, parts
from indexer.engines.segment import Segment
from indexer.engines.whoosh_schema import TEXT

_SHARE: Final = 0.45  # of a word's parts that another one has which resembles it
_MOST: Final = 30  # words that resemble one


def resembling(word: str, segments: Sequence[Segment]) -> tuple[tuple[str, float], ...]:
    """Terms of words that resemble a typed word, itself too, and the greatest share of each."""
    text = folded(word)
    if not is_compared(text):
        return ()
    hashes = each_once(parts([text])[0])
    shares: dict[str, float] = {}
    documents: Counter[str] = Counter()
    places: list[dict[str, int]] = []  # in each segment
    for segment in segments:
        words, counts = segment.grams.sharing(hashes, math.ceil(_SHARE * hashes.size))
        having = segment.vocabulary.counted(words)
        places.append(
            {other: place for (other, _), place in zip(having, words.tolist(), strict=True)}
        )
        for (other, number), count in zip(having, counts.tolist(), strict=True):
            shares[other] = count / hashes.size
            documents[other] += number
    best = sorted((-share, other) for other, share in shares.items() if documents[other] > 0)
    found: dict[str, float] = {}
    for share, other in best[:_MOST]:
        terms = {
            term
            for segment, of_segment in zip(segments, places, strict=True)
            for term in _terms(segment, other, of_segment.get(other))
        }
        for term in _told_by_letters(terms):
            found[term] = max(found.get(term, 0.0), -share)
    return tuple(sorted(found.items()))


def _terms(segment: Segment, word: str, place: int | None) -> Iterator[str]:
    """The terms of a word; its place, if it is known: English words are not among those found."""
    vocabulary = segment.vocabulary
    if place is None:
        place = vocabulary.words.index(word.encode())
    if place is not None:
        yield from map(segment.fields[TEXT].terms.text, vocabulary.terms_of_word(place))


def _told_by_letters(terms: Collection[str]) -> Iterator[str]:
    """Of a word's terms those that are not English.

    Nor, if one is, that without a language: of English that was not recognised as such.
    """
    is_english = any(term.startswith(WELL_STEMMED) for term in terms)
    for term in terms:
        if not term.startswith(WELL_STEMMED) and (":" in term or not is_english):
            yield term
