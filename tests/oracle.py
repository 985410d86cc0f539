"""The brute-force engine: every document read for every query, nothing indexed, nothing clever.

It is what the other engines are held against. It shares the analyser with them and the values
of facets, since those define what is asked; all else (matching, scoring, choosing passages,
counting, dates, marking) is written again here in the plainest way.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from archive.deadline import NEVER, Deadline
from archive.facts import language_of
from archive.model import DateField, Document, Passage
from archive.query import InEverything, InField, Node
from archive.query.dates import interval
from archive.search import (
    FacetCount,
    Filters,
    InContext,
    Occurrence,
    Run,
    SearchRequest,
    SearchResult,
    Span,
    Suggestion,
)
from archive.without import NOTHING, Without
from indexer.engines.base import facet_values
from indexer.engines.reordering import CANDIDATES
from tests import oracle_texts
from tests.oracle_documents import Held, datings_of, hold, timeline_of
from tests.oracle_groups import groups
from tests.oracle_matching import Matching
from tests.oracle_scores import Scores
from tests.oracle_trees import wanted


class Lines:
    """See ``archive.search.Concordance``."""

    def __init__(self, lines: Sequence[Occurrence]) -> None:
        self._lines = tuple(lines)
        self.total = len(lines)
        self.documents = len({line.document_id for line in lines})

    def some(self, offset: int, limit: int) -> tuple[Occurrence, ...]:
        return self._lines[offset : offset + limit]


class MemoryEngine:
    """See ``archive.search.SearchEngine``."""

    def __init__(
        self,
        indexed: Sequence[tuple[Document, Sequence[Passage]]],
        left_out: Mapping[str, Sequence[str]] | None = None,
        *,
        everything: bool = False,
    ) -> None:
        """``left_out``: texts by document; with ``everything`` they are searched too."""
        left = left_out or {}
        self._indexed, self._left_out = indexed, left_out
        self._held = [
            hold(document, passages, left.get(document.id, ()) if everything else ())
            for document, passages in indexed
        ]
        self._groups = groups(self._held)
        self._matching = Matching(self._held)
        self._scores = Scores(self._matching)

    @cached_property
    def _whole(self) -> MemoryEngine:
        return MemoryEngine(self._indexed, self._left_out, everything=True)

    def search(self, request: SearchRequest) -> SearchResult:
        query, filters = request.query, request.filters
        if isinstance(query, InEverything):
            whole = self._whole.search(replace(request, query=query.part))
            return replace(whole, any_of=InEverything(whole.any_of) if whole.any_of else None)
        found = self._matching.documents(query, filters, undated=False)
        asked = self._scores.asked(query)
        complete = {held.document.id for held in found}
        partial = False
        if query is not None and len(found) < request.some_below:
            for some in self._scores.loosened(query):
                more = self._matching.documents(some.query, filters, undated=False)
                if len(more) > len(complete):
                    found, asked, partial = more, some, True
                if more:
                    break
        sort = "newest" if request.sort == "relevance" and not asked.large + asked.small else ""
        sort = sort or request.sort
        scores = {held.document.id: self._scores.score(held, asked.large) for held in found}

        def in_order(documents: Iterable[Held]) -> list[Held]:
            ordered = sorted(documents, key=lambda held: held.document.id)
            ordered.sort(key=self._order(sort, scores, filters.date_field))
            return sorted(ordered, key=lambda h: partial and h.document.id not in complete)

        behind = self._behind(found, complete) if request.group else {}
        copies = {copy.document.id for group in behind.values() for copy in group}
        ordered = in_order(held for held in found if held.document.id not in copies)
        if request.reorder and sort == "relevance":
            best, rest = ordered[:CANDIDATES], ordered[CANDIDATES:]
            scores |= self._scores.better(asked, best, scores)
            ordered = in_order(best) + rest
        page = ordered[request.offset : request.offset + request.limit]
        return SearchResult(
            total=len(found),
            partial=len(found) - len(complete) if partial else 0,
            any_of=asked.query if partial else None,
            folded=len(copies),
            hits=tuple(
                replace(
                    self._scores.hit(held, asked, scores[held.document.id], request.passages),
                    partial=partial and held.document.id not in complete,
                    copies=tuple(c.document.id for c in behind.get(held.document.id, ())),
                )
                for held in page
            ),
            facets={name: self._facet(name, found) for name in request.facets},
            notices=self._notices(asked.query, filters),
            others=self._beside(asked.query, filters, "include"),
            left_out=self._beside(asked.query, filters, "exclude"),
            timeline=timeline_of(filters.date_field, [held.document for held in found]),
        )

    def _beside(
        self, query: Node | None, filters: Filters, side: str
    ) -> dict[str, tuple[FacetCount, ...]]:
        found = {}
        narrowed = filters.include if side == "include" else filters.exclude
        for name, values in narrowed.items():
            if values:
                change: dict[str, Any] = {side: {**narrowed, name: ()}}
                loose = replace(filters, **change)
                counts = self._facet(name, self._matching.documents(query, loose, undated=False))
                found[name] = tuple(c for c in counts if (c.value in values) == (side == "exclude"))
        return found

    def _behind(self, found: Iterable[Held], whole: set[str]) -> dict[str, list[Held]]:
        """Of the documents found the first of each group, and the others that it stands for."""
        matched = {held.document.id for held in found}
        present = [[h for h in group if h.document.id in matched] for group in self._groups]
        for group in present:
            first = next((held for held in group if held.document.id in whole), None)
            if first is not None:
                group.remove(first)
                group.insert(0, first)
        return {group[0].document.id: group[1:] for group in present if group}

    def telling(self, texts: Sequence[str], language: str, limit: int) -> tuple[str, ...]:
        return oracle_texts.telling(self._held, texts, language, limit)

    def copies(self, document_id: str) -> tuple[str, ...]:
        for group in self._groups:
            ids = tuple(held.document.id for held in group)
            if document_id in ids:
                return ids
        return ()

    def count(
        self,
        query: Node | None,
        filters: Filters,
        deadline: Deadline = NEVER,
        *,
        without: Without = NOTHING,
    ) -> int:
        if isinstance(query, InEverything):
            return self._whole.count(query.part, filters)
        return len(self._matching.documents(query, filters, undated=False))

    def mark(
        self, query: Node, texts: Sequence[str], language: str, without: Without = NOTHING
    ) -> list[tuple[Span, ...]]:
        if isinstance(query, InEverything):
            return self._whole.mark(query.part, texts, language)
        languages = {language, *self._matching.languages}
        leaves = [leaf.part if isinstance(leaf, InField) else leaf for leaf in wanted(query)]
        return [self._matching.mark(text, language, languages, leaves) for text in texts]

    def concordance(
        self,
        query: Node,
        filters: Filters,
        *,
        newest: bool = False,
        deadline: Deadline = NEVER,
        without: Without = NOTHING,
    ) -> Lines:
        if isinstance(query, InEverything):
            return self._whole.concordance(query.part, filters, newest=newest)
        found = []
        days = self._order("newest" if newest else "oldest", {}, filters.date_field)
        for held in self._matching.documents(query, filters, undated=False):
            rows = set()
            for leaf in wanted(query):
                if not isinstance(leaf, InField):
                    rows |= self._matching.stands(leaf, held)[1]
            header = len(held.header)
            for unit, first, last in rows:
                if header <= unit < header + held.document.passage_count:
                    tokens = last - first + 1
                    place = unit - header, first, tokens, language_of(held.document)
                    found.append((days(held), held.document.id, *place))
        return Lines(
            [
                Occurrence(document_id=of, passage=passage, token=t, tokens=n, language=language)
                for _, of, passage, t, n, language in sorted(found)
            ]
        )

    def in_context(
        self, texts: Sequence[str], language: str, runs: Sequence[Run], words: int = 0
    ) -> list[InContext]:
        return oracle_texts.in_context(texts, language, runs, words)

    def suggest(self, prefix: str, limit: int = 10) -> tuple[Suggestion, ...]:
        return oracle_texts.suggest(self._held, prefix, limit)

    def corrections(self, word: str, limit: int = 1) -> tuple[Suggestion, ...]:
        return ()

    def close(self) -> None:
        self._held.clear()

    def _notices(self, query: Node | None, filters: Filters) -> tuple[str, ...]:
        more = {
            held.document.id for held in self._matching.documents(query, filters, undated=True)
        } - {held.document.id for held in self._matching.documents(query, filters, undated=False)}
        if not more:
            return ()
        many = "documents" if len(more) > 1 else "document"
        return (f"{len(more)} {many} without a date not counted.",)

    def _order(
        self, sort: str, scores: dict[str, float], field: DateField
    ) -> Callable[[Held], float]:
        def day(held: Held) -> float:
            dates = datings_of(held.document, field)
            days = [interval(dating.value)[0].toordinal() for dating in dates]
            return min((-day if sort == "newest" else day for day in days), default=math.inf)

        return (lambda held: -scores[held.document.id]) if sort == "relevance" else day

    def _facet(self, name: str, found: list[Held]) -> tuple[FacetCount, ...]:
        counts = Counter(value for held in found for value in facet_values(held.document)[name])
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return tuple(FacetCount(value=value, count=count) for value, count in ordered)
