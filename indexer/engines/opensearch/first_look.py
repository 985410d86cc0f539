"""Which documents are worth fetching: the cluster's own scores, made as like ours as they can be.

Promises: only an order in which documents are looked at; what is shown is scored by
``indexer.engines.scoring`` from the documents themselves. The cluster's BM25 lacks our one
saturation over text and title, and rounds lengths to a byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from indexer.analysis.function_words import is_function_word
from indexer.engines.meaning import Adjacent, Any, Characters, Placed, Sought, Terms
from indexer.engines.opensearch.clauses import NOTHING, Clauses, Query
from indexer.engines.opensearch.mapping import CONTENT, stored
from indexer.engines.scoring import K1, Weighted
from indexer.engines.whoosh_schema import TEXT

_SINGLY: Final = 128  # terms of a pattern that are weighed one by one; the server takes 1,024

Rarity = Callable[[str], float]


class FirstLook:
    """Makes the scoring clauses of one question."""

    def __init__(self, clauses: Clauses, languages: Sequence[str], rarity: Rarity) -> None:
        """``rarity``: what the cluster takes a term of the text to be worth."""
        self._clauses = clauses
        self._languages = languages
        self._rarity = rarity

    def scoring(self, wanted: Iterable[Weighted]) -> list[Query]:
        """Clauses whose scores add up to about what documents are worth."""
        return [
            query
            for each in wanted
            for sought in _each(each.sought)
            for query in self._queries(sought, each.times * each.weight)
            if query != NOTHING
        ]

    def _queries(self, sought: Sought, worth: float) -> Iterator[Query]:
        clauses = self._clauses
        if isinstance(sought, (Adjacent, Placed, Any, Characters)) or sought.field != TEXT:
            yield _constant(clauses.of(sought).wide, worth)
        elif isinstance(sought, Terms):
            for terms in sought.sequences:
                if len(terms) == 1:
                    yield from self._term(terms[0], worth)
                else:
                    yield _constant(clauses.of(Terms(TEXT, (terms,))).sure, worth)
        else:
            fitting = clauses.terms_of(sought.wanted)
            if len(fitting) > _SINGLY:
                yield _constant(clauses.of(sought).sure, worth)
            else:
                for term in fitting:
                    yield from self._term(term, worth)

    def _term(self, term: str, worth: float) -> Iterator[Query]:
        """A word by what it is worth to us: the cluster's own weight of it is taken out."""
        language, _, word = term.rpartition(":")
        fields = [CONTENT]
        if any(is_function_word(word, each) for each in {language, *self._languages}):
            fields.append(TEXT)
        boost = (K1 + 1) * worth / self._rarity(term)
        for field in fields:
            yield {"term": {field: {"value": stored(term), "boost": boost}}}


def _each(sought: Sought) -> Iterator[Sought]:
    if isinstance(sought, Any):
        for part in sought.parts:
            yield from _each(part)
    else:
        yield sought.words if isinstance(sought, Characters) else sought


def _constant(query: Query, worth: float) -> Query:
    if query == NOTHING:
        return NOTHING
    return {"constant_score": {"filter": query, "boost": worth}}
