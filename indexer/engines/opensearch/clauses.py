"""What a query seeks, as OpenSearch's query objects.

Promises: pure functions of the tree, never strings of a query language. A clause says whether it
is exact; of one that is not, ``sure`` finds only documents that have what is sought, and ``may``
all that do and perhaps others: which of these do is for who reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any as Anything
from typing import Final

from archive.query import Fuzzy, Near, Pattern
from indexer.engines.meaning import Adjacent, Any, Characters, Placed, Sought, Terms, Words
from indexer.engines.opensearch.mapping import stored
from indexer.engines.whoosh_schema import LEFT_OUT, TEXT

Query = dict[str, Anything]
TermsOf = Callable[[Pattern | Fuzzy], Sequence[str]]

NOTHING: Final[Query] = {"match_none": {}}
EVERYTHING: Final[Query] = {"match_all": {}}
_MOST_PLACED: Final = 500  # terms whose places are looked at; the server refuses more than 1,024
MOST_TERMS: Final = 60_000  # of one clause; the server refuses more than 65,536


@dataclass(frozen=True, slots=True)
class Clause:
    """What finds something."""

    sure: Query
    may: Query | None = None  # None: ``sure`` is all

    @property
    def wide(self) -> Query:
        """What finds all that have it, and perhaps others."""
        return self.sure if self.may is None else self.may


class Clauses:
    """Makes clauses of what is sought in a generation."""

    def __init__(self, terms_of: TermsOf, *, everything: bool) -> None:
        """``terms_of``: the terms of words that fit; ``everything``: leftovers are sought too."""
        self.terms_of = terms_of
        self._everything = everything

    def of(self, sought: Sought) -> Clause:
        """The clause of one thing."""
        if isinstance(sought, Any):
            parts = [self.of(part) for part in sought.parts]
            sure = any_of(part.sure for part in parts)
            if all(part.may is None for part in parts):
                return Clause(sure)
            return Clause(sure, any_of(part.wide for part in parts))
        if isinstance(sought, Characters):
            return Clause(NOTHING, self.of(sought.words).wide)
        if isinstance(sought, Placed):
            return self._placed(sought)
        if isinstance(sought, Adjacent):
            return self._adjacent(sought)
        fields = self.fields(sought.field)
        if isinstance(sought, Words):
            return Clause(any_of(terms_in(f, self.terms_of(sought.wanted)) for f in fields))
        return Clause(any_of(_sequence(f, terms) for f in fields for terms in sought.sequences))

    def fields(self, field: str) -> tuple[str, ...]:
        """The fields that are searched for what is sought in one."""
        return (TEXT, LEFT_OUT) if field == TEXT and self._everything else (field,)

    def _adjacent(self, sought: Adjacent) -> Clause:
        """Parts side by side: for each length that they may have a row of alternatives."""
        ways = [self._ways(part) for part in sought.parts]
        if not all(ways):
            return Clause(NOTHING)
        by_length = [_by_length(each) for each in ways]
        count = sum(len(each) for each in ways)
        if count > _MOST_PLACED or len(list(product(*by_length))) > _MOST_PLACED:
            return Clause(NOTHING, all_of(self.of(part).wide for part in sought.parts))
        return Clause(
            any_of(
                _in_row([_span(field, alternatives) for alternatives in row], field)
                for field in self.fields(sought.field)
                for row in product(*(each.values() for each in by_length))
            )
        )

    def _ways(self, part: Terms | Words) -> list[tuple[str, ...]]:
        if isinstance(part, Terms):
            return list(part.sequences)
        return [(term,) for term in self.terms_of(part.wanted)]

    def _placed(self, sought: Placed) -> Clause:
        """Near each other, or together: words near each other by their places in the index.

        There is a step between units that does not count; so what is within so many steps is sure,
        and what is within twice as many may be.
        """
        wide = all_of(self.of(part).wide for part in sought.parts)
        how = sought.how
        words = [self._single(part) for part in sought.parts]
        if not isinstance(how, Near) or self._everything or not all(words):
            return Clause(NOTHING, wide)
        if len(set().union(*words)) < sum(map(len, words)) or sum(map(len, words)) > _MOST_PLACED:
            return Clause(NOTHING, wide)

        def near(steps: int) -> Query:
            clauses = [_span(TEXT, [(term,) for term in sorted(each)]) for each in words]
            slop = steps + 1 - len(clauses)
            if slop < 0:
                return NOTHING
            return {"span_near": {"clauses": clauses, "slop": slop, "in_order": how.ordered}}

        return Clause(near(how.words), near(2 * how.words + len(words)))

    def _single(self, sought: Sought) -> set[str]:
        """The terms of something that is one word wherever it stands; none if it may be several."""
        if isinstance(sought, Any):
            parts = [self._single(part) for part in sought.parts]
            return set().union(*parts) if all(parts) else set()
        if isinstance(sought, Words):
            return set(self.terms_of(sought.wanted)) if sought.field == TEXT else set()
        if isinstance(sought, Terms) and all(len(terms) == 1 for terms in sought.sequences):
            return {terms[0] for terms in sought.sequences}
        return set()


def any_of(queries: Iterable[Query]) -> Query:
    """What any of some finds."""
    some = [query for query in queries if query != NOTHING]
    if len(some) < 2:
        return some[0] if some else NOTHING
    return {"bool": {"should": some, "minimum_should_match": 1}}


def all_of(queries: Iterable[Query], *, but: Iterable[Query] = ()) -> Query:
    """What all of some find, and none of others."""
    some = [query for query in queries if query != EVERYTHING]
    others = [query for query in but if query != NOTHING]
    if NOTHING in some:
        return NOTHING
    if not others and len(some) < 2:
        return some[0] if some else EVERYTHING
    return {"bool": {"filter": some, **({"must_not": others} if others else {})}}


def terms_in(field: str, terms: Sequence[str]) -> Query:
    """What has any of some terms."""
    if len(terms) < 2:
        return {"term": {field: stored(terms[0])}} if terms else NOTHING
    pieces = [terms[first : first + MOST_TERMS] for first in range(0, len(terms), MOST_TERMS)]
    return any_of({"terms": {field: list(map(stored, piece))}} for piece in pieces)


def _sequence(field: str, terms: Sequence[str]) -> Query:
    if len(terms) == 1:
        return {"term": {field: stored(terms[0])}}
    # The server's whitespace analyser takes these apart again: none has a space in it.
    return {"match_phrase": {field: {"query": " ".join(map(stored, terms))}}}


def _by_length(ways: Iterable[tuple[str, ...]]) -> dict[int, list[tuple[str, ...]]]:
    found: dict[int, list[tuple[str, ...]]] = {}
    for way in ways:
        found.setdefault(len(way), []).append(way)
    return found


def _span(field: str, ways: Sequence[Sequence[str]]) -> Query:
    """Where any of some sequences of terms stands."""
    spans = [
        _in_row([{"span_term": {field: stored(term)}} for term in terms], field) for terms in ways
    ]
    return spans[0] if len(spans) == 1 else {"span_or": {"clauses": spans}}


def _in_row(spans: Sequence[Query], field: str) -> Query:
    if len(spans) == 1:
        return spans[0]
    return {"span_near": {"clauses": list(spans), "slop": 0, "in_order": True}}
