"""The embedded engine: one generation searched in this process.

Promises: a ``SearchEngine``; exact totals and facets; one opened engine is shared by all
threads. Opens a generation read-only and without locks. Never open one whose digests were not
checked: Whoosh's schema is a pickle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from archive.query import And, Dates, Node, Not, Or
from archive.search import (
    FACET_FIELDS,
    Expansion,
    FacetCount,
    Filters,
    Hit,
    SearchRequest,
    SearchResult,
    Sort,
    Span,
    Suggestion,
)
from indexer.analysis import folded
from indexer.engines import marking
from indexer.engines.columns import Columns, Mask
from indexer.engines.evaluation import Evaluation, Scores, Sought
from indexer.engines.queries import (
    Leaf,
    field_and_text,
    joins_sought,
    one_by_one,
    prepare,
    words_sought,
)
from indexer.engines.whoosh_postings import Postings
from indexer.engines.words import Words

_UNDATED = "{} without a {} not counted."
_NEVER = 1 << 40  # a day after all days


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is known of a request before hits are chosen."""

    evaluation: Evaluation
    matching: Mask
    leaves: tuple[Leaf, ...]
    notices: tuple[str, ...]


def open_engine(folder: Path) -> WhooshEngine:
    """The engine of the generation in ``folder``, as ``WhooshBuilder`` left it."""
    return WhooshEngine(folder)


