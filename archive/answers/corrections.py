"""“Did you mean …”: words of the archive that rare words of a query may have been meant to be.

Promises: only words that documents have are offered, each with how many; the query that is offered
is what was typed with this one word changed. A word that the engine sought otherwise by itself,
since no document has it, is among the expansions and not here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from archive.query import And, InField, Node, Or, Word
from archive.search import Expansion, SearchEngine

LOOKED_AT = 16  # words of a query
OFFERED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A word, or two side by side, and what may have been meant."""

    word: str
    text: str
    count: int  # documents that have it
    query: str  # what was typed, with it instead


def corrections(
    engine: SearchEngine,
    typed: str,
    tree: Node,
    expansions: Collection[Expansion],
    of_each: int = 1,
) -> tuple[Correction, ...]:
    """What may have been meant by rare words of a query, in its order; so much of each."""
    done = {each.word for each in expansions if each.kind in ("spelling", "variant", "name")}
    found = []
    for word in list(dict.fromkeys(_words(tree)))[:LOOKED_AT]:
        for offered in engine.corrections(word, of_each) if word not in done else ():
            query = _instead(typed, word, offered.text)
            if query:
                found.append(
                    Correction(word=word, text=offered.text, count=offered.count, query=query)
                )
    return tuple(found[: OFFERED * of_each])


def _words(node: Node) -> Iterator[str]:
    """The words that documents should have, and neighbours that may be one."""
    if isinstance(node, Word):
        yield node.text
    elif isinstance(node, InField):
        yield from _words(node.part)
    elif isinstance(node, (And, Or)):
        for part in node.parts:
            yield from _words(part)
        if isinstance(node, And):
            for first, second in pairwise(node.parts):
                if isinstance(first, Word) and isinstance(second, Word):
                    yield f"{first.text} {second.text}"


def _instead(typed: str, word: str, other: str) -> str:
    """What was typed with another word, "" where the word does not stand there by itself."""
    pattern = r"\s+".join(map(re.escape, word.split()))
    changed, times = re.subn(rf"(?<!\w){pattern}(?!\w)", lambda _: other, typed, count=1)
    return changed if times else ""
