"""One request over all segments: what is sought, what it is worth, which documents match.

Promises: exact totals; weights are of the whole index. Made for one request and then forgotten.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from archive.deadline import Deadline
from archive.errors import TooCostlyError
from archive.model import DateField
from archive.query import LIMITS, And, Dates, Fuzzy, Node, Not, Or, Pattern, unparse
from archive.query.cost import too_many_terms
from archive.search import Filters
from indexer.engines.base import Texts
from indexer.engines.chosen import Chosen, all_of
from indexer.engines.evaluation import Asked, Evaluation
from indexer.engines.lists import Numbers
from indexer.engines.meaning import Any, Leaf, Sought, meaning, scored
from indexer.engines.once import once
from indexer.engines.postings import how_many
from indexer.engines.queries import is_leaf, many_words, verifies, words_sought
from indexer.engines.scoring import Scoring, Weighted, inverse_frequency
from indexer.engines.segment import Segment, Worded
from indexer.engines.whoosh_schema import TEXT
from indexer.engines.widened import Understood
from indexer.engines.widening import Widening

# Of a word's weight: what one of its ways is worth where the word itself does not stand. Measured.
_WAYS_SHARE: Final = 0.6
_NO_FILTERS: Final = Filters()
_ONE_UNDATED = "1 document without a date is not counted."
_UNDATED = "{} documents without a date are not counted."
_ONE_NOT_CAPTURED = "1 document without a capture date is not counted."
_NOT_CAPTURED = "{} documents without a capture date are not counted."
_ONE_NOT_TAKEN_IN = "1 document without a date of accession is not counted."
_NOT_TAKEN_IN = "{} documents without a date of accession are not counted."
_MISSING = {
    "captured": (_ONE_NOT_CAPTURED, _NOT_CAPTURED),
    "accessioned": (_ONE_NOT_TAKEN_IN, _NOT_TAKEN_IN),
}


@dataclass(frozen=True, slots=True)
class Index:
    """What is searched: segments, the languages of their documents, and these documents' texts."""

    segments: Sequence[Segment]
    languages: tuple[str, ...]
    texts: Texts


