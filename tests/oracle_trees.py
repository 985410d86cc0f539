"""Query trees as the oracle reads them: what of them can be sought, and what is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from archive.query import (
    And,
    Dates,
    Exactly,
    InEverything,
    InField,
    Near,
    Node,
    Not,
    Or,
    Single,
    Together,
    Verbatim,
    Word,
)
from indexer.analysis import joined, tokens

Leaf = Single | InField | Near | Together


def holds_words(node: Node) -> bool:
    """Whether anything of the node can be sought."""
    if isinstance(node, And | Or):
        return any(map(holds_words, node.parts))
    if isinstance(node, Not | InField | InEverything):
        return holds_words(node.part)
    if isinstance(node, Near | Together):
        return any(map(holds_words, node.parts))
    return isinstance(node, Dates | Exactly) or bool(tokens(node.text, ""))


def cut_down(node: Node) -> Node:
    """A node without what cannot be sought; something of it can."""
    if not isinstance(node, Near | Together | Or):
        return node
    parts = tuple(cut_down(part) for part in node.parts if holds_words(part))
    return parts[0] if len(parts) == 1 else replace(node, parts=parts)  # type: ignore[arg-type]


def scored(leaf: Leaf) -> Leaf:
    """What is counted for a score: literal text counts as the phrase of its words."""
    if isinstance(leaf, InField):
        part = scored(leaf.part)
        return InField(leaf.field, part) if isinstance(part, Single) else leaf
    return Word(leaf.text) if isinstance(leaf, Verbatim) else leaf


def joins(node: And) -> dict[int, list[Word]]:
    """For each part the words that it may be written in together with a neighbour."""
    found: dict[int, list[Word]] = {}
    for index, (first, second) in enumerate(pairwise(node.parts)):
        if isinstance(first, Word) and isinstance(second, Word):
            word = joined(first.text, second.text)
            if word:
                found.setdefault(index, []).append(Word(word))
                found.setdefault(index + 1, []).append(Word(word))
    return found


def wanted(node: Node, positive: bool = True, *, joining: bool = True) -> Iterator[Leaf]:
    """The words and phrases that documents are wanted to have; ``joining``: also as joined."""
    if isinstance(node, And):
        written_together = joins(node) if joining else {}
        for index, part in enumerate(node.parts):
            yield from wanted(part, positive, joining=joining)
            if positive:
                yield from written_together.get(index, [])
    elif isinstance(node, Or):
        for part in node.parts:
            yield from wanted(part, positive, joining=joining)
    elif isinstance(node, Not):
        yield from wanted(node.part, not positive, joining=joining)
    elif isinstance(node, InEverything):
        yield from wanted(node.part, positive, joining=joining)
    elif positive and not isinstance(node, Dates | Exactly) and holds_words(node):
        left = cut_down(node)
        if isinstance(left, Or):  # all that was left of nearness
            yield from wanted(left, positive)
        elif not isinstance(left, And | Not | Dates | Exactly | InEverything):
            yield left
