"""The embedded engine: one generation searched in this process.

Promises: a ``SearchEngine``; exact totals and facets; one opened engine is shared by all
threads. Opens a generation read-only and without locks. Never open one whose digests were not
checked: Whoosh's schema is a pickle.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from archive.deadline import NEVER, Deadline
from archive.query import Node
from archive.search import (
    Concordance,
    Filters,
    Hit,
    SearchRequest,
    SearchResult,
)
from archive.variants import Group
from archive.without import NOTHING, Without
from indexer.engines.base import Texts
from indexer.engines.concordance import Occurrences
from indexer.engines.expansions import expansions
from indexer.engines.explaining import worths
from indexer.engines.facets import facet, left_out, others, timeline
from indexer.engines.grouping import Groups
from indexer.engines.memory import keep_freed_memory
from indexer.engines.question import Index, Question
from indexer.engines.ranking import Placed, Ranking
from indexer.engines.segment import segments_of
from indexer.engines.understanding import EngineOfWords
from indexer.engines.whoosh_index import open_index, parts_of
from indexer.engines.widened import Understood
from indexer.engines.wording import loosened, wording


def open_engine(
    folder: Path, texts: Texts, variants: Sequence[Group] = (), without: Collection[str] = ()
) -> WhooshEngine:
    """The engine of the generation in ``folder``, as ``WhooshBuilder`` left it.

    ``texts``: those of the same generation; they are closed after the engine. ``variants``: forms
    that are sought for each other. ``without``: identifiers of documents that are not found.
    """
    keep_freed_memory()
    return WhooshEngine(folder, texts, variants, without)


class WhooshEngine(EngineOfWords):
    """See ``archive.search.SearchEngine`` for what each method promises."""

    def __init__(
        self,
        folder: Path,
        texts: Texts,
        variants: Sequence[Group] = (),
        without: Collection[str] = (),
    ) -> None:
        """Raises OSError, and ValueError if a file is damaged or foreign."""
        parts = parts_of(open_index(folder))
        # Also those without documents: they may uncount words of documents that are deleted.
        self._segments = segments_of(parts, without)
        self._groups = Groups(folder, [segment.size for segment in self._segments])
        languages = {each for segment in self._segments for each in segment.languages}
        super().__init__(self._segments, tuple(sorted(languages)), variants)
        self._texts = texts

    def _asked(
        self, query: Node | None, filters: Filters, deadline: Deadline, without: Without
    ) -> Question:
        understood = self._understood(query, without) if query is not None else None
        return self._question(understood, filters, deadline)

    def _question(
        self, understood: Understood | None, filters: Filters, deadline: Deadline
    ) -> Question:
        index = Index(self._segments, self._languages, self._texts)
        return Question(index, understood, filters, deadline)

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer one request."""
        question, ranking, any_of = self._ranked(request)
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
        beside = others(question, request, columns)
        return SearchResult(
            total=ranking.total,
            partial=ranking.partial,
            any_of=any_of,
            folded=ranking.folded,
            hits=self._hits(ranking, page, request),
            facets={name: counts for name, (counts, _) in facets.items()},
            more_values={name: more for name, (_, more) in facets.items() if more},
            others={name: counts for name, (counts, _) in beside.items()},
            more_others={name: more for name, (_, more) in beside.items()},
            left_out=left_out(question, request, columns),
            timeline=timeline(request, columns, ranking.matched, facets),
            expansions=tuple(expansions(question, self._vocabularies))
            if request.expansions
            else (),
            notices=question.notices,
        )

    def _ranked(self, request: SearchRequest) -> tuple[Question, Ranking, Node | None]:
        """What was found, and what any part of was enough for, if it was."""
        query, filters, deadline = request.query, request.filters, request.deadline
        question = self._asked(query, filters, deadline, request.without)
        whole = question.matched if request.some_below else []
        if query is not None and sum(part.count for part in whole) < request.some_below:
            for any_of, worded in loosened(query, self._languages, request.without):
                understood = self._understood(any_of, request.without)
                understood = replace(understood, joins=question.understood.joins)
                some = self._question(understood, filters, deadline)
                ranking = Ranking(some, worded, request, self._groups, whole)
                if ranking.partial:
                    return some, ranking, any_of
                if ranking.total:
                    break
        worded = wording(query, self._languages)
        return question, Ranking(question, worded, request, self._groups), None

    def _hits(
        self, ranking: Ranking, page: Sequence[Placed], request: SearchRequest
    ) -> tuple[Hit, ...]:
        limit = request.passages
        passages = ranking.passages(page) if limit else {}
        why = worths(ranking, page) if request.explain else {}
        hits = []
        for placed in page:
            place = placed.segment, placed.number
            found = passages.get(place, [])
            hits.append(
                Hit(
                    document_id=self._segments[placed.segment].columns.ids.text(placed.number),
                    score=placed.score,
                    passages=tuple(found[:limit]),
                    more=max(0, len(found) - limit),
                    partial=placed.partial,
                    copies=self._copies(placed, ranking) if request.group else (),
                    worths=why.get(place, ()),
                )
            )
        return tuple(hits)

    def _copies(self, placed: Placed, ranking: Ranking) -> tuple[str, ...]:
        """What matches and has nearly the text of a hit."""
        return tuple(
            self._segments[segment].columns.ids.text(number)
            for segment, number in self._groups.members((placed.segment, placed.number))
            if number != placed.number or segment != placed.segment
            if ranking.matched[segment].mask[number]
        )

    def copies(self, document_id: str) -> tuple[str, ...]:
        """Documents with nearly the same text."""
        for place, segment in enumerate(self._segments):
            number = segment.number_of(document_id)
            if number is not None:
                members = self._groups.members((place, number))
                return tuple(self._segments[of].columns.ids.text(at) for of, at in members)
        return ()

    def count(
        self,
        query: Node | None,
        filters: Filters,
        deadline: Deadline = NEVER,
        *,
        without: Without = NOTHING,
    ) -> int:
        """Number of documents that match."""
        return sum(part.count for part in self._asked(query, filters, deadline, without).matched)

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
        return Occurrences(self._asked(query, filters, deadline, without), newest=newest)

    def close(self) -> None:
        """Let go of the mapped files: they are released with the last answer in work."""
        self._segments = []
        self._words = []
