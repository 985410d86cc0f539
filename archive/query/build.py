"""Trees in their canonical form, by construction.

Promises: no And directly in an And, no Or directly in an Or, no Not of a Not, no And or Or of
fewer than two parts. What parses is made with these, so that equal meanings are equal trees.
"""

from __future__ import annotations

from collections.abc import Iterable

from archive.query.lexer import QUOTES
from archive.query.tree import And, Node, Not, Or, Phrase

_NO_QUOTES = str.maketrans(dict.fromkeys(QUOTES, " "))


def and_(parts: Iterable[Node]) -> Node | None:
    """All of the parts; None of no part."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, And) else (part,))
    return _unwrap(flat) or And(tuple(flat)) if flat else None


def or_(parts: Iterable[Node]) -> Node | None:
    """Any of the parts; None of no part."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Or) else (part,))
    return _unwrap(flat) or Or(tuple(flat)) if flat else None


def not_(part: Node) -> Node:
    """The opposite; of an opposite, the thing itself."""
    return part.part if isinstance(part, Not) else Not(part)


def phrase(text: str) -> Phrase:
    """A phrase of this text, which may hold quotation marks: they cannot be sought."""
    return Phrase(" ".join(text.translate(_NO_QUOTES).split()))


def _unwrap(parts: list[Node]) -> Node | None:
    return parts[0] if len(parts) == 1 else None
