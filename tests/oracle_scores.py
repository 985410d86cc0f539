"""What the oracle's documents are worth for a query, each by the definition, and their passages."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.query import And, Fuzzy, InField, Node, Or, Pattern, Phrase, Word
from archive.search import Hit
from indexer.analysis.parts import has_signs
from indexer.engines.reordering import FEEDBACK, SMALL
from tests.oracle_documents import Held
from tests.oracle_matching import Matching
from tests.oracle_order import (
    feedback,
    is_of_words,
    joins_of,
    neighbours,
    pairs_of,
    small_of,
    through,
    words_of,
    worth_of_pair,
)
from tests.oracle_trees import Leaf, scored, wanted


@dataclass(frozen=True)
class Asked:
    """A query as it is run, and the part that its leaves have in the order."""

    query: Node | None
    large: list[Leaf]
    small: list[Leaf]
    pairs: set[tuple[Leaf, Leaf]]
    shows_small: bool  # whether a passage is shown for a small word alone


class Scores:
    """What is worth how much, in the documents that are matched."""

    def __init__(self, matching: Matching) -> None:
        self._known = matching
        lengths = [held.length for held in matching.held]
        self._average = max(1.0, sum(lengths) / max(1, len(lengths)))
        self._weights: dict[Leaf, float] = {}

    def _weight(self, wanted: Leaf) -> float:
        leaf = scored(wanted)
        if leaf not in self._weights:
            df = sum(self._known.times(leaf, held) > 0 for held in self._known.held)
            self._weights[leaf] = math.log(1 + (len(self._known.held) - df + 0.5) / (df + 0.5))
        return self._weights[leaf]

    def asked(self, query: Node | None) -> Asked:
        """How a query is worded that is run as it is."""
        if query is None:
            return Asked(query, [], [], set(), shows_small=True)
        small = small_of(list(wanted(query, joining=False)), self._known.languages)
        large = [leaf for leaf in wanted(query) if leaf not in small]
        return Asked(query, large, small, pairs_of(neighbours(query), small), shows_small=True)

    def loosened(self, query: Node) -> Iterator[Asked]:
        """The queries that some of its words are enough for."""
        if not is_of_words(query) or not (
            isinstance(query, And) or (isinstance(query, Word) and has_signs(query.text))
        ):
            return
        words = words_of(query)
        small = small_of(words, self._known.languages)
        pairs = pairs_of([words], small)
        for left in (small, []):
            leaves = [word for word in words if word not in left] + joins_of(words)
            if leaves and leaves != [query]:
                any_of = Or(tuple(leaves)) if len(leaves) > 1 else leaves[0]
                yield Asked(any_of, leaves, left, pairs, shows_small=False)

    def better(
        self, asked: Asked, found: Sequence[Held], base: Mapping[str, float]
    ) -> dict[str, float]:
        """The scores of the best with all that is known of them."""
        scores = {held.document.id: base[held.document.id] for held in found}
        words = sum(
            any(self._known.times(leaf, h) for h in self._known.held) for leaf in asked.large
        )
        pairs = {
            (self._known.same(one), self._known.same(two)): (one, two) for one, two in asked.pairs
        }
        for held in found:
            score = SMALL * self.score(held, asked.small)
            for one, two in pairs.values():
                if self._known.same(one) != self._known.same(two):
                    units = held.header + held.passages
                    stands = [through(self._known.stands(x, held)[1], units) for x in (one, two)]
                    weight = (self._weight(one) + self._weight(two)) / 2
                    score += worth_of_pair(stands[0], stands[1], weight, self._norm(held))
            scores[held.document.id] += score
        if words < 2 or max(scores.values(), default=0) <= 0:
            return scores
        learnt = feedback(
            [held.keywords for held in found],
            [self._norm(held) for held in found],
            [scores[held.document.id] for held in found],
            Counter(term for held in self._known.held for term in held.terms),
            len(self._known.held),
        )
        for held, worth in zip(found, learnt, strict=True):
            scores[held.document.id] += FEEDBACK * words * worth
        return scores

    def _norm(self, held: Held) -> float:
        return 1.2 * (1 - 0.75 + 0.75 * held.length / self._average)

    def score(self, held: Held, leaves: Sequence[Leaf]) -> float:
        """BM25F: what leaves are worth in a document."""
        norm = self._norm(held)
        score = 0.0
        for leaf in map(scored, leaves):
            times = float(self._known.times(leaf, held))
            if isinstance(leaf, Word | Phrase | Pattern | Fuzzy):  # once more for the title
                times += self._known.times(InField("title", leaf), held)
            elif isinstance(leaf, InField) and leaf.field == "title":
                times *= 2
            score += self._weight(leaf) * times * 2.2 / (times + norm)
        return score

    def hit(self, held: Held, asked: Asked, score: float, limit: int) -> Hit:
        """A document with its best passages."""
        ranks = []
        shown = asked.large + (asked.small if asked.shows_small else [])
        sought = {self._known.same(leaf): leaf for leaf in shown if not isinstance(leaf, InField)}
        stands = {leaf: self._known.stands(leaf, held)[1] for leaf in sought.values()}
        header = len(held.header)
        for ordinal in range(len(held.passages)):
            times = {
                leaf: len({place[:2] for place in places if place[0] == ordinal + header})
                for leaf, places in stands.items()
            }
            distinct = sum(n > 0 for leaf, n in times.items() if leaf not in asked.small)
            weight = sum(
                (SMALL if leaf in asked.small else 1) * self._weight(leaf) * n / (n + 1.2)
                for leaf, n in times.items()
            )
            if any(times.values()):
                ranks.append((-distinct, -round(weight, 9), ordinal))
        best = tuple(ordinal for _, _, ordinal in sorted(ranks))
        return Hit(
            document_id=held.document.id,
            score=score,
            passages=best[:limit],
            more=len(best[limit:]),
        )