class Question:
    """A query and filters, understood and matched in every segment."""

    def __init__(
        self, index: Index, understood: Understood | None, filters: Filters, deadline: Deadline
    ) -> None:
        """``understood`` None asks for everything.

        Raises TooCostlyError, here and whenever something is looked up.
        """
        self.languages = index.languages
        self._filters = filters
        self.date_field = filters.date_field  # what is put in order, and counted, by dates
        self._asks_all = understood is None
        self.understood = understood or Understood()
        self.tree = self.understood.tree
        self.leaves: tuple[Leaf, ...] = tuple(words_sought(self.tree)) if self.tree else ()
        self.sought = {leaf: meaning(leaf, index.languages) for leaf in dict.fromkeys(self.leaves)}
        everything = self.understood.everything
        searched: list[Worded] = list(index.segments)
        if everything:
            searched += [segment.left_out for segment in index.segments]
        self._widening = Widening(searched, self.understood.without)
        self._check_widening()
        asked = Asked(index.languages, self._widening, everything, index.texts, deadline)
        self.evaluations = [
            Evaluation(segment, number, asked) for number, segment in enumerate(index.segments)
        ]
        self._having: dict[Sought, int] = {}
        self._documents = sum(segment.count for segment in index.segments)
        self._tokens = sum(segment.tokens for segment in index.segments)
        self.notices = self.understood.notices + tuple(self._undated())

    def _check_widening(self) -> None:
        """Count the words that patterns and likenesses stand for, before any is looked up."""
        counts: dict[Pattern | Fuzzy, int] = {}
        for wanted in (wanted for leaf in self.leaves for wanted in many_words(leaf)):
            counts[wanted] = sum(map(len, self._widening.words(wanted)))
        total = sum(counts.values())
        if total > LIMITS.terms:
            widest = max(counts, key=counts.__getitem__)
            raise TooCostlyError(too_many_terms(total, unparse(widest), LIMITS))

    def words(self, wanted: Pattern | Fuzzy) -> list[range | Numbers]:
        """The words of the text in each segment that a pattern or likeness stands for."""
        return self._widening.words(wanted)[: len(self.evaluations)]

    def places(self, term: str) -> list[int | None]:
        """Of a term of the text its place in each list of words."""
        return [each.place(TEXT, term) for each in self.evaluations]

    @once
    def matched(self) -> list[Chosen]:
        """The documents of each segment that match."""
        return self.matching(self._filters)

    def matching(self, filters: Filters) -> list[Chosen]:
        """What matches the query with other filters."""
        return [self._matched(each, filters, undated=False) for each in self.evaluations]

    def _matched(self, evaluation: Evaluation, filters: Filters, *, undated: bool) -> Chosen:
        filtered = evaluation.filtered(filters, undated)
        if self.tree is None:
            if not self._asks_all:
                return Chosen(evaluation.segment.size, numbers=np.empty(0, np.int64))
            return filtered or evaluation.every
        found = evaluation.matching(self.tree, undated, filtered)
        return all_of([found, filtered]) if filtered else found

    def _undated(self) -> Iterator[str]:
        """How many documents only miss a date to match."""
        fields = set(date_fields(self.tree, self._filters))
        if not fields:
            return
        count = sum(
            self._matched(each, self._filters, undated=True).without(matched).count
            for each, matched in zip(self.evaluations, self.matched, strict=True)
            if any(each.segment.columns.days[field].some_unknown for field in fields)
        )
        yield from self._told_undated(fields, count)

    def _told_undated(self, fields: Collection[str], count: int) -> Iterator[str]:
        if count:
            one, many = _MISSING.get("".join(fields), (_ONE_UNDATED, _UNDATED))
            yield one if count == 1 else many.format(count)

    def having(self, sought: Sought) -> int:
        """How many documents have something, whether or not they match; see ``scored``."""
        count = self._having.get(sought)
        if count is None:
            found = [each.find(scored(sought)) for each in self.evaluations]
            count = self._having[sought] = sum(map(how_many, found))
        return count

    def count(self, node: Node) -> int:
        """How many documents match a part of a tree, whatever the rest of it is."""
        return sum(each.matching(node, undated=False).count for each in self.evaluations)

    def weighted(self, leaves: Iterable[Leaf]) -> list[Weighted]:
        """What leaves seek, each once, with its weight and how often it is among them.

        A word that has other ways counts with all of them together, and by itself for the rest of
        what it would count without them, so that what was typed comes before what only stands for
        it. What no document has as typed counts as its ways do.
        """
        found = []
        for sought, count in Counter(meaning(leaf, self.languages) for leaf in leaves).items():
            every = self.in_every_way(sought)
            weight = self.weight(every)
            if every != sought and self.having(sought):
                weight *= _WAYS_SHARE
                found.append(Weighted(sought, self.weight(sought) - weight, count))
            found.append(Weighted(every, weight, count))
        return found

    def weight(self, sought: Sought) -> float:
        """What one saturated occurrence is worth."""
        return inverse_frequency(self.having(sought), self._documents)

    def in_every_way(self, sought: Sought) -> Sought:
        """Something that was typed, or what stands for it."""
        ways = self._ways.get(sought)
        return Any((sought, *ways)) if ways else sought

    @once
    def _ways(self) -> dict[Sought, dict[Sought, None]]:
        """What stands for what was typed."""
        ways: defaultdict[Sought, dict[Sought, None]] = defaultdict(dict)
        for leaf in filter(self.is_way, self.leaves):
            ways[self.sought[self.understood.instead[leaf]]][self.sought[leaf]] = None
        return ways

    def is_way(self, leaf: Leaf) -> bool:
        """Whether a leaf only stands for one that was typed."""
        return leaf in self.understood.instead and leaf not in self.understood.typed

    def scorings(self, weighted: Sequence[Weighted]) -> list[Scoring]:
        """The scoring of each segment."""
        average = max(1.0, self._tokens / max(1, self._documents))
        return [Scoring(each, weighted, average) for each in self.evaluations]

    @property
    def is_any_of_leaves(self) -> bool:
        """Whether what matches is just what has a score: several things, any of which is enough."""
        tree = self.tree
        scores_match = isinstance(tree, Or) and all(map(is_leaf, tree.parts)) and not verifies(tree)
        return scores_match and self._filters == _NO_FILTERS


def date_fields(tree: Node | None, filters: Filters) -> Iterator[DateField]:
    """The kinds of dates that are asked for."""
    if filters.date_from or filters.date_to:
        yield filters.date_field
    if isinstance(tree, Dates):
        yield tree.field
    elif isinstance(tree, (And, Or)):
        for part in tree.parts:
            yield from date_fields(part, _NO_FILTERS)
    elif isinstance(tree, Not):
        yield from date_fields(tree.part, _NO_FILTERS)