class WhooshEngine:
    """See ``archive.search.SearchEngine`` for what each method promises."""

    def __init__(self, folder: Path) -> None:
        self._columns = Columns(folder)
        self._postings = Postings(folder)
        self._words = Words(folder)

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer one request."""
        answer = self._answer(request.query, request.filters)
        scores = answer.evaluation.scores(answer.leaves)
        # Where no word was sought nothing is more relevant: then the newest come first.
        sort: Sort = "newest" if request.sort == "relevance" and not answer.leaves else request.sort
        page = self._page(answer.matching, scores, sort, request.offset, request.limit)
        return SearchResult(
            total=int(np.count_nonzero(answer.matching)),
            hits=tuple(self._hit(answer, int(n), scores, request.passages) for n in page),
            facets={name: self._facet(name, answer.matching) for name in FACET_FIELDS},
            expansions=tuple(self._expansions(request.query, answer)),
            notices=answer.notices,
        )

    def count(self, query: Node | None, filters: Filters) -> int:
        """Number of documents that match."""
        return int(np.count_nonzero(self._answer(query, filters).matching))

    def mark(self, query: Node, texts: Sequence[str], language: str) -> list[tuple[Span, ...]]:
        """The query's words in each text, as spans in it."""
        return marking.mark(query, texts, language, self._columns.languages)

    def suggest(self, prefix: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """What was typed with its last word completed, most frequent first."""
        return self._words.completions(prefix, limit)

    def close(self) -> None:
        """Release files."""
        self._postings.close()
        self._words.close()

    def _answer(self, query: Node | None, filters: Filters) -> _Answer:
        evaluation = Evaluation(self._columns, self._postings.read)
        tree, notices = prepare(query) if query is not None else (None, ())

        def matching(undated: bool) -> Mask:
            mask = self._filtered(evaluation, filters, undated)
            if tree is not None:
                return mask & evaluation.matching(tree, undated)
            return mask if query is None else np.zeros_like(mask)

        found = matching(undated=False)
        fields = set(_date_fields(tree, filters))
        if fields:
            left_out = np.count_nonzero(matching(undated=True) & ~found)
            if left_out:
                notices += (_undated_notice(int(left_out), fields),)
        leaves = tuple(words_sought(tree)) if tree is not None else ()
        return _Answer(evaluation, found, leaves, notices)

    def _filtered(self, evaluation: Evaluation, filters: Filters, undated: bool) -> Mask:
        columns = self._columns
        mask = np.ones(columns.size, np.bool_)
        for wanted, chosen in ((True, filters.include), (False, filters.exclude)):
            for name, values in chosen.items():
                if values and name in FACET_FIELDS:
                    rows = columns.fields[name]
                    ordinals = [i for i, value in enumerate(rows.values) if value in values]
                    having = rows.having(ordinals, columns.size)
                    mask &= having if wanted else ~having
        if filters.date_from or filters.date_to:
            ends = filters.date_field, filters.date_from, filters.date_to
            mask &= evaluation.within(*ends, undated)
        return mask

    def _page(
        self, matching: Mask, scores: Scores, sort: Sort, offset: int, limit: int
    ) -> npt.NDArray[np.int64]:
        """The numbers of one page of documents: by score or date, then by id."""
        keys: npt.NDArray[np.float64] | npt.NDArray[np.int64]
        if sort == "relevance":
            keys = -scores
        elif sort == "newest":
            keys = -self._columns.published_days(unknown=-_NEVER)
        else:
            keys = self._columns.published_days(unknown=_NEVER)
        numbers = np.flatnonzero(matching)
        last = offset + limit
        if last < numbers.size:
            # Only those that can be on the page are put in order, with all their equals.
            worst = np.partition(keys[numbers], last - 1)[last - 1] if last > 0 else -np.inf
            numbers = numbers[keys[numbers] <= worst]
        order = np.lexsort((self._columns.by_id[numbers], keys[numbers]))
        return numbers[order[max(0, offset) : max(0, last)]]

    def _hit(self, answer: _Answer, number: int, scores: Scores, limit: int) -> Hit:
        passages = answer.evaluation.passages(number, answer.leaves)
        return Hit(
            document_id=self._columns.ids[number],
            score=float(scores[number]),
            passages=tuple(passages[:limit]),
            more=max(0, len(passages) - limit),
        )

    def _facet(self, name: str, matching: Mask) -> tuple[FacetCount, ...]:
        counts = self._columns.fields[name].counts(matching)
        return tuple(FacetCount(value=value, count=count) for value, count in counts)

    def _expansions(self, query: Node | None, answer: _Answer) -> Iterator[Expansion]:
        """Words that were widened by their stem, by folded letters or by joining.

        What finds nothing was not widened; a phrase is, word by word.
        """
        evaluation = answer.evaluation
        joins = {join: typed for typed, join in joins_sought(query)}
        found = [x for x in answer.leaves if evaluation.find(evaluation.sought(x)).keys.size]
        for leaf in dict.fromkeys(word for x in found for word in one_by_one(x)):
            sought = evaluation.sought(leaf)
            count = int(evaluation.find(sought).documents.size)
            word = field_and_text(leaf)[1]
            if word in joins:
                yield Expansion(word=joins[word], kind="joined", forms=(word,), count=count)
                continue
            stems, spellings = self._forms(word, sought)
            if stems:
                yield Expansion(word=word, kind="stem", forms=stems, count=count)
            if spellings:
                yield Expansion(word=word, kind="folded letters", forms=spellings, count=count)

    def _forms(self, word: str, sought: Sought) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Other words with its stem, and other spellings of itself, as documents have them."""
        terms = [sequence[0] for sequence in sought[1] if len(sequence) == 1]
        forms = {form.casefold(): form for term in terms for form in self._words.forms(term)}
        forms.pop(word.casefold(), None)
        own = folded(word)
        return (
            tuple(form for form in forms.values() if folded(form) != own),
            tuple(form for form in forms.values() if folded(form) == own),
        )


def _date_fields(tree: Node | None, filters: Filters) -> Iterator[str]:
    if filters.date_from or filters.date_to:
        yield filters.date_field
    if isinstance(tree, Dates):
        yield tree.field
    elif isinstance(tree, And | Or):
        for part in tree.parts:
            yield from _date_fields(part, Filters())
    elif isinstance(tree, Not):
        yield from _date_fields(tree.part, Filters())


def _undated_notice(count: int, fields: set[str]) -> str:
    documents = "1 document" if count == 1 else f"{count} documents"
    what = "capture date" if fields == {"captured"} else "date"
    return _UNDATED.format(documents, f"{what} {'is' if count == 1 else 'are'}")
