"""Feedback: what the best documents have in common, asked of all that are nearly as good.

Promises: a mild form of the relevance model RM3 (Abdul-Jaleel and others, 2004) that only puts
documents in another order and never adds one. The keywords of the first few documents, those of
better ones for more, are sought among the keywords of all candidates, and worth what words of the
query would be. Neither terms nor scores depend on how documents lie in segments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.arrays.stretches import runs
from indexer.arrays.strings import Strings
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


def feedback(parts: Sequence[Candidates], scores: Floats) -> Floats:
    """What the terms that are learnt are worth in each candidate, on the scale of one word.

    ``parts``: all segments of the index, in order; ``scores``: of all candidates so far.
    """
    best = np.argsort(-scores, kind="stable")[:BEST]
    trust = np.zeros(scores.size)
    trust[best] = np.exp(STEEPNESS * (scores[best] / scores[best[0]] - 1))
    documents = sum(part.segment.count for part in parts)
    numbers, weights = _commonest(parts, trust / trust.sum())
    having = sum(map(_having, parts, numbers), np.zeros(weights.size, np.int64))
    learnt = ((having > 1) & (having <= COMMON * documents)).nonzero()[0][:TERMS]
    weights = weights[learnt]
    inverse = [inverse_frequency(count, documents) for count in having[learnt].tolist()]
    terms_worth = weights / weights.sum() * inverse * (K1 + 1)
    worth = np.zeros(scores.size)
    for part, known in zip(parts, numbers, strict=True):
        worth[part.places] += _shared(part, known[learnt], terms_worth)
    return worth


def _shared(part: Candidates, numbers: Numbers, terms_worth: Floats) -> Floats:
    """What terms are worth in the candidates of a segment, by their numbers in it."""
    order = np.argsort(numbers)
    # Beyond the last, what equals no term.
    known, worth = np.append(numbers[order], -2), np.append(terms_worth[order], 0.0)
    at = known[:-1].searchsorted(part.terms)
    worths = np.zeros(part.places.size)
    np.add.at(worths, part.owners, worth[at] * part.shares * (known[at] == part.terms))
    return worths


def _having(part: Candidates, numbers: Numbers) -> Numbers:
    """How many documents of a segment have each of these terms; -1 is none."""
    having = np.zeros(numbers.size, np.int64)
    there = numbers >= 0
    having[there] = part.segment.fields[TEXT].having(numbers[there])
    return having


def _commonest(parts: Sequence[Candidates], trust: Floats) -> tuple[list[Numbers], Floats]:
    """The terms that count for most among the keywords of the documents trusted.

    Of each segment their numbers in its dictionary, -1 where it lacks one; and what they count for.
    """
    found = []
    for part in parts:
        of_keyword = trust[part.places][part.owners]
        chosen = of_keyword.nonzero()[0]
        chosen = chosen[part.terms[chosen].argsort(kind="stable")]
        terms = part.terms[chosen]
        heads = runs(terms)[:-1]
        weights = np.add.reduceat(of_keyword[chosen] * part.shares[chosen], heads)
        found.append((terms[heads], weights))
    if len(parts) == 1:
        terms, weights = found[0]
        order = np.lexsort((terms, -weights.round(_DIGITS)))[:_LOOKED_UP]
        return [terms[order]], weights[order].astype(np.float64)
    dictionaries = [part.segment.fields[TEXT].terms for part in parts]
    total: defaultdict[bytes, float] = defaultdict(float)
    for dictionary, (terms, weights) in zip(dictionaries, found, strict=True):
        for number, weight in zip(terms.tolist(), weights.tolist(), strict=True):
            total[dictionary[number]] += weight
    ranked = sorted(total.items(), key=lambda item: (-round(item[1], _DIGITS), item[0]))
    ranked = ranked[:_LOOKED_UP]
    return [
        np.array([_number(dictionary, name) for name, _ in ranked], np.int64)
        for dictionary in dictionaries
    ], np.array([weight for _, weight in ranked])


def _number(dictionary: Strings, name: bytes) -> int:
    number = dictionary.index(name)
    return -1 if number is None else number
