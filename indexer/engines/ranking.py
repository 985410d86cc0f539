"""The order of what matched, and the one page of it that is asked for.

Promises: by score or date, then by id, so that every page is the same twice and no document is on
two; the order does not depend on how documents lie in segments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from archive.search import SearchRequest
from indexer.engines.best import greatest
from indexer.engines.chosen import Chosen, all_of
from indexer.engines.grouping import Groups
from indexer.engines.lists import Numbers
from indexer.engines.question import Question
from indexer.engines.reordering import CANDIDATES, SMALL, reordered
from indexer.engines.scoring import Scores, Weighted
from indexer.engines.wording import Wording


class Placed(NamedTuple):
    """A document of the page: its segment, its number there, and its score."""

    segment: int
    number: int
    score: float
    partial: bool = False  # it comes after those that have all


def by_segment(page: Sequence[Placed]) -> Iterator[tuple[int, Numbers]]:
    """The numbers of the documents of a page in each segment that has some, ascending."""
    for segment in sorted({placed.segment for placed in page}):
        yield segment, np.array(sorted(p.number for p in page if p.segment == segment), np.int64)


@dataclass(frozen=True, slots=True)
class _Best:
    """The first documents of one segment, in any order, and what they are ordered by."""

    numbers: Numbers
    keys: npt.NDArray[np.float32] | Numbers  # the greatest first
    scores: Scores


class Ranking:
    """What matched, and in which order."""

    def __init__(
        self,
        question: Question,
        wording: Wording,
        request: SearchRequest,
        groups: Groups | None,
        whole: Sequence[Chosen] = (),
    ) -> None:
        """``groups``: of documents of which the first alone has a place, if that is asked; None
        where those are not among them any more.

        ``whole``: the documents of each segment that come before all others, if there are such.
        """
        self.question = question
        self.wording = wording
        # Of documents that got their score by all that is known: what is due to closeness.
        self._closeness: dict[tuple[int, int], float] = {}
        typed = [leaf for leaf in question.leaves if not question.is_way(leaf)]
        self._wanted = question.weighted(leaf for leaf in typed if leaf not in wording.small)
        self._small = [
            replace(each, weight=each.weight * SMALL) for each in question.weighted(wording.small)
        ]
        self._scorings = question.scorings(self._wanted)
        # Where no word was sought nothing is more relevant: then the newest come first.
        self._sort = request.sort
        if request.sort == "relevance" and not question.leaves:
            self._sort = "newest"
        self._reorders = request.reorder and self._sort == "relevance"
        # Then a document is found while scores are added up, if it has a score or a small word.
        self._by_scores = question.is_any_of_leaves
        small = not set(wording.small).isdisjoint(question.leaves)
        self._scores_tell = self._by_scores and not small
        self._everywhere: list[Scores] = []
        if self._by_scores:
            self._everywhere = [scoring.everywhere() for scoring in self._scorings]
            self.matched = self._found(self._small if small else ())
        else:
            self.matched = question.matched
        self.total = sum(part.count for part in self.matched)
        self.partial = self.total - sum(part.count for part in whole) if whole else 0
        self.folded = 0
        placed = self.matched
        if request.group and groups is not None:
            placed = self._unfolded(groups.folded(self.matched, whole))
        self._tiers = [placed]
        if whole:
            self._tiers = [
                [all_of(pair) for pair in zip(placed, whole, strict=True)],
                [each.without(first) for each, first in zip(placed, whole, strict=True)],
            ]

    def _found(self, unscored: Sequence[Weighted]) -> list[Chosen]:
        """What has a score, or something that gives none."""
        found = []
        for evaluation, scores in zip(self.question.evaluations, self._everywhere, strict=True):
            mask = scores > 0
            for each in unscored:
                mask[evaluation.find(each.sought).documents] = True
            found.append(Chosen(scores.size, mask=mask))
        return found

    def _unfolded(self, folded: Sequence[Numbers]) -> list[Chosen]:
        """What has a place of its own."""
        self.folded = sum(numbers.size for numbers in folded)
        if not self.folded:
            return self.matched
        for scores, numbers in zip(self._everywhere, folded, strict=False):
            scores[numbers] = 0
        return [
            part.without(Chosen(part.size, numbers=numbers)) if numbers.size else part
            for part, numbers in zip(self.matched, folded, strict=True)
        ]

    def page(self, offset: int, limit: int) -> list[Placed]:
        """So many documents from ``offset`` on."""
        first, last = max(0, offset), max(0, offset + limit)
        if not (self._reorders and limit):
            return self._first(last)[first:]
        best = self._reordered()
        if last > len(best) == CANDIDATES:
            best += [p for p in self._first(last) if not self.is_reordered(p)]
        return best[first:last]

    def is_reordered(self, placed: Placed) -> bool:
        """Whether a document of a page got its score by all that is known of it."""
        return (placed.segment, placed.number) in self._closeness

    def closeness(self, placed: Placed) -> float:
        """What such a document owes to how close together the words stand in it."""
        return self._closeness[placed.segment, placed.number]

    def _reordered(self) -> list[Placed]:
        """The best of all, in a better order."""
        best = self._first(CANDIDATES)
        if not best:
            return best
        scores, closely = reordered(
            self.question,
            self.wording.pairs,
            self._wanted,
            self._small,
            np.array([placed.segment for placed in best]),
            np.array([placed.number for placed in best]),
            np.array([placed.score for placed in best]),
        )
        better = scores.tolist()
        places = ((placed.segment, placed.number) for placed in best)
        self._closeness = dict(zip(places, closely.tolist(), strict=True))
        keys = [(placed.partial, -score) for placed, score in zip(best, better, strict=True)]
        order: Sequence[int]
        if len(set(keys)) == len(keys):
            order = sorted(range(len(best)), key=keys.__getitem__)
        else:  # reading an identifier takes a while
            order = sorted(range(len(best)), key=lambda n: (*keys[n], self._id(best[n])))
        return [best[place]._replace(score=better[place]) for place in order]

    def _id(self, placed: Placed) -> bytes:
        return self.question.evaluations[placed.segment].segment.columns.ids[placed.number]

    def _first(self, wanted: int) -> list[Placed]:
        """The first documents, as many as wanted, by what their words are worth or their day."""
        first, *others = self._tiers
        found = self._first_of(first, wanted)
        for tier in others:
            following = self._first_of(tier, wanted - len(found))
            found += [placed._replace(partial=True) for placed in following]
        return found

    def _first_of(self, tier: Sequence[Chosen], wanted: int) -> list[Placed]:
        best = [self._best(place, chosen, wanted) for place, chosen in enumerate(tier)]
        if len(best) == 1:
            return self._of_one(best[0], wanted)
        found = []
        for segment, part in enumerate(best):
            ids = self.question.evaluations[segment].segment.columns.ids
            rows = zip(part.keys.tolist(), part.numbers.tolist(), part.scores.tolist(), strict=True)
            found += [
                (-key, ids[number], Placed(segment, number, score)) for key, number, score in rows
            ]
        found.sort(key=lambda row: row[:2])
        return [placed for _, _, placed in found[:wanted]]

    def _of_one(self, best: _Best, wanted: int) -> list[Placed]:
        by_id = self.question.evaluations[0].segment.columns.by_id
        order = np.lexsort((by_id[best.numbers], -best.keys))[:wanted]
        rows = zip(best.numbers[order].tolist(), best.scores[order].tolist(), strict=True)
        return [Placed(0, number, score) for number, score in rows]

    def _best(self, segment: int, matched: Chosen, wanted: int) -> _Best:
        scoring = self._scorings[segment]
        if self._sort != "relevance":
            keys = self._days(segment)[matched.numbers]
            chosen = greatest(keys, wanted)
            numbers = matched.numbers[chosen]
            scores = scoring.of(Chosen(matched.size, numbers=numbers))
            return _Best(numbers, keys[chosen], scores)
        if self._by_scores and len(self._tiers) == 1:
            scores = self._everywhere[segment]
            numbers = greatest(scores, wanted)
            numbers = numbers[scores[numbers] > 0]
            if self._scores_tell or numbers.size >= wanted:
                return _Best(numbers, scores[numbers], scores[numbers])
        if self._by_scores:
            scores = self._everywhere[segment][matched.numbers]
        else:
            scores = scoring.of(matched)
        chosen = greatest(scores, wanted)
        return _Best(matched.numbers[chosen], scores[chosen], scores[chosen])

    def _days(self, segment: int) -> Numbers:
        """For each document its day, the one to come first the greatest."""
        days = self.question.evaluations[segment].segment.columns.days
        return -days[self.question.date_field].in_order(newest=self._sort == "newest")

    def passages(self, page: Sequence[Placed]) -> dict[tuple[int, int], list[int]]:
        """The best passages of each document of a page, by its segment and number."""
        # Where some of the words are enough, a passage is not shown for small ones.
        small = () if self.partial else self._small
        found: dict[tuple[int, int], list[int]] = {}
        for segment, numbers in by_segment(page):
            ranked = self._scorings[segment].passages(numbers, small)
            found |= {(segment, number): ranked[number] for number in numbers.tolist()}
        return found
