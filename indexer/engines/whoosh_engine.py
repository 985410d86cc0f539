"""The embedded engine: one generation searched in this process.

Promises: a ``SearchEngine``; exact totals and facets; one opened engine is shared by all
threads. Opens a generation read-only and without locks. Never open one whose digests were not
checked: Whoosh's schema is a pickle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from archive.query import Fuzzy, Node, Pattern
from archive.search import (
    Concordance,
    Filters,
    Hit,
    SearchRequest,
    SearchResult,
    Span,
    Suggestion,
)
from indexer.analysis import tokens as tokens_of
from indexer.engines.concordance import concordance
from indexer.engines.expansions import expansions
from indexer.engines.facets import facet
from indexer.engines.known_words import KnownWords
from indexer.engines.marking import Marker
from indexer.engines.memory import keep_freed_memory
from indexer.engines.question import Question
from indexer.engines.ranking import Placed, Ranking, passages_of
from indexer.engines.segment import Segment
from indexer.engines.vocabulary import Vocabularies
from indexer.engines.whoosh_index import open_index, parts_of
from indexer.engines.whoosh_schema import TEXT
from indexer.engines.widening import Widening

_MARKERS: Final = 16  # as many as searches at once


def open_engine(folder: Path) -> WhooshEngine:
    """The engine of the generation in ``folder``, as ``WhooshBuilder`` left it."""
    keep_freed_memory()
    return WhooshEngine(folder)


class WhooshEngine:
    """See ``archive.search.SearchEngine`` for what each method promises."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError, and ValueError if a file is damaged or foreign."""
        parts = parts_of(open_index(folder))
        # Also those without documents: they may uncount words of documents that are deleted.
        self._segments = [Segment(part.arrays, part.deleted) for part in parts]
        self._vocabularies = Vocabularies([segment.vocabulary for segment in self._segments])
        languages = {each for segment in self._segments for each in segment.columns.languages}
        self._languages = tuple(sorted(languages))
        self._known = KnownWords()
        # The passages of a page are marked hit by hit, but a query is made ready once.
        self._marker = lru_cache(_MARKERS)(self._marker_of)

    def _asked(self, query: Node | None, filters: Filters) -> Question:
        return Question(self._segments, self._languages, query, filters)

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer one request."""
        question = self._asked(request.query, request.filters)
        ranking = Ranking(question, request.sort)
        page = ranking.page(request.offset, request.limit)
        columns = [segment.columns for segment in self._segments]
        facets = {
            name: facet(
                name,
                columns,
                ranking.matched,
                request.facet_values,
                request.filters.include.get(name, ()),
            )
            for name in request.facets
        }
        return SearchResult(
            total=ranking.total,
            hits=self._hits(ranking, page, request.passages),
            facets={name: counts for name, (counts, _) in facets.items()},
            more_values={name: more for name, (_, more) in facets.items() if more},
            expansions=tuple(expansions(request.query, question, self._vocabularies))
            if request.expansions
            else (),
            notices=question.notices,
        )

    def _hits(self, ranking: Ranking, page: Sequence[Placed], limit: int) -> tuple[Hit, ...]:
        passages = passages_of(ranking.scorings, page) if limit else {}
        hits = []
        for placed in page:
            found = passages.get((placed.segment, placed.number), [])
            hits.append(
                Hit(
                    document_id=self._segments[placed.segment].columns.ids.text(placed.number),
                    score=placed.score,
                    passages=tuple(found[:limit]),
                    more=max(0, len(found) - limit),
                )
            )
        return tuple(hits)

    def count(self, query: Node | None, filters: Filters) -> int:
        """Number of documents that match."""
        return sum(part.count for part in self._asked(query, filters).matched)

    def mark(self, query: Node, texts: Sequence[str], language: str) -> list[tuple[Span, ...]]:
        """The query's words in each text, as spans in it."""
        return self._marker(query).mark(texts, language)

    def _marker_of(self, query: Node) -> Marker:
        return Marker(query, self._languages, self._terms_of, self._known)

    def _terms_of(self, wanted: Pattern | Fuzzy) -> Iterator[str]:
        """The terms of the text that fitting words have."""
        places = Widening(self._segments).terms(wanted)
        for segment, of_segment in zip(self._segments, places, strict=True):
            yield from map(segment.fields[TEXT].terms.text, of_segment.tolist())

    def concordance(
        self, query: Node, filters: Filters, offset: int = 0, limit: int = 100
    ) -> Concordance:
        """Every occurrence of what is sought in the documents that match."""
        return concordance(self._asked(query, filters), max(0, offset), limit)

    def spans(self, text: str, language: str, tokens: Sequence[tuple[int, int]]) -> list[Span]:
        """Where runs of tokens of a text stand in it."""
        found = tokens_of(text, language)
        return [(found[first].start, found[first + size - 1].end) for first, size in tokens]

    def suggest(self, prefix: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """What was typed with its last word completed, most frequent first."""
        return self._vocabularies.completions(prefix, limit)

    def close(self) -> None:
        """Let go of the mapped files: they are released with the last answer in work."""
        self._segments = []
