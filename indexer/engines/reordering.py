"""The best of what was found, in a better order: by all that is known of them.

Promises: only the candidates given are looked at, so the cost has a bound; no score becomes less,
so that they still come before all others. To what their words are worth comes a little for small
words, something for closeness, and what they share with the best of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.engines.chosen import Chosen
from indexer.engines.closeness import Pair, closeness
from indexer.engines.feedback import Candidates, feedback
from indexer.engines.lists import Numbers
from indexer.engines.meaning import Leaf, field_of, meaning
from indexer.engines.question import Question
from indexer.engines.scoring import Weighted
from indexer.engines.whoosh_schema import TEXT

CANDIDATES: Final = 30  # with 50 the mean gains a thousandth
SMALL: Final = 0.5  # what a small word weighs, of its weight
FEEDBACK: Final = 0.7  # what all that is learnt weighs, of the words of the query

Floats = npt.NDArray[np.float64]


def reordered(
    question: Question,
    pairs: Sequence[tuple[Leaf, Leaf]],
    wanted: Sequence[Weighted],
    small: Sequence[Weighted],
    segments: Numbers,
    documents: Numbers,
    scores: Floats,
) -> tuple[Floats, Floats]:
    """Better scores of some candidates, and what of them is due to closeness.

    ``segments`` and ``documents``: of each candidate its numbers. ``wanted``: what ``scores`` are
    the worth of; ``small``: what is worth something besides.
    """
    close = list(dict.fromkeys(neighbours(question, pairs)))
    scores, closely = scores.copy(), np.zeros(scores.size)
    parts = []
    for number, scoring in enumerate(question.scorings(small)):
        places = (segments == number).nonzero()[0]
        places = places[np.argsort(documents[places])]
        chosen = documents[places]
        norms = scoring.norms(chosen)
        if places.size:
            scores[places] += scoring.of(Chosen(scoring.size, numbers=chosen))
            closely[places] = closeness(question.evaluations[number], close, chosen, norms)
        segment = question.evaluations[number].segment
        parts.append(Candidates.of(segment, places, chosen, norms))
    scores += closely
    words = sum(each.times for each in wanted if question.having(each.sought))
    if words > 1 and scores.max(initial=0) > 0:
        scores += FEEDBACK * words * feedback(parts, scores)
    return scores, closely


def neighbours(question: Question, pairs: Sequence[tuple[Leaf, Leaf]]) -> Iterator[Pair]:
    """Of the neighbours of a query those that documents have, in the text."""
    for leaves in pairs:
        first, second = (
            question.in_every_way(meaning(leaf, question.languages)) for leaf in leaves
        )
        if first == second or {field_of(first), field_of(second)} != {TEXT}:
            continue
        if question.having(first) and question.having(second):
            yield Pair(first, second, (question.weight(first) + question.weight(second)) / 2)
