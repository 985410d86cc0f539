"""What the leaves of a query mean in an index: which terms, where, in which field.

Promises: leaves that mean the same are equal and can be kept as keys; a function of the leaf and
of the languages that the index holds. Knows no index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

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
    Verbatim,
    Word,
    phrase_parts,
)
from indexer.analysis import terms_for_word, tokens
from indexer.engines.whoosh_schema import TEXT

_CACHED: Final = 1 << 10  # as many as words of queries are

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
class Characters:
    """Literal text: exactly these characters, where its words stand one after another."""

    field: str
    text: str
    words: Terms


@dataclass(frozen=True, slots=True)
class Adjacent:
    """Several things one after another: a phrase with patterns in it."""

    field: str
    parts: tuple[Terms | Words, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Any of several things."""

    parts: tuple[Sought, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Several things near each other, or together in a sentence or passage."""

    parts: tuple[Sought, ...]
    how: Near | Together


Sought = Terms | Words | Characters | Adjacent | Any | Placed


def meaning(leaf: Leaf | Part, languages: Sequence[str]) -> Sought:
    """What a leaf seeks in an index of documents in these languages."""
    return _meaning(leaf, tuple(languages))


@lru_cache(maxsize=_CACHED)  # a leaf is asked for by each part of one search
def _meaning(leaf: Leaf | Part, languages: tuple[str, ...]) -> Sought:
    if isinstance(leaf, (Near, Together)):
        return Placed(tuple(meaning(part, languages) for part in leaf.parts), leaf)
    if isinstance(leaf, Or):
        parts = [meaning(_part(part), languages) for part in leaf.parts]
        return Any(tuple(dict.fromkeys(parts)))
    field, part = (leaf.field, leaf.part) if isinstance(leaf, InField) else (TEXT, leaf)
    if isinstance(part, Verbatim):
        return Characters(field, part.text, Terms(field, terms_for_word(part.text, languages)))
    if not isinstance(part, Phrase):
        return _single(part, field, languages)
    every = [_single(each, field, languages) for each in phrase_parts(part.text)]
    sought = [each for each in every if each != Terms(field, ())]
    if len(sought) > 1:
        return Adjacent(field, tuple(sought))
    return sought[0] if sought else Terms(field, ())


def _single(
    part: Word | Phrase | Pattern | Fuzzy, field: str, languages: Sequence[str]
) -> Terms | Words:
    if isinstance(part, Pattern) and is_run_of_signs(part) and part.text.strip("*").isalnum():
        # Any run of such signs is found, wherever a word may begin or end.
        return Terms(field, terms_for_word(part.text.strip("*"), languages))
    if isinstance(part, (Pattern, Fuzzy)):
        return Words(field, part)
    return Terms(field, terms_for_word(part.text, languages))


def is_run_of_signs(wanted: Pattern | Fuzzy) -> bool:
    """Whether it is of a script without spaces, each sign of which is a term: no word fits it."""
    return len(tokens(wanted.text.replace("?", ""), "")) > 1


def _part(node: Node) -> Part:
    if isinstance(node, Part):
        return node
    raise TypeError(f"{node} has no place of its own in a text")


def field_of(sought: Sought) -> str:
    """The field that is sought in."""
    if isinstance(sought, Any):
        return field_of(sought.parts[0])  # alternatives of one field
    return TEXT if isinstance(sought, Placed) else sought.field


def scored(sought: Sought) -> Sought:
    """What is counted for a score: literal text counts as the phrase of its words."""
    return sought.words if isinstance(sought, Characters) else sought


def in_field(sought: Terms | Words | Adjacent, field: str) -> Terms | Words | Adjacent:
    """The same, sought in another field."""
    if isinstance(sought, Terms):
        return Terms(field, sought.sequences)
    if isinstance(sought, Words):
        return Words(field, sought.wanted)
    return Adjacent(field, tuple(_single_in(part, field) for part in sought.parts))


def _single_in(part: Terms | Words, field: str) -> Terms | Words:
    return replace(part, field=field)
