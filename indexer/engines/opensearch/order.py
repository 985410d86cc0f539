"""What was found in its order: the best fetched and put in order by ``ranking``, the rest as the
cluster has it.

Promises: the order of an answer is the same for every page of it; equal scores go by identifier.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from archive.search import SearchRequest
from archive.worth import Worth
from indexer.engines.explaining import worths
from indexer.engines.opensearch import counting
from indexer.engines.opensearch.alike import Alike
from indexer.engines.opensearch.clauses import NOTHING, Query, all_of
from indexer.engines.opensearch.first_look import FirstLook
from indexer.engines.opensearch.index import ClusterIndex
from indexer.engines.opensearch.question import ClusterQuestion
from indexer.engines.ranking import Ranking
from indexer.engines.reordering import CANDIDATES
from indexer.engines.scoring import inverse_frequency
from indexer.engines.wording import Wording

LOOKED_AT: Final = 2 * CANDIDATES  # documents that are fetched for the order of the best


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit, with all its passages."""

    document_id: str
    score: float
    passages: Sequence[int]
    partial: bool
    copies: tuple[str, ...]
    worths: tuple[Worth, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an answer, and what was counted."""

    total: int
    partial: int
    folded: int
    hits: Sequence[Shown]
    counts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Place:
    """A document at its place, by the cluster's score."""

    document_id: str
    score: float
    partial: bool

    @classmethod
    def of(cls, hit: Mapping[str, Any], *, partial: bool) -> _Place:
        """That of a hit of the cluster's."""
        return cls(hit["_id"], hit["_score"] or 0.0, partial)


def _hits(answer: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    hits: Sequence[dict[str, Any]] = answer["hits"]["hits"]
    return hits


class Ordered:
    """One answer."""

    def __init__(
        self,
        index: ClusterIndex,
        question: ClusterQuestion,
        worded: Wording,
        request: SearchRequest,
        whole: Query | None,
    ) -> None:
        """``whole``: what finds the documents that come before all others, if there are such."""
        self._index = index
        self._question = question
        self._worded = worded
        self._request = request
        self._whole = whole
        self._sort = request.sort
        if request.sort == "relevance" and not question.leaves:
            self._sort = "newest"
        self._folded, self._behind = 0, NOTHING
        if request.group:
            alike = Alike(index, request.deadline)
            self._behind, self._folded = alike.folded(question.query, whole)

    def page(self) -> Page:
        """The page that was asked for."""
        request = self._request
        counting_body = {
            "size": 0,
            "track_total_hits": True,
            "query": self._question.query,
            "aggs": counting.wanted(request),
        }
        first, count = self._fetched_first()
        at_once = count and not first and self._whole is None
        bodies = [counting_body, *([{**self._body(self._all), "size": count}] if at_once else [])]
        answer, *others = self._index.search_each(bodies, request.deadline)
        total = int(answer["hits"]["total"]["value"])
        partial = 0
        if self._whole is not None:
            partial = total - self._index.counts([self._whole])[0]
        known = [_Place.of(hit, partial=False) for other in others for hit in _hits(other)]
        hits = self._hits(total - self._folded, known if at_once else self._found(first, count))
        return Page(total, partial, self._folded, hits, answer.get("aggregations", {}))

    @property
    def _is_ranked(self) -> bool:
        """Whether documents are put in order here once they were found."""
        return self._sort == "relevance"

    def _fetched_first(self) -> tuple[int, int]:
        """Which documents of the cluster's order are fetched first, and how many."""
        if not self._request.limit:
            return 0, 0
        if self._is_ranked and self._first < LOOKED_AT:
            return 0, LOOKED_AT
        return self._first, self._request.limit

    @property
    def _first(self) -> int:
        return max(0, self._request.offset)

    def _hits(self, shown: int, places: Sequence[_Place]) -> list[Shown]:
        """The hits of the page; ``shown``: how many there are in all, ``places``: the first."""
        first = self._first
        last = min(shown, first + self._request.limit)
        if first >= last:
            return []
        if not self._is_ranked:
            return self._shown(places)
        if first >= LOOKED_AT:
            return self._as_found(places)
        best = self._shown(places)
        if last <= len(best):
            return best[first:last]
        return best[first:] + self._as_found(self._found(len(best), last - len(best)))

    def _as_found(self, places: Sequence[_Place]) -> list[Shown]:
        """Documents fetched, in the order in which the cluster has them."""
        shown = {each.document_id: each for each in self._shown(places, reorder=False)}
        return [shown[place.document_id] for place in places if place.document_id in shown]

    def _shown(self, places: Sequence[_Place], *, reorder: bool = True) -> list[Shown]:
        """Documents fetched, in our own order."""
        question, request = self._question, self._request
        entries = self._index.entries([place.document_id for place in places])
        first = {place.document_id for place in places if not place.partial}
        whole = question.look_at(entries, first)
        ranking = Ranking(
            question,
            self._worded,
            replace(request, reorder=request.reorder and reorder, group=False),
            None,
            whole if self._whole is not None else (),
        )
        found = ranking.page(0, len(places))
        passages = ranking.passages(found) if request.passages else {}
        why = worths(ranking, found) if request.explain else {}
        copies = self._copies(places) if request.group else {}
        ids = question.evaluations[0].segment.columns.ids
        return [
            Shown(
                ids.text(placed.number),
                placed.score,
                passages.get((0, placed.number), []),
                placed.partial,
                copies.get(ids.text(placed.number), ()),
                why.get((0, placed.number), ()),
            )
            for placed in found
        ]

    def _copies(self, places: Sequence[_Place]) -> dict[str, tuple[str, ...]]:
        alike = Alike(self._index, self._request.deadline)
        return alike.copies([place.document_id for place in places], self._question.query)

    def _found(self, first: int, count: int) -> list[_Place]:
        """So many documents in the cluster's order, those that have all before the others."""
        found: list[_Place] = []
        for query, partial in self._tiers():
            if len(found) >= count:
                break
            size = self._index.counts([query])[0] if self._whole is not None else None
            if size is not None and first >= size:
                first -= size
                continue
            hits = self._index.deep.hits(self._ask, self._body(query), first, count - len(found))
            found += [_Place.of(hit, partial=partial) for hit in hits]
            first = 0
        return found

    def _ask(self, body: dict[str, Any]) -> Sequence[dict[str, Any]]:
        (answer,) = self._index.search_each([body], self._request.deadline)
        return _hits(answer)

    @property
    def _all(self) -> Query:
        """What finds all documents that have a place of their own."""
        return all_of([self._question.query], but=[self._behind])

    def _tiers(self) -> Iterator[tuple[Query, bool]]:
        if self._whole is None:
            yield self._all, False
        else:
            yield all_of([self._whole], but=[self._behind]), False
            yield all_of([self._question.query], but=[self._behind, self._whole]), True

    def _body(self, query: Query) -> dict[str, Any]:
        return {
            "track_total_hits": False,
            "_source": False,
            "sort": [*self._order(), {"id": "asc"}],
            "query": {"bool": {"filter": [query], "should": self._scoring()}},
        }

    def _order(self) -> list[Any]:
        if self._sort == "relevance":
            return [{"_score": "desc"}]
        newest = self._sort == "newest"
        return [
            {
                f"first.{self._question.date_field}": {
                    "order": "desc" if newest else "asc",
                    "mode": "max" if newest else "min",
                    "missing": "_last",
                }
            }
        ]

    def _scoring(self) -> list[Query]:
        if self._sort != "relevance":
            return []
        question = self._question
        typed = [leaf for leaf in question.leaves if not question.is_way(leaf)]
        wanted = question.weighted(leaf for leaf in typed if leaf not in self._worded.small)
        look = FirstLook(question.clauses, question.languages, self._rarity)
        return look.scoring(wanted)

    def _rarity(self, term: str) -> float:
        """What the cluster takes a term to be worth."""
        return inverse_frequency(int(self._index.having([term])[0]), self._index.documents)
