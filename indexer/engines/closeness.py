"""How close together the words of a query stand in documents.

Promises: neighbours of the query that stand side by side, in its order, and such that stand within
a few words of each other, in any order, are worth a share of what the words themselves are worth,
with the same saturation: the sequential dependence of Metzler and Croft (A Markov random field
model for term dependencies, 2005) on the scale of BM25. Reads positions in the documents given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.engines.evaluation import Evaluation
from indexer.engines.lists import Numbers
from indexer.engines.meaning import Sought
from indexer.engines.postings import SHIFT, Spans, spans_of
from indexer.engines.scoring import K1, Scores

SIDE_BY_SIDE: Final = 0.3  # of the mean of both words' weights, for each such pair of places
NEAR: Final = 0.15
WITHIN: Final = 8  # words from one to the other, so many at most

_FAR: Final = 1 << SHIFT


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things that are neighbours in a query, and the mean of what they are worth."""

    first: Sought
    second: Sought
    weight: float


def closeness(
    evaluation: Evaluation, pairs: Sequence[Pair], documents: Numbers, norms: Scores
) -> npt.NDArray[np.float64]:
    """What closeness is worth in some documents, ascending; ``norms``: of each, see ``Scoring``."""
    worth = np.zeros(documents.size)
    parts = list(dict.fromkeys(part for pair in pairs for part in (pair.first, pair.second)))
    found = spans_of([evaluation.find(part) for part in parts], documents)
    spans = dict(zip(parts, found, strict=True))
    for pair in pairs:
        beside, near = _counted(spans[pair.first], spans[pair.second], documents)
        for share, counts in ((SIDE_BY_SIDE, beside), (NEAR, near)):
            worth += share * pair.weight * (K1 + 1) * counts / (counts + norms)
    return worth


def _counted(first: Spans, second: Spans, documents: Numbers) -> tuple[Numbers, Numbers]:
    """In each document, how many places of the first have the second right behind, or near."""
    begins, ends = first
    others, other_ends = second
    if not begins.size or not others.size:
        none = np.zeros(documents.size, np.int64)
        return none, none
    after = others.searchsorted(begins, "right")
    behind = others[np.minimum(after, others.size - 1)] - ends
    behind[(after == others.size) | (behind <= 0)] = _FAR
    before = others.searchsorted(begins, "left") - 1
    ahead = begins - other_ends[np.maximum(before, 0)]
    ahead[(before < 0) | (ahead <= 0)] = _FAR
    owners = documents.searchsorted(begins >> SHIFT)
    near = np.minimum(behind, ahead) <= WITHIN
    return (
        np.bincount(owners[behind == 1], minlength=documents.size),
        np.bincount(owners[near], minlength=documents.size),
    )
