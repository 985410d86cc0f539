"""Why documents stand where they stand: what their scores are the sums of.

Promises: the parts of a score add up to it; what was typed is told apart from how close together
it stands and from what a document shares with the best. Looks at the documents given only, and
finds nothing that was not found for the ranking.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from archive.query import unparse
from archive.worth import Worth, WorthKind
from indexer.engines.chosen import Chosen
from indexer.engines.closeness import closeness
from indexer.engines.lists import Numbers
from indexer.engines.meaning import Leaf, Sought, meaning, scored
from indexer.engines.question import Question
from indexer.engines.ranking import Placed, Ranking
from indexer.engines.reordering import SMALL, neighbours
from indexer.engines.scoring import Weighted

Place = tuple[int, int]  # a segment and the number of a document in it
_LEAST = 0.005  # of a score; less is a rounding


def worths(ranking: Ranking, page: Sequence[Placed]) -> dict[Place, tuple[Worth, ...]]:
    """What the score of each document of a page is made of, by its segment and number."""
    question, wording = ranking.question, ranking.wording
    typed = [leaf for leaf in question.leaves if not question.is_way(leaf)]
    better = [placed for placed in page if ranking.is_reordered(placed)]
    found: defaultdict[Place, list[Worth]] = defaultdict(list)
    for place, worth in _of_words(question, [w for w in typed if w not in wording.small], page):
        found[place].append(worth)
    for place, worth in _of_words(question, wording.small, better, SMALL):
        found[place].append(worth)
    for place, score in _of_closeness(ranking, better):
        found[place].append(Worth(kind="closeness", score=score))
    for placed in better:
        place = placed.segment, placed.number
        rest = placed.score - sum(worth.score for worth in found[place])
        found[place].append(Worth(kind="likeness", score=rest))
    return {
        place: tuple(worth for worth in parts if worth.score >= _LEAST)
        for place, parts in found.items()
    }


def _of_words(
    question: Question, leaves: Iterable[Leaf], page: Sequence[Placed], share: float = 1.0
) -> Iterator[tuple[Place, Worth]]:
    """What each word is worth, all of what means the same together; a ``share`` of its weight."""
    kind: WorthKind = "words" if share == 1.0 else "small words"
    alike: defaultdict[Sought, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        alike[meaning(leaf, question.languages)].append(leaf)
    for sought, same in alike.items():
        every = scored(question.in_every_way(sought))
        weighted = [replace(w, weight=w.weight * share) for w in question.weighted(same)]
        text, having = unparse(same[0]), question.having(every)
        for place, count, score in _scores(question, weighted, every, page):
            yield place, Worth(kind=kind, text=text, count=count, documents=having, score=score)


def _scores(
    question: Question, weighted: Sequence[Weighted], every: Sought, page: Sequence[Placed]
) -> Iterator[tuple[Place, int, float]]:
    """How often some documents have something, and what that is worth."""
    for segment, numbers in _by_segment(page):
        scoring = question.scorings(weighted)[segment]
        chosen = Chosen(scoring.size, numbers=numbers)
        found = question.evaluations[segment].find(every)
        counts, scores = scoring.frequency(found, chosen), scoring.of(chosen)
        for number, count, score in zip(
            numbers.tolist(), counts.tolist(), scores.tolist(), strict=True
        ):
            yield (segment, number), int(count), score


def _of_closeness(ranking: Ranking, better: Sequence[Placed]) -> Iterator[tuple[Place, float]]:
    question = ranking.question
    pairs = list(dict.fromkeys(neighbours(question, ranking.wording.pairs)))
    if not pairs:
        return
    for segment, numbers in _by_segment(better):
        norms = question.scorings(())[segment].norms(numbers)
        worth = closeness(question.evaluations[segment], pairs, numbers, norms).tolist()
        for number, score in zip(numbers.tolist(), worth, strict=True):
            yield (segment, number), score


def _by_segment(page: Sequence[Placed]) -> Iterator[tuple[int, Numbers]]:
    """The numbers of the documents of a page in each segment, ascending."""
    for segment in dict.fromkeys(placed.segment for placed in page):
        yield segment, np.array(sorted(p.number for p in page if p.segment == segment), np.int64)
