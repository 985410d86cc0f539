"""One request over a cluster's index: what is sought, what it is worth, what finds it.

Promises: weights and counts are of the whole archive, whichever documents were fetched; what a
clause cannot tell for sure is read and told by the code of every segment. Made for one request.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from archive.deadline import Deadline
from archive.query import (
    And,
    Dates,
    Exactly,
    Fuzzy,
    InEverything,
    Node,
    Not,
    Or,
    Pattern,
)
from archive.search import Filters
from indexer.engines.base import Texts
from indexer.engines.chosen import Chosen
from indexer.engines.evaluation import Asked, Evaluation
from indexer.engines.lists import Numbers
from indexer.engines.meaning import Leaf, Sought, Terms, meaning, scored
from indexer.engines.opensearch.clauses import (
    EVERYTHING,
    NOTHING,
    Clause,
    Clauses,
    Query,
    all_of,
    any_of,
    terms_in,
)
from indexer.engines.opensearch.conditions import exactly, filtered, within
from indexer.engines.opensearch.connection import Entry
from indexer.engines.opensearch.entries import READ
from indexer.engines.opensearch.fetched import Fetched, FetchedWidening
from indexer.engines.opensearch.index import ClusterIndex
from indexer.engines.queries import words_sought
from indexer.engines.question import Question, date_fields
from indexer.engines.segment import Segment, Worded
from indexer.engines.whoosh_schema import TEXT
from indexer.engines.widened import Understood
from indexer.engines.widening import Widening


class ClusterQuestion(Question):
    """A query and filters, understood; documents are found in the cluster."""

    def __init__(
        self,
        index: ClusterIndex,
        understood: Understood | None,
        filters: Filters,
        deadline: Deadline,
    ) -> None:
        """Raises TooCostlyError, MunimentError."""
        self.languages = index.languages
        self._index = index
        self._filters = filters
        self._deadline = deadline
        self.date_field = filters.date_field
        self._asks_all = understood is None
        self.understood = understood or Understood()
        self.tree = self.understood.tree
        self.leaves: tuple[Leaf, ...] = tuple(words_sought(self.tree)) if self.tree else ()
        self.sought = {leaf: meaning(leaf, index.languages) for leaf in dict.fromkeys(self.leaves)}
        everything = self.understood.everything
        searched: list[Worded] = list(index.parts)
        if everything:
            searched += [part.left_out for part in index.parts]
        self._searched = searched
        self._widening = Widening(searched, self.understood.without)
        self._check_widening()
        self._terms: dict[Pattern | Fuzzy, tuple[str, ...]] = {}
        self.clauses = Clauses(self.terms_of, everything=everything)
        self._resolved: dict[Sought, Query] = {}
        self.evaluations: list[Evaluation] = []
        self._documents, self._tokens = index.documents, index.tokens
        self.notices = self.understood.notices + tuple(self._undated())

    # Words

    def terms_of(self, wanted: Pattern | Fuzzy) -> tuple[str, ...]:
        """The terms of the words that fit, sorted."""
        if wanted not in self._terms:
            found: set[str] = set()
            for each, places in zip(self._searched, self._widening.terms(wanted), strict=True):
                found.update(map(each.fields[TEXT].terms.text, places.tolist()))
            self._terms[wanted] = tuple(sorted(found))
        return self._terms[wanted]

    def words(self, wanted: Pattern | Fuzzy) -> list[range | Numbers]:
        """The words of the text in each part of the dictionary that fit."""
        return self._widening.words(wanted)[: len(self._index.parts)]

    def places(self, term: str) -> list[int | None]:
        """Of a term of the text its place in each part of the dictionary."""
        encoded = term.encode()
        return [part.fields[TEXT].terms.index(encoded) for part in self._index.parts]

    # Counts

    def having(self, sought: Sought) -> int:
        """How many documents have something, whether or not they match; see ``scored``."""
        return self.having_each([sought])[0]

    def having_each(self, every: Sequence[Sought]) -> list[int]:
        """The same of several, asked at once."""
        known = [self._told_by_words(scored(sought)) for sought in every]
        asked = [s for s, count in zip(every, known, strict=True) if count is None]
        counted = iter(self._index.counts([self.resolved(scored(sought)) for sought in asked]))
        return [next(counted) if count is None else count for count in known]

    def _told_by_words(self, sought: Sought) -> int | None:
        """How many documents have it, where the dictionary tells."""
        if not isinstance(sought, Terms) or self.clauses.fields(sought.field) != (TEXT,):
            return None
        if any(len(terms) > 1 for terms in sought.sequences):
            return None
        terms = sorted({term for (term,) in sought.sequences})
        counts = [count for count in self._index.having(terms).tolist() if count]
        return sum(counts) if len(counts) < 2 else None

    def count(self, node: Node) -> int:
        """How many documents match a part of a tree, whatever the rest of it is."""
        return self._index.counts([self.matching_query(node)])[0]

    # Which documents

    @cached_property
    def query(self) -> Query:
        """What finds the documents that match."""
        return self.query_with(self._filters)

    def query_with(self, filters: Filters, *, undated: bool = False) -> Query:
        """What finds those that match with other filters."""
        kept, left_out = filtered(filters, undated=undated)
        if self.tree is None:
            return all_of(kept, but=left_out) if self._asks_all else NOTHING
        among = all_of(kept, but=left_out)
        return all_of([self.matching_query(self.tree, among, undated=undated), *kept], but=left_out)

    def matching_query(
        self, node: Node, among: Query = EVERYTHING, *, undated: bool = False
    ) -> Query:
        """What finds the documents that match a part of a tree; see ``Evaluation.matching``."""
        if isinstance(node, And):
            return self._all(node.parts, among, undated=undated)
        if isinstance(node, Or):
            return any_of(self.matching_query(each, among, undated=undated) for each in node.parts)
        if isinstance(node, InEverything):
            return self.matching_query(node.part, among, undated=undated)
        if isinstance(node, Not):
            return all_of([], but=[self.matching_query(node.part, among, undated=undated)])
        if isinstance(node, Dates):
            return within(node.field, node.start, node.end, undated=undated)
        if isinstance(node, Exactly):
            return exactly(node)
        return self.resolved(meaning(node, self.languages), among)

    def _all(self, parts: Sequence[Node], among: Query, *, undated: bool) -> Query:
        """All parts; what has to be read comes last, and only where the others match."""
        quick = [part for part in parts if not self._is_read(part)]
        slow = [part for part in parts if self._is_read(part)]
        wanted = [p for p in quick if not isinstance(p, Not)]
        found = [self.matching_query(part, among, undated=undated) for part in wanted]
        but = [
            self.matching_query(part.part, among, undated=undated)
            for part in quick
            if isinstance(part, Not)
        ]
        for part in slow:
            left = all_of([among, *found], but=but)
            found.append(self.matching_query(part, left, undated=undated))
        return all_of(found, but=but)

    def _is_read(self, node: Node) -> bool:
        """Whether documents have to be read to tell whether they match."""
        if isinstance(node, (And, Or)):
            return any(map(self._is_read, node.parts))
        if isinstance(node, (Not, InEverything)):
            return self._is_read(node.part)
        if isinstance(node, (Dates, Exactly)):
            return False
        return self.clauses.of(meaning(node, self.languages)).may is not None

    def resolved(self, sought: Sought, among: Query = EVERYTHING) -> Query:
        """What finds exactly the documents that have something, of those ``among`` finds."""
        clause = self.clauses.of(sought)
        if clause.may is None:
            return clause.sure
        whole = among == EVERYTHING
        if whole and sought in self._resolved:
            return self._resolved[sought]
        found = any_of([clause.sure, self._read(sought, clause, among)])
        if whole:
            self._resolved[sought] = found
        return found

    def _read(self, sought: Sought, clause: Clause, among: Query) -> Query:
        """Those of the doubtful documents that have it."""
        doubtful = all_of([clause.wide, among], but=[clause.sure])
        if doubtful == NOTHING:
            return NOTHING
        ids: list[str] = []
        for page in self._index.every(doubtful, self._deadline, READ):
            fetched = self.fetched([entry for _, entry in page])
            evaluation = self._evaluations([fetched.segment], fetched)[0]
            numbers = evaluation.find(sought).documents.tolist()
            ids += [fetched.segment.columns.ids.text(number) for number in numbers]
        return terms_in("id", ids)

    def _undated(self) -> Iterator[str]:
        fields = set(date_fields(self.tree, self._filters))
        if fields:
            as_if = self.query_with(self._filters, undated=True)
            (count,) = self._index.counts([all_of([as_if], but=[self.query])])
            yield from self._told_undated(fields, count)

    # Documents that were fetched

    def fetched(self, entries: Sequence[Entry]) -> Fetched:
        """A small index of some entries."""
        index = self._index
        return Fetched(entries, index.reading, index.documents, index.having)

    def look_at(self, entries: Sequence[Entry], first: set[str]) -> list[Chosen]:
        """From now on be a question about these documents, all of which match.

        Returns those of them that are named.
        """
        fetched = self.fetched(entries)
        segment = fetched.segment
        self.evaluations = self._evaluations([segment], fetched)
        self.matched = [Chosen(segment.size, mask=np.ones(segment.size, np.bool_))]
        named = [segment.columns.ids.text(n) in first for n in range(segment.size)]
        return [Chosen(segment.size, mask=np.array(named, np.bool_))]

    def look_at_all(self, every: Sequence[Fetched], texts: Texts) -> None:
        """The same of documents that were fetched in several pages."""
        segments = [each.segment for each in every]
        self.evaluations = self._evaluations(segments, texts)
        self.matched = [Chosen(s.size, mask=np.ones(s.size, np.bool_)) for s in segments]

    def _evaluations(self, segments: Sequence[Segment], texts: Texts) -> list[Evaluation]:
        everything = self.understood.everything
        widening = FetchedWidening(segments, self.terms_of, everything=everything)
        asked = Asked(self.languages, widening, everything, texts, self._deadline)
        return [Evaluation(segment, number, asked) for number, segment in enumerate(segments)]

    @property
    def is_any_of_leaves(self) -> bool:
        """What was found is known before anything is scored."""
        return False
