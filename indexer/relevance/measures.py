"""Measures of one ranking against judgements, as trec_eval defines them.

Promises: pure functions; each is 0 for a ranking without a relevant document, and 1 at best. A
ranking is identifiers, best first, each once. Judgements give grades by identifier: above 0 is
relevant, what is not judged is not. Where trec_eval would part equal scores by name, the order here
is the one that was shown. Järvelin, Kekäläinen: Cumulated gain-based evaluation (2002).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

Grades = Mapping[str, int]


def ndcg(ranking: Sequence[str], grades: Grades, depth: int) -> float:
    """Normalised discounted cumulated gain of the first ``depth``: ``ndcg_cut``.

    A document's gain is its grade, divided by the logarithm to base 2 of its rank plus 1.
    """
    ideal = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain(grades.get(each, 0) for each in ranking[:depth]) / ideal if ideal else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Grades) -> float:
    """One divided by the rank of the first relevant document: ``recip_rank``."""
    ranks = (rank for rank, each in enumerate(ranking, 1) if grades.get(each, 0) > 0)
    return 1 / next(ranks, math.inf)


def recall(ranking: Sequence[str], grades: Grades, depth: int) -> float:
    """The share of all relevant documents that are among the first ``depth``: ``recall``."""
    relevant = {each for each, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


def _gain(grades: Iterable[int]) -> float:
    return sum(max(0, grade) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))
