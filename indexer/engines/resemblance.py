"""What words that resemble a query's are worth in documents that match: compounds, other forms.

Promises: only the documents given are weighed, and none is added; a word that shares most parts
with the query's counts for most. All that resemble one word are one word in the scale of BM25:
their frequencies add up, saturate together, and weigh by how many documents have any of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.engines.lists import Numbers
from indexer.engines.resembling import resembling
from indexer.engines.scoring import K1, Scores, inverse_frequency
from indexer.engines.segment import Segment
from indexer.engines.whoosh_schema import TEXT

WEIGHT: Final = 1.0  # of what resembles a word, in that of the word

Floats = npt.NDArray[np.float64]


def resemblance(
    segments: Sequence[Segment],
    words: Sequence[str],
    documents: Sequence[Numbers],
    norms: Sequence[Scores],
) -> list[Floats]:
    """What it is worth in some documents of each segment; ``norms``: of each, see ``Scoring``."""
    worth = [np.zeros(some.size) for some in documents]
    total = sum(segment.count for segment in segments)
    for word in words:
        terms = resembling(word, segments)
        frequencies = [_frequency(segment, terms) for segment in segments] if terms else []
        having = sum(map(np.count_nonzero, frequencies))
        if not having:
            continue
        weight = WEIGHT * inverse_frequency(int(having), total) * (K1 + 1)
        for place, of_segment in enumerate(frequencies):
            frequency = of_segment[documents[place]]
            worth[place] += weight * frequency / (frequency + norms[place])
    return worth


def _frequency(segment: Segment, terms: Sequence[tuple[str, float]]) -> Floats:
    """How often each document of a segment has any of some terms, each as often as it counts."""
    frequency = np.zeros(segment.size)
    for term, share in terms:
        found = segment.fields[TEXT].find(term)
        frequency[found.documents] += share * found.counts
    return frequency
