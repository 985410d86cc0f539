"""The engine of an archive that lies in a cluster.

Promises: a ``SearchEngine``; exact totals and counts; one is shared by all threads. The cluster
finds and counts; the best of what it found is fetched, and put in order, cut to passages and
marked by the code of every segment. Deeper than that the cluster's own scores are the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from archive.deadline import NEVER, Deadline
from archive.query import Node
from archive.search import (
    Concordance,
    FacetCount,
    Filters,
    Hit,
    SearchRequest,
    SearchResult,
)
from archive.variants import Group
from archive.without import NOTHING, Without
from indexer.engines.concordance import Occurrences
from indexer.engines.expansions import expansions
from indexer.engines.opensearch import counting
from indexer.engines.opensearch.alike import Alike
from indexer.engines.opensearch.entries import READ
from indexer.engines.opensearch.fetched import Fetched, TextsOf
from indexer.engines.opensearch.index import ClusterIndex
from indexer.engines.opensearch.order import Ordered, Page
from indexer.engines.opensearch.question import ClusterQuestion
from indexer.engines.understanding import EngineOfWords
from indexer.engines.widened import Understood
from indexer.engines.wording import Wording, loosened, wording


class OpenSearchEngine(EngineOfWords):
    """See ``archive.search.SearchEngine`` for what each method promises."""

    def __init__(self, index: ClusterIndex, variants: Sequence[Group] = ()) -> None:
        self._index = index
        super().__init__(index.parts, index.languages, variants)

    def _asked(
        self, query: Node | None, filters: Filters, deadline: Deadline, without: Without
    ) -> ClusterQuestion:
        known = self._understood(query, without) if query is not None else None
        return self._question(known, filters, deadline)

    def _question(
        self, known: Understood | None, filters: Filters, deadline: Deadline
    ) -> ClusterQuestion:
        return ClusterQuestion(self._index, known, filters, deadline)

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer one request."""
        question, ordered, any_of = self._ordered(request)
        page = ordered.page()
        found = page.counts
        facets = {
            name: counting.facet(
                name, found[name], request.facet_values, request.filters.include.get(name, ())
            )
            for name in request.facets
        }
        beside = self._beside(question, request)
        return SearchResult(
            total=page.total,
            partial=page.partial,
            any_of=any_of,
            folded=page.folded,
            hits=self._hits(page, request),
            facets={name: counts for name, (counts, _) in facets.items()},
            more_values={name: more for name, (_, more) in facets.items() if more},
            others={
                name: tuple(c for c in counts if c.value not in request.filters.include[name])
                for name, (counts, _) in beside["include"].items()
            },
            more_others={name: more for name, (_, more) in beside["include"].items() if more},
            left_out={
                name: tuple(c for c in counts if c.value in request.filters.exclude[name])
                for name, (counts, _) in beside["exclude"].items()
            },
            timeline=counting.timeline(request, found),
            expansions=tuple(expansions(question, self._vocabularies))
            if request.expansions
            else (),
            notices=question.notices,
        )

    def _ordered(self, request: SearchRequest) -> tuple[ClusterQuestion, Ordered, Node | None]:
        """What was found, and what any part of was enough for, if it was."""
        query, filters, deadline = request.query, request.filters, request.deadline
        question = self._asked(query, filters, deadline, request.without)
        if query is not None and request.some_below:
            (whole,) = self._index.counts([question.query])
            if whole < request.some_below:
                for any_of, worded in loosened(query, self._languages, request.without):
                    known = self._understood(any_of, request.without)
                    known = replace(known, joins=question.understood.joins)
                    some = self._question(known, filters, deadline)
                    (count,) = self._index.counts([some.query])
                    if count > whole:
                        return some, self._order(some, worded, request, question.query), any_of
                    if count:
                        break
        worded = wording(query, self._languages)
        return question, self._order(question, worded, request), None

    def _order(
        self,
        question: ClusterQuestion,
        worded: Wording,
        request: SearchRequest,
        whole: dict[str, Any] | None = None,
    ) -> Ordered:
        return Ordered(self._index, question, worded, request, whole)

    def _beside(
        self, question: ClusterQuestion, request: SearchRequest
    ) -> dict[str, dict[str, tuple[tuple[FacetCount, ...], int]]]:
        """Of each field that is narrowed its values as if it were not, for both sides."""
        filters = request.filters
        asked = [
            (side, name, values)
            for side, narrowed in (("include", filters.include), ("exclude", filters.exclude))
            for name, values in narrowed.items()
            if values and name in request.facets
        ]
        bodies = [
            {
                "size": 0,
                "query": question.query_with(counting.without(filters, side, name)),
                "aggs": {name: counting.counted(name)},
            }
            for side, name, _ in asked
        ]
        found: dict[str, dict[str, tuple[tuple[FacetCount, ...], int]]] = {
            "include": {},
            "exclude": {},
        }
        answers = self._index.search_each(bodies, request.deadline)
        for (side, name, values), answer in zip(asked, answers, strict=True):
            most = request.facet_values if side == "include" else 0
            counts = answer["aggregations"][name]
            found[side][name] = counting.facet(name, counts, most, values)
        return found

    def _hits(self, page: Page, request: SearchRequest) -> tuple[Hit, ...]:
        limit = request.passages
        return tuple(
            Hit(
                document_id=each.document_id,
                score=each.score,
                passages=tuple(each.passages[:limit]),
                more=max(0, len(each.passages) - limit),
                partial=each.partial,
                copies=each.copies,
                worths=each.worths,
            )
            for each in page.hits
        )

    def copies(self, document_id: str) -> tuple[str, ...]:
        """Documents with nearly the same text."""
        return Alike(self._index, NEVER).group_of(document_id)

    def count(
        self,
        query: Node | None,
        filters: Filters,
        deadline: Deadline = NEVER,
        *,
        without: Without = NOTHING,
    ) -> int:
        """Number of documents that match."""
        return self._index.counts([self._asked(query, filters, deadline, without).query])[0]

    def concordance(
        self,
        query: Node,
        filters: Filters,
        *,
        newest: bool = False,
        deadline: Deadline = NEVER,
        without: Without = NOTHING,
    ) -> Concordance:
        """Every occurrence of what is sought in the documents that match."""
        question = self._asked(query, filters, deadline, without)
        pages: list[Fetched] = [
            question.fetched([entry for _, entry in page])
            for page in self._index.every(question.query, deadline, READ)
        ]
        question.look_at_all(pages, TextsOf(pages))
        return Occurrences(question, newest=newest)

    def close(self) -> None:
        """Let go of the connections to the cluster."""
        self._index.connection.close()
