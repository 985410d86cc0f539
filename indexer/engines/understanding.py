"""A query understood by the words of an index, and what marks it: the same for every engine.

Promises: functions of the words alone, wherever their lists lie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Protocol

from archive.query import Fuzzy, InEverything, Node, Pattern
from archive.without import Without
from indexer.analysis import terms_for_word
from indexer.analysis.fold_table import FoldTable
from indexer.engines.marking import Marker
from indexer.engines.segment import Worded
from indexer.engines.ways import Widener
from indexer.engines.whoosh_schema import TEXT
from indexer.engines.widened import Understood, understand
from indexer.engines.widening import Widening


class Lexical(Worded, Protocol):
    """The words of texts, and those of what was left out of them."""

    @property
    def left_out(self) -> Worded:
        """The latter."""
        ...


def understood(widener: Widener, query: Node, without: Without) -> Understood:
    """A query as it is run."""
    return understand(query, widener, without)


def is_known(parts: Sequence[Lexical], languages: tuple[str, ...], word: str) -> bool:
    """Whether any document has what is sought for a word, if only in what was left out of it."""
    sequences = terms_for_word(word, languages)
    for each in (part for one in parts for part in (one, one.left_out)):
        field = each.fields[TEXT]
        for terms in sequences:
            places = [field.terms.index(term.encode()) for term in terms]
            if all(place is not None and field.count(place) for place in places):
                return True
    return False


def marker_of(
    parts: Sequence[Lexical],
    languages: tuple[str, ...],
    table: FoldTable,
    understood: Callable[[Node, Without], Understood],
    query: Node,
    without: Without,
) -> Marker:
    """What marks a query's words; ``understood``: what gives it as it is run."""
    searched: list[Worded] = list(parts)
    if isinstance(query, InEverything):
        searched += [part.left_out for part in parts]
    terms_of = partial(_terms_of, searched, without)
    return Marker(understood(query, without).tree, languages, terms_of, table)


def _terms_of(
    searched: Sequence[Worded], without: Without, wanted: Pattern | Fuzzy
) -> Iterator[str]:
    """The terms that fitting words have."""
    places = Widening(searched, without).terms(wanted)
    for each, of_each in zip(searched, places, strict=True):
        yield from map(each.fields[TEXT].terms.text, of_each.tolist())
