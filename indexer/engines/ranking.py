"""The order of what matched, and the one page of it that is asked for.

Promises: by score or date, then by id, so that every page is the same twice and no document is on
two; the order does not depend on how documents lie in segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from archive.search import Sort
from indexer.engines.best import greatest
from indexer.engines.chosen import Chosen
from indexer.engines.grouping import Groups
from indexer.engines.lists import Numbers
from indexer.engines.question import Question
from indexer.engines.scoring import Scores, Scoring


@dataclass(frozen=True, slots=True)
class Placed:
    """A document of the page: its segment, its number there, and its score."""

    segment: int
    number: int
    score: float


@dataclass(frozen=True, slots=True)
class _Best:
    """The first documents of one segment, in any order, and what they are ordered by."""

    numbers: Numbers
    keys: npt.NDArray[np.float32] | Numbers  # the greatest first
    scores: Scores


class Ranking:
    """What matched, and in which order."""

    def __init__(self, question: Question, sort: Sort, groups: Groups | None = None) -> None:
        """``groups``: of documents of which only the first has a place of its own."""
        self._question = question
        self.scorings = question.scorings(question.weighted())
        # Where no word was sought nothing is more relevant: then the newest come first.
        self._sort: Sort = "newest" if sort == "relevance" and not question.leaves else sort
        # Then a document matches if it has a score, and is found while scores are added up.
        self._by_scores = question.is_any_of_leaves
        self._everywhere: list[Scores] = []
        if self._by_scores:
            self._everywhere = [scoring.everywhere() for scoring in self.scorings]
            self.matched = [Chosen(each.size, mask=each > 0) for each in self._everywhere]
        else:
            self.matched = question.matched
        self.total = sum(part.count for part in self.matched)
        self.folded = 0
        self._placed = self.matched
        if groups is not None:
            self._fold(groups.folded(self.matched))

    def _fold(self, folded: Sequence[Numbers]) -> None:
        """Leave out what others stand for."""
        self.folded = sum(numbers.size for numbers in folded)
        if not self.folded:
            return
        self._placed = [
            part.without(Chosen(part.size, numbers=numbers)) if numbers.size else part
            for part, numbers in zip(self.matched, folded, strict=True)
        ]
        for scores, numbers in zip(self._everywhere, folded, strict=False):
            scores[numbers] = 0

    def page(self, offset: int, limit: int) -> list[Placed]:
        """So many documents from ``offset`` on."""
        first, last = max(0, offset), max(0, offset + limit)
        best = [self._best(place, last) for place in range(len(self._placed))]
        if len(best) == 1:
            return self._of_one(best[0], first, last)
        found = []
        for segment, part in enumerate(best):
            ids = self._question.evaluations[segment].segment.columns.ids
            rows = zip(part.keys.tolist(), part.numbers.tolist(), part.scores.tolist(), strict=True)
            found += [
                (-key, ids[number], Placed(segment, number, score)) for key, number, score in rows
            ]
        found.sort(key=lambda row: row[:2])
        return [placed for _, _, placed in found[first:last]]

    def _of_one(self, best: _Best, first: int, last: int) -> list[Placed]:
        by_id = self._question.evaluations[0].segment.columns.by_id
        order = np.lexsort((by_id[best.numbers], -best.keys))[first:last]
        rows = zip(best.numbers[order].tolist(), best.scores[order].tolist(), strict=True)
        return [Placed(0, number, score) for number, score in rows]

    def _best(self, segment: int, wanted: int) -> _Best:
        matched, scoring = self._placed[segment], self.scorings[segment]
        if self._sort != "relevance":
            keys = self._days(segment)[matched.numbers]
            chosen = greatest(keys, wanted)
            numbers = matched.numbers[chosen]
            scores = scoring.of(Chosen(matched.size, numbers=numbers))
            return _Best(numbers, keys[chosen], scores)
        if self._by_scores:
            scores = self._everywhere[segment]
            numbers = greatest(scores, wanted)
            numbers = numbers[scores[numbers] > 0]
            return _Best(numbers, scores[numbers], scores[numbers])
        scores = scoring.of(matched)
        chosen = greatest(scores, wanted)
        return _Best(matched.numbers[chosen], scores[chosen], scores[chosen])

    def _days(self, segment: int) -> Numbers:
        """For each document its day, the one to come first the greatest."""
        days = self._question.evaluations[segment].segment.columns.days
        return -days[self._question.date_field].in_order(newest=self._sort == "newest")


def passages_of(
    scorings: Sequence[Scoring], page: Sequence[Placed]
) -> dict[tuple[int, int], list[int]]:
    """The best passages of each document of a page, by its segment and number."""
    found: dict[tuple[int, int], list[int]] = {}
    for segment, scoring in enumerate(scorings):
        numbers = sorted(placed.number for placed in page if placed.segment == segment)
        if numbers:
            ranked = scoring.passages(np.array(numbers))
            found |= {(segment, number): ranked[number] for number in numbers}
    return found
