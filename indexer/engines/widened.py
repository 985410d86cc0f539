"""A query's tree with all that its words are also sought as, as if it had been typed with OR.

Promises: only wanted words are widened, one by one: not those of a phrase, of literal text or of a
pattern, nor what is excluded. What a reader took out is not in the tree, so that removing a way
finds exactly what is found without it. Knows no index but by ``Widener``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from archive.query import (
    And,
    Exactly,
    InEverything,
    InField,
    Near,
    Node,
    Or,
    Part,
    Phrase,
    Together,
    Word,
    or_,
)
from archive.without import NOTHING, OTHER_WORDS, Without
from indexer.analysis import tokens
from indexer.engines.meaning import Leaf
from indexer.engines.queries import joins_sought, prepare, words_sought
from indexer.engines.ways import Ways, Widener

_MOST: Final = 64  # words of a query that are looked up; a text pasted whole has more


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A query as an engine runs it."""

    tree: Node | None = None  # None: nothing of it can be sought
    typed: frozenset[Leaf] = frozenset()  # its leaves before it was widened
    joins: Mapping[str, str] = field(default_factory=dict)  # words as typed, by the one they may be
    ways: tuple[Ways, ...] = ()
    instead: Mapping[Leaf, Leaf] = field(default_factory=dict)  # a form's leaf: the word's
    without: Without = NOTHING
    everything: bool = False  # what was left out of texts is searched too
    notices: tuple[str, ...] = ()


def understand(query: Node, widener: Widener, without: Without = NOTHING) -> Understood:
    """A query made ready and widened, but for what a reader took out."""
    tree, notices = prepare(query, without)
    everything = isinstance(query, InEverything)
    if tree is None:
        return Understood(without=without, everything=everything, notices=notices)
    joins = {join: typed for typed, join in joins_sought(query, without)}
    found = _Found(widener, without, joins)
    return Understood(
        tree=found.node(tree),
        typed=frozenset(words_sought(tree)),
        joins=joins,
        ways=tuple(dict.fromkeys(found.ways)),
        instead=found.instead,
        without=without,
        everything=everything,
        notices=notices,
    )


class _Found:
    """Goes through one tree."""

    def __init__(self, widener: Widener, without: Without, joins: Mapping[str, str]) -> None:
        self._widener = widener
        self._joins = joins  # nobody typed these, so they are no words to widen
        self._without = without
        self._looked = 0
        self.ways: list[Ways] = []
        self.instead: dict[Leaf, Leaf] = {}

    def node(self, node: Node) -> Node:
        """A node of the tree, widened."""
        if isinstance(node, And):
            return And(tuple(self._conjunction(node.parts)))
        if isinstance(node, Or):
            return or_(map(self.node, node.parts)) or node
        if isinstance(node, (Near, Together)):
            return replace(node, parts=tuple(map(self._part, node.parts)))
        if isinstance(node, Word):
            return self._or(node, self._ways(node.text))
        if isinstance(node, InField) and isinstance(node.part, Word):
            return self._or(node, self._ways(node.part.text))
        return node

    def _part(self, part: Part) -> Part:
        """A part of a nearness: its forms have to stand there too, whatever the language."""
        if isinstance(part, Or):
            parts = [self._part(each) for each in part.parts if isinstance(each, Part)]
            return Or(tuple(leaf for each in parts for leaf in _alternatives(each)))
        if not isinstance(part, Word):
            return part
        every = [each for each in self._ways(part.text) if not each.language]
        self.ways += every
        forms = dict.fromkeys(leaf_of(form) for ways in every for form in ways.forms)
        return Or((part, *forms)) if forms else part

    def _conjunction(self, parts: Sequence[Node]) -> Iterator[Node]:
        """The parts of a conjunction; words that are listed as one form are also sought as that.

        Each is present by itself or in another form of all of them.
        """
        together = self._listed(parts)
        for place, part in enumerate(parts):
            wide = self.node(part)
            if isinstance(part, Word):
                for ways in together.get(place, ()):
                    self.ways.append(ways)
                    wide = or_((wide, *self._leaves(part, ways))) or wide
            yield wide

    def _listed(self, parts: Sequence[Node]) -> dict[int, list[Ways]]:
        """For each word of a conjunction the listed forms that it and its neighbours make up."""
        found: dict[int, list[Ways]] = {}
        for first in range(len(parts)):
            for last in range(first + 1, min(first + self._widener.longest, len(parts))):
                run = [each.text for each in parts[first : last + 1] if isinstance(each, Word)]
                if len(run) <= last - first:
                    break
                for ways in self._kept(self._widener.listed(" ".join(run))):
                    for place in range(first, last + 1):
                        found.setdefault(place, []).append(ways)
        return found

    def _ways(self, typed: str) -> list[Ways]:
        if typed in self._joins or all(self._without.has(kind, typed) for kind in OTHER_WORDS):
            return []
        self._looked += 1
        return list(self._kept(self._widener.of(typed))) if self._looked <= _MOST else []

    def _kept(self, every: Sequence[Ways]) -> Iterator[Ways]:
        """Those that were not taken out, without the forms that were."""
        for ways in every:
            forms = tuple(
                form for form in ways.forms if not self._without.has(ways.kind, ways.word, form)
            )
            if forms:
                yield replace(ways, forms=forms)

    def _or(self, leaf: Word | InField, every: Sequence[Ways]) -> Node:
        self.ways += every
        forms = [form for ways in every for form in self._leaves(leaf, ways)]
        return or_((leaf, *dict.fromkeys(forms))) or leaf

    def _leaves(self, leaf: Word | InField, ways: Ways) -> Iterator[Node]:
        """The forms as leaves of a tree, each as standing for another leaf."""
        for form in ways.forms:
            found: Leaf = leaf_of(form)
            if isinstance(leaf, InField):
                found = InField(leaf.field, leaf_of(form))
            self.instead.setdefault(found, leaf)
            yield sought_as(found, ways.language)


def leaf_of(form: str) -> Word | Phrase:
    """What is sought for a form: a word, or several in their order."""
    return Word(form) if len(tokens(form, "")) == 1 else Phrase(form)


def sought_as(leaf: Leaf, language: str) -> Node:
    """A form's leaf, in documents of a language if there is one."""
    return And((leaf, Exactly("language", language))) if language else leaf


def _alternatives(part: Part) -> tuple[Node, ...]:
    return part.parts if isinstance(part, Or) else (part,)
