"""Query trees made ready for an engine: what holds no word taken out, its words listed.

Promises: pure functions of the tree; what is left out is said in a notice; what is left holds
a word in every leaf, no And or Or without parts. Knows no index.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from archive.query import (
    And,
    Dates,
    Exactly,
    Fuzzy,
    InEverything,
    InField,
    Near,
    Node,
    Not,
    Or,
    Part,
    Pattern,
    Phrase,
    Together,
    Verbatim,
    Word,
    phrase_parts,
)
from archive.without import NOTHING, Without
from indexer.analysis import joined, terms_for_word
from indexer.engines.meaning import Leaf, Terms, is_run_of_signs, meaning
from indexer.engines.whoosh_schema import TEXT

NO_WORD = "“{}” has no letter or digit, so it cannot be searched and was left out."

NO_WORDS = (
    "“{}” finds nothing: in a script that parts no words, a wildcard can only stand at the end."
)


def is_leaf(node: Node) -> bool:
    """Whether a node of a prepared tree seeks something in texts."""
    return not isinstance(node, (And, Or, Not, Dates, Exactly))


def verifies(node: Node) -> bool:
    """Whether literal text is in a tree, so that stored texts have to be read."""
    if isinstance(node, (And, Or, Near, Together)):
        return any(map(verifies, node.parts))
    if isinstance(node, (Not, InField, InEverything)):
        return verifies(node.part)
    return isinstance(node, Verbatim)


def prepare(node: Node, without: Without = NOTHING) -> tuple[Node | None, tuple[str, ...]]:
    """The tree as engines run it, None if nothing of it can be sought; and the notices.

    ``InEverything`` is taken off: it says where to search, not for what.

    Neighbouring words of the Arabic script in a conjunction are also sought as the one word
    that they may be written as: each is present by itself or within the join, but for those that
    a reader took out.
    """
    notices: dict[str, None] = {}
    return _prepared(node, without, notices), tuple(notices)


def _prepared(node: Node, without: Without, notices: dict[str, None]) -> Node | None:
    if isinstance(node, (Dates, Exactly)):
        return node
    if isinstance(node, InEverything):
        return _prepared(node.part, without, notices)
    if isinstance(node, Not):
        part = _prepared(node.part, without, notices)
        return Not(part) if part is not None else None
    if isinstance(node, (And, Or)):
        parts = _widened(node.parts, without) if isinstance(node, And) else node.parts
        kept = tuple(part for p in parts if (part := _prepared(p, without, notices)) is not None)
        if len(kept) < 2:
            return kept[0] if kept else None
        return And(kept) if isinstance(node, And) else Or(kept)
    if isinstance(node, (Near, Together)):
        return _prepared_places(node, without, notices)
    for wanted in many_words(node):
        if is_run_of_signs(wanted) and not isinstance(meaning(wanted, ()), Terms):
            notices[NO_WORDS.format(wanted.text)] = None
    text = node.part.text if isinstance(node, InField) else node.text
    if terms_for_word(text, ("",)):
        return node
    notices[NO_WORD.format(text)] = None
    return None


def _prepared_places(
    node: Near | Together, without: Without, notices: dict[str, None]
) -> Node | None:
    """Nearness of the parts that can be sought; of a single one that part."""
    prepared = (_prepared(part, without, notices) for part in node.parts)
    kept = tuple(part for part in prepared if isinstance(part, Part))
    if len(kept) < 2:
        return kept[0] if kept else None
    return replace(node, parts=kept)


def _join(first: Node, second: Node, without: Without) -> Word | None:
    if isinstance(first, Word) and isinstance(second, Word):
        word = joined(first.text, second.text)
        if word and not without.has("joined", f"{first.text} {second.text}"):
            return Word(word)
    return None


def _widened(parts: tuple[Node, ...], without: Without) -> tuple[Node, ...]:
    """The parts of a conjunction, each also as joined with the one before and after it."""
    joins = [_join(first, second, without) for first, second in pairwise(parts)]
    widened = []
    for part, before, after in zip(parts, [None, *joins], [*joins, None], strict=True):
        ways = [part, *(join for join in (before, after) if join)]
        widened.append(Or(tuple(ways)) if len(ways) > 1 else part)
    return tuple(widened)


def words_sought(node: Node, wanted: bool = True) -> Iterator[Leaf]:
    """The leaves of a tree that documents are wanted to have, in order, repeated as typed."""
    if isinstance(node, (And, Or)):
        for part in node.parts:
            yield from words_sought(part, wanted)
    elif isinstance(node, (Not, InEverything)):
        yield from words_sought(node.part, not wanted if isinstance(node, Not) else wanted)
    elif wanted and not isinstance(node, (Dates, Exactly)):
        yield node


def single_words(leaf: Leaf | Part) -> Iterator[tuple[str, Word]]:
    """The words of a leaf that are sought by their stems, each with the field it is sought in."""
    if isinstance(leaf, InField):
        for _, word in single_words(leaf.part):
            yield leaf.field, word
    elif isinstance(leaf, (Near, Together, Or)):
        for part in leaf.parts:
            if isinstance(part, Part):
                yield from single_words(part)
    elif isinstance(leaf, Phrase):
        plain = [part.text for part in phrase_parts(leaf.text) if isinstance(part, Phrase)]
        yield from ((TEXT, Word(word)) for text in plain for word in text.split())
    elif isinstance(leaf, Word):
        yield TEXT, leaf


def many_words(leaf: Leaf | Part) -> Iterator[Pattern | Fuzzy]:
    """The patterns and likenesses of a leaf."""
    if isinstance(leaf, InField):
        yield from many_words(leaf.part)
    elif isinstance(leaf, (Near, Together, Or)):
        for part in leaf.parts:
            if isinstance(part, Part):
                yield from many_words(part)
    elif isinstance(leaf, Phrase):
        yield from (part for part in phrase_parts(leaf.text) if isinstance(part, Pattern))
    elif isinstance(leaf, (Pattern, Fuzzy)):
        yield leaf


def joins_sought(node: Node | None, without: Without = NOTHING) -> Iterator[tuple[str, str]]:
    """Pairs of words of an unprepared tree, as typed and as the one word they may be."""
    if isinstance(node, InEverything):
        node = node.part
    if isinstance(node, (And, Or)):
        if isinstance(node, And):
            for first, second in pairwise(node.parts):
                join = _join(first, second, without)
                if join and isinstance(first, Word) and isinstance(second, Word):
                    yield f"{first.text} {second.text}", join.text
        for part in node.parts:
            yield from joins_sought(part, without)
