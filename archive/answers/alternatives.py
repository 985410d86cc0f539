"""Ways on from a search that found nothing: what its parts find, what is like them, what it finds
where more is searched or nothing is filtered.

Promises: counts are exact, and of the same generation; when there is no time left for all of them,
there are fewer. Never raises for what a reader can type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from archive.deadline import Deadline
from archive.errors import TooCostlyError
from archive.parameters import SearchParameters
from archive.query import (
    And,
    Dates,
    Exactly,
    Fuzzy,
    InEverything,
    InField,
    Node,
    Not,
    Or,
    Parsed,
    Verbatim,
    Word,
    phrase,
    unparse,
)
from archive.search import SearchEngine

COUNTED = 40  # parts counted one by one: a long question
ALTERNATIVES = 12  # of them shown: the rarest, since one of these is what nothing has


AlternativeKind = Literal["part", "like", "everything"]
LIKE = 5  # parts of which words are looked for that are like them
_LONG = 6  # letters of a word in which two may differ


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another search, and how many documents it finds.

    A "part" of the query by itself, which may find nothing; words "like" such a part, where that
    finds nothing; the whole query in "everything", also in what was left out of the texts.
    """

    word: str  # the search, as a query
    count: int
    kind: AlternativeKind = "part"


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
    missing = [leaf for leaf in leaves if leaf == tree]
    with suppress(TooCostlyError):
        for way in [way for way in ways if way != tree][:COUNTED]:
            count = engine.count(way, parameters.filters, deadline, without=parameters.without)
            counted.append(Alternative(word=unparse(way), count=count))
            missing += [way] if not count else []
    rarest = sorted(counted, key=lambda alternative: alternative.count)[:ALTERNATIVES]
    parts = [alternative for alternative in counted if alternative in rarest]
    return (*parts, *_wider(engine, tree, missing, parameters, deadline))


def _wider(
    engine: SearchEngine,
    tree: Node | None,
    missing: Iterable[Node],
    parameters: SearchParameters,
    deadline: Deadline,
) -> Iterator[Alternative]:
    """Words like those that find nothing, and all that was left out of the texts: what is found."""
    offered: list[tuple[AlternativeKind, Node]] = [
        ("like", Fuzzy(word.text, 2 if len(word.text) >= _LONG else 1))
        for word in [part for part in missing if isinstance(part, Word)][:LIKE]
    ]
    if tree is not None and not isinstance(tree, InEverything):
        offered.append(("everything", InEverything(tree)))
    with suppress(TooCostlyError):
        for kind, node in offered:
            count = engine.count(node, parameters.filters, deadline, without=parameters.without)
            if count:
                yield Alternative(word=unparse(node), count=count, kind=kind)


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
