"""Words that resemble a word in their letters, as terms, over all segments.

Promises: a function of the words that the index holds, whichever segment has them. What resembles
is never sought: it only weighs, a little, in the order of what matches a question. Made for one
request and then forgotten.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from indexer.analysis import folded
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
    hashes = np.unique(parts([text])[0])
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
        for segment, of_segment in zip(segments, places, strict=True):
            if other in of_segment:
                for term in _terms(segment, of_segment[other]):
                    found[term] = max(found.get(term, 0.0), -share)
    return tuple(sorted(found.items()))


def _terms(segment: Segment, word: int) -> Iterator[str]:
    """The terms of a word that are told by their letters."""
    for place in segment.vocabulary.terms_of_word(word):
        term = segment.fields[TEXT].terms.text(place)
        if not term.startswith(WELL_STEMMED):
            yield term
