"""Which documents the oracle finds, and where in them: every document looked at, word by word.

It shares the analyser with the engines, and the values of facets, since those define what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain, product

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
    Pattern,
    Phrase,
    Together,
    Verbatim,
    Word,
    phrase_parts,
)
from archive.search import Filters, Span
from indexer.analysis import terms_for_word, tokens
from indexer.engines.base import facet_values
from tests import oracle_places
from tests.oracle_documents import Held, Unit, breaks, datings_of, is_exactly, overlaps
from tests.oracle_places import Place, Sequences
from tests.oracle_trees import Leaf, cut_down, holds_words, joins


class Matching:
    """Some documents, asked for what matches and where it stands."""

    def __init__(self, held: Sequence[Held]) -> None:
        self.held = held
        self.languages = sorted({each for one in held for each in one.languages})
        self._words = {pair for one in held for pair in one.words}

    def documents(self, query: Node | None, filters: Filters, *, undated: bool) -> list[Held]:
        """The documents that match; ``undated``: as if one without a date had any date."""
        return [
            held
            for held in self.held
            if self._passes(held, filters, undated)
            and (query is None or (holds_words(query) and self._matches(query, held, undated)))
        ]

    def _matches(self, node: Node, held: Held, undated: bool) -> bool:
        if isinstance(node, And):
            together = joins(node)
            return all(
                any(self._matches(way, held, undated) for way in (part, *together.get(index, [])))
                for index, part in enumerate(node.parts)
                if holds_words(part)
            )
        if isinstance(node, Or):
            parts = filter(holds_words, node.parts)
            return any(self._matches(part, held, undated) for part in parts)
        if isinstance(node, Not):
            return not self._matches(node.part, held, undated)
        if isinstance(node, Dates):
            datings = datings_of(held.document, node.field)
            return overlaps(datings, node.start, node.end) if datings else undated
        if isinstance(node, Exactly):
            return is_exactly(held.document, node)
        left = cut_down(node)
        if isinstance(left, Or):
            return self._matches(left, held, undated)
        assert not isinstance(left, And | Not | Dates | Exactly | InEverything)
        return self.times(left, held) > 0

    def meaning(self, node: Node, languages: Iterable[str] = ()) -> Sequences:
        """The sequences of terms of a word, a phrase, a pattern or a likeness."""
        if isinstance(node, Pattern) and re.fullmatch("[\u3000-\u9fff]+[*]", node.text):
            return self.meaning(Word(node.text.strip("*")), languages)
        if isinstance(node, Pattern | Fuzzy):
            return {(term,) for word, term in self._words if oracle_places.fits(word, node)}
        assert isinstance(node, Word | Phrase)
        parts = phrase_parts(node.text) if isinstance(node, Phrase) else (node,)
        if any(isinstance(part, Pattern) for part in parts):  # every way to fill them in
            ways = [
                self.meaning(part, languages) or ([] if isinstance(part, Pattern) else [()])
                for part in parts
            ]
            return {tuple(chain.from_iterable(way)) for way in product(*ways)}
        return terms_for_word(node.text, languages or self.languages)

    def stands(self, leaf: Leaf, held: Held) -> tuple[int, set[Place]]:
        """How often a leaf counts in a document, and all places that count."""
        units, part = held.header + held.passages, leaf
        if isinstance(leaf, InField):
            units, part = [held.title] if leaf.field == "title" else held.authors, leaf.part
        if isinstance(part, Near):
            lefts, places = oracle_places.near(part, units, self.meaning)
            return len(lefts), places
        if isinstance(part, Together):
            groups, places = oracle_places.together(part, units, held.breaks, self.meaning)
            return len(groups), places
        places = oracle_places.places(part, units, self.meaning)
        return len({place[:2] for place in places}), places

    def times(self, leaf: Leaf, held: Held) -> int:
        """How often a leaf counts in a document."""
        return self.stands(leaf, held)[0]

    def _passes(self, held: Held, filters: Filters, undated: bool) -> bool:
        values = facet_values(held.document)
        if any(v and not set(v) & set(values[name]) for name, v in filters.include.items()):
            return False
        if any(set(v) & set(values[name]) for name, v in filters.exclude.items()):
            return False
        if not filters.date_from and not filters.date_to:
            return True
        datings = datings_of(held.document, filters.date_field)
        return overlaps(datings, filters.date_from, filters.date_to) if datings else undated

    def same(self, leaf: Leaf) -> object:
        """What is equal for leaves that mean the same."""
        if isinstance(leaf, Phrase):
            parts = phrase_parts(leaf.text)
            same = [self.same(Word(p.text)) if isinstance(p, Phrase) else p for p in parts]
            return tuple(each for each in same if each != ()) if len(same) > 1 else same[0]
        return self.meaning(leaf) if isinstance(leaf, Word) else leaf

    def mark(
        self, text: str, language: str, languages: set[str], leaves: Sequence[Node]
    ) -> tuple[Span, ...]:
        """What leaves stand for in a text, as spans in it."""
        found = tokens(text, language)
        unit = [Unit(text, language)]

        def meaning(node: Node) -> Sequences:
            return self.meaning(node, languages)

        places: set[Place] = set()
        marked = [False] * (len(text) + 1)
        for leaf in leaves:
            if isinstance(leaf, Verbatim):
                for _, (start, end) in unit[0].verbatim(leaf.text):
                    marked[start:end] = [True] * (end - start)
                continue
            if isinstance(leaf, Near):
                inside = oracle_places.near(leaf, unit, meaning)[1]
            elif isinstance(leaf, Together):
                of_text = [breaks(text, language)]
                inside = oracle_places.together(leaf, unit, of_text, meaning)[1]
            else:
                inside = oracle_places.places(leaf, unit, meaning)
            if not inside and isinstance(leaf, Near | Together):
                inside = {p for part in leaf.parts for p in
                          oracle_places.places(part, unit, meaning)}  # fmt: skip
            places |= inside
        for _, first, last in places:
            for index in range(found[first].start, found[last].end):
                marked[index] = True
        starts = [i for i, m in enumerate(marked) if m and not (i and marked[i - 1])]
        return tuple((start, marked.index(False, start)) for start in starts)
