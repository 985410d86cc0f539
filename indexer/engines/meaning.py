"""What the leaves of a query mean in an index: which terms, where, in which field.

Promises: leaves that mean the same are equal and can be kept as keys; a function of the leaf and
of the languages that the index holds. Knows no index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.query import (
    Fuzzy,
    InField,
    Near,
    Node,
    Or,
    Part,
    Pattern,
    Phrase,
    Single,
    Together,
    Word,
)
from indexer.analysis import terms_for_word
from indexer.engines.whoosh_schema import TEXT

Leaf = Single | InField | Near | Together


@dataclass(frozen=True, slots=True)
class Terms:
    """Any of some sequences of terms, each at successive positions."""

    field: str
    sequences: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Any word of a pattern, or that is like one."""

    field: str
    wanted: Pattern | Fuzzy


@dataclass(frozen=True, slots=True)
class Any:
    """Any of several things."""

    parts: tuple[Sought, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Several things near each other, or together in a sentence or passage."""

    parts: tuple[Sought, ...]
    how: Near | Together


Sought = Terms | Words | Any | Placed


def meaning(leaf: Leaf | Part, languages: Sequence[str]) -> Sought:
    """What a leaf seeks in an index of documents in these languages."""
    if isinstance(leaf, Near | Together):
        return Placed(tuple(meaning(part, languages) for part in leaf.parts), leaf)
    if isinstance(leaf, Or):
        parts = [meaning(_part(part), languages) for part in leaf.parts]
        return Any(tuple(dict.fromkeys(parts)))
    field, part = (leaf.field, leaf.part) if isinstance(leaf, InField) else (TEXT, leaf)
    if isinstance(part, Word | Phrase):
        return Terms(field, terms_for_word(part.text, languages))
    return Words(field, part)


def _part(node: Node) -> Part:
    if isinstance(node, Word | Phrase | Pattern | Fuzzy | Or):
        return node
    raise TypeError(f"{node} has no place of its own in a text")


def field_of(sought: Sought) -> str:
    """The field that is sought in."""
    if isinstance(sought, Any):
        return field_of(sought.parts[0])  # alternatives of one field
    return sought.field if isinstance(sought, Terms | Words) else TEXT
