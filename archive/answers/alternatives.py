"""Ways on from a search that found nothing: what its parts find, and what it finds unfiltered.

Promises: counts are exact, and of the same generation; when there is no time left for all of them,
there are fewer. Never raises for what a reader can type.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from archive.deadline import Deadline
from archive.errors import TooCostlyError
from archive.parameters import SearchParameters
from archive.query import (
    And,
    Dates,
    Exactly,
    InEverything,
    InField,
    Node,
    Not,
    Or,
    Parsed,
    Verbatim,
    phrase,
    unparse,
)
from archive.search import SearchEngine

COUNTED = 40  # parts counted one by one: a long question
ALTERNATIVES = 12  # of them shown: the rarest, since one of these is what nothing has


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A part of a query that found nothing, and how many documents it finds by itself."""

    word: str  # or phrase, as a query
    count: int


def alternatives(
    engine: SearchEngine, parsed: Parsed, parameters: SearchParameters, deadline: Deadline
) -> tuple[Alternative, ...]:
    """The rarest parts of a query of several, in its order, and what each finds as filtered.

    Literal text is among them as a phrase too, which may find what it does not.
    """
    tree = parsed.tree
    leaves = dict.fromkeys(_wanted(tree)) if tree is not None else {}
    ways = dict.fromkeys(way for leaf in leaves for way in (leaf, _looser(leaf)))
    if isinstance(tree, InEverything):
        ways = dict.fromkeys(map(InEverything, ways))
    counted: list[Alternative] = []
    with suppress(TooCostlyError):
        for way in [way for way in ways if way != tree][:COUNTED]:
            count = engine.count(way, parameters.filters, deadline, without=parameters.without)
            counted.append(Alternative(word=unparse(way), count=count))
    rarest = sorted(counted, key=lambda alternative: alternative.count)[:ALTERNATIVES]
    return tuple(alternative for alternative in counted if alternative in rarest)


def unfiltered(
    engine: SearchEngine, parsed: Parsed, parameters: SearchParameters, deadline: Deadline
) -> int | None:
    """How many documents match without filters; None if there are none, or no time to tell."""
    if not parameters.narrowed:
        return None
    with suppress(TooCostlyError):
        every = parameters.without_filters().filters
        return engine.count(parsed.tree, every, deadline, without=parameters.without)
    return None


def _wanted(node: Node) -> Iterator[Node]:
    """The leaves that documents should have; dates and facets narrow rather than seek."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, (And, Or)):
            waiting.extend(reversed(part.parts))
        elif isinstance(part, InEverything):
            waiting.append(part.part)
        elif not isinstance(part, (Not, Dates, Exactly)):
            yield part


def _looser(leaf: Node) -> Node:
    """Literal text as the phrase of its words; what is no literal text as it is."""
    if isinstance(leaf, InField) and isinstance(leaf.part, Verbatim):
        return InField(leaf.field, phrase(leaf.part.text))
    return phrase(leaf.text) if isinstance(leaf, Verbatim) else leaf
