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
from indexer.engines.columns import Columns, Mask, Numbers
from indexer.engines.evaluation import Evaluation, Scores, Sought
from indexer.engines.postings import Field
from indexer.engines.queries import (
    Leaf,
    field_and_text,
    joins_sought,
    one_by_one,
    prepare,
    words_sought,
)
from indexer.engines.whoosh_index import WORDS, open_segment
from indexer.engines.whoosh_schema import FIELDS
from indexer.engines.words import Words

_UNDATED = "{} without a {} not counted."
_NEVER = 1 << 40  # a day after all days
_BLOCK = 64  # keys compared at once when few of many are wanted


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
        """Raises OSError, and ValueError if a file is damaged or foreign."""
        arrays = open_segment(folder)
        self._columns = Columns(arrays)
        self._fields = {name: Field(arrays, name, self._columns.size) for name in FIELDS}
        self._words = Words(folder / WORDS)

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer one request."""
        answer = self._answer(request.query, request.filters)
        numbers = np.flatnonzero(answer.matching)
        many = numbers.size * 2 > self._columns.size
        scores = answer.evaluation.scores(answer.leaves, answer.matching, many)
        # Where no word was sought nothing is more relevant: then the newest come first.
        sort: Sort = "newest" if request.sort == "relevance" and not answer.leaves else request.sort
        page = self._page(numbers, scores, sort, request.offset, request.limit)
        return SearchResult(
            total=numbers.size,
            hits=self._hits(answer, page, scores, request.passages),
            facets={name: self._facet(name, numbers) for name in FACET_FIELDS},
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
        """Let go of the mapped files: they are released with the last answer in work."""
        self._fields = {}

    def _answer(self, query: Node | None, filters: Filters) -> _Answer:
        evaluation = Evaluation(self._columns, self._fields)
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
        self, numbers: Numbers, scores: Scores, sort: Sort, offset: int, limit: int
    ) -> Numbers:
        """The numbers of one page of documents: by score or date, then by id."""
        keys: npt.NDArray[np.float32] | npt.NDArray[np.int64]
        if sort == "relevance":
            keys = -scores[numbers]
        elif sort == "newest":
            keys = -self._columns.published_days(unknown=-_NEVER)[numbers]
        else:
            keys = self._columns.published_days(unknown=_NEVER)[numbers]
        last = max(0, offset + limit)
        if last < numbers.size:
            chosen = _least(keys, last)
            numbers, keys = numbers[chosen], keys[chosen]
        order = np.lexsort((self._columns.by_id[numbers], keys))
        return numbers[order[max(0, offset) : last]]

    def _hits(self, answer: _Answer, page: Numbers, scores: Scores, limit: int) -> tuple[Hit, ...]:
        passages = answer.evaluation.passages(page, answer.leaves)
        return tuple(
            Hit(
                document_id=self._columns.ids.text(number),
                score=scores.item(number),
                passages=tuple(passages[number][:limit]),
                more=max(0, len(passages[number]) - limit),
            )
            for number in page.tolist()
        )

    def _facet(self, name: str, numbers: Numbers) -> tuple[FacetCount, ...]:
        counts = self._columns.fields[name].counts(numbers)
        return tuple(FacetCount(value=value, count=count) for value, count in counts)

    def _expansions(self, query: Node | None, answer: _Answer) -> Iterator[Expansion]:
        """Words that were widened by their stem, by folded letters or by joining.

        What finds nothing was not widened; a phrase is, word by word.
        """
        evaluation = answer.evaluation
        joins = {join: typed for typed, join in joins_sought(query)}
        found = [x for x in answer.leaves if evaluation.find(evaluation.sought(x)).documents.size]
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


def _least(keys: npt.NDArray[np.float32] | npt.NDArray[np.int64], wanted: int) -> Numbers:
    """Indices of the least keys, as many as wanted or more: all that equal the last are in."""
    if not wanted:
        return np.empty(0, np.int64)
    bound = keys
    if keys.size > wanted * _BLOCK * 2:
        # The least of each block first: as many blocks as wanted hold as many keys at least.
        whole = keys.size // _BLOCK * _BLOCK
        bound = keys[:whole].reshape(-1, _BLOCK).min(1)
    worst = np.partition(bound, wanted - 1)[wanted - 1]
    return np.flatnonzero(keys <= worst)


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
