"""Feedback: what the best documents have in common, asked of all that are nearly as good.

Promises: a mild form of the relevance model RM3 (Abdul-Jaleel and others, 2004) that only puts
documents in another order and never adds one. The keywords of the first few documents, those of
better ones for more, are sought among the keywords of all candidates, and worth what words of the
query would be. Neither terms nor scores depend on how documents lie in segments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.engines.lists import Numbers
from indexer.engines.scoring import K1, Scores, inverse_frequency
from indexer.engines.segment import Segment
from indexer.engines.whoosh_schema import TEXT

BEST: Final = 7  # documents that are learnt from
TERMS: Final = 25  # that are learnt, at most
STEEPNESS: Final = 5.0  # how much less a document counts that scores less than the best
COMMON: Final = 0.1  # of all documents: what more of them have says nothing
_LOOKED_UP: Final = 2 * TERMS  # so many are looked at, of which some are too common or too rare
_DIGITS: Final = 9  # sums are compared to so many, so that their order does not matter

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Those of one segment: their places among all candidates, and their keywords."""

    segment: Segment
    places: Numbers
    owners: Numbers  # of each keyword the index of its document in ``places``
    terms: Numbers  # of each its number in the segment's dictionary
    shares: Floats  # of each its frequency, saturated: below 1

    @classmethod
    def of(cls, segment: Segment, places: Numbers, documents: Numbers, norms: Scores) -> Candidates:
        """Documents by their numbers; ``norms``: see ``Scoring``."""
        owners, terms, counts = segment.keywords.of(documents)
        return cls(segment, places, owners, terms, counts / (counts + norms[owners]))


@dataclass(frozen=True, slots=True)
class _Learnt:
    """A term, by its number in each segment, -1 where it is not; and what it counts for."""

    numbers: Sequence[int]
    weight: float


def feedback(parts: Sequence[Candidates], scores: Floats) -> Floats:
    """What the terms that are learnt are worth in each candidate, on the scale of one word.

    ``parts``: all segments of the index, in order; ``scores``: of all candidates so far.
    """
    best = np.argsort(-scores, kind="stable")[:BEST]
    trust = np.zeros(scores.size)
    trust[best] = np.exp(STEEPNESS * (scores[best] / scores[best[0]] - 1))
    documents = sum(part.segment.count for part in parts)
    learnt = []
    for term in _commonest(parts, trust / trust.sum()):
        having = sum(map(_having, parts, term.numbers))
        if 1 < having <= COMMON * documents:
            learnt.append((term, inverse_frequency(having, documents)))
    learnt = learnt[:TERMS]
    worth = np.zeros(scores.size)
    total = sum(term.weight for term, _ in learnt)
    for place, part in enumerate(parts):
        of_term = np.zeros(len(part.segment.fields[TEXT].terms) + 1)
        for term, inverse in learnt:
            of_term[term.numbers[place]] = term.weight / total * inverse * (K1 + 1)
        of_term[-1] = 0
        of_keyword = of_term[part.terms] * part.shares
        worth[part.places] += np.bincount(part.owners, of_keyword, minlength=part.places.size)
    return worth


def _having(part: Candidates, number: int) -> int:
    return part.segment.fields[TEXT].having(number) if number >= 0 else 0


def _commonest(parts: Sequence[Candidates], trust: Floats) -> Iterator[_Learnt]:
    """The terms that count for most among the keywords of the documents trusted."""
    found = []
    for part in parts:
        of_keyword = trust[part.places][part.owners]
        chosen = np.flatnonzero(of_keyword)
        terms, which = np.unique(part.terms[chosen], return_inverse=True)
        weights = np.bincount(which, of_keyword[chosen] * part.shares[chosen], minlength=terms.size)
        found.append((terms, weights))
    if len(parts) == 1:
        terms, weights = found[0]
        order = np.lexsort((terms, -weights.round(_DIGITS)))[:_LOOKED_UP]
        for number, weight in zip(terms[order].tolist(), weights[order].tolist(), strict=True):
            yield _Learnt((number,), weight)
        return
    dictionaries = [part.segment.fields[TEXT].terms for part in parts]
    total: defaultdict[bytes, float] = defaultdict(float)
    for dictionary, (terms, weights) in zip(dictionaries, found, strict=True):
        for number, weight in zip(terms.tolist(), weights.tolist(), strict=True):
            total[dictionary[number]] += weight
    ranked = sorted(total.items(), key=lambda item: (-round(item[1], _DIGITS), item[0]))
    for name, weight in ranked[:_LOOKED_UP]:
        numbers = [dictionary.index(name) for dictionary in dictionaries]
        yield _Learnt([-1 if number is None else number for number in numbers], weight)
