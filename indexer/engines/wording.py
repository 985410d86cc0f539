"""How a query is worded: which of its words say what it is about, and which stand side by side.

Promises: pure functions of the query and of the languages that the index holds. A word is small if
it is a function word in the language that the query seems to be in, unless all its words are. Small
words are sought like any other; they weigh less in the order of what was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive.query import And, Fuzzy, InEverything, Node, Or, Pattern, Phrase, Word
from archive.without import NOTHING, Without
from indexer.analysis import joined
from indexer.analysis.function_words import is_function_word, language_of_question
from indexer.analysis.parts import has_signs, parts_of
from indexer.engines.meaning import Leaf
from indexer.engines.queries import words_sought


@dataclass(frozen=True, slots=True)
class Wording:
    """Of a query as typed."""

    small: tuple[Leaf, ...]  # as often as typed
    pairs: tuple[tuple[Leaf, Leaf], ...]  # neighbours of a conjunction but for small words


def wording(query: Node | None, languages: Sequence[str]) -> Wording:
    """How a query is worded whose parts all have to be found as they are typed."""
    if query is None:
        return Wording((), ())
    leaves = [
        leaf for leaf in words_sought(query) if not isinstance(leaf, Word) or parts_of(leaf.text)
    ]
    small = _small(leaves, languages)
    return Wording(small, _pairs(_runs(query), small))


def loosened(
    query: Node, languages: Sequence[str], without: Without = NOTHING
) -> Iterator[tuple[Node, Wording]]:
    """A query of words as one that some of them are enough for; phrases are their words.

    Nothing for a query that asks for anything else, or has no parts. First any word that is not
    small, or any two as they are joined in writing, unless that was taken out; then, for where
    that finds nothing, the small words too.
    """
    if isinstance(query, InEverything):
        yield from ((InEverything(n), w) for n, w in loosened(query.part, languages, without))
    if not _is_of_words(query) or not (isinstance(query, And) or _is_run_of_signs(query)):
        return
    words = list(_words(query))
    small = _small(words, languages)
    pairs = _pairs([words], small)
    # As phrases, since nobody typed them: a phrase is not widened.
    joins = [
        Phrase(join)
        for first, second in pairwise(words)
        if isinstance(first, Word) and isinstance(second, Word)
        if not without.has("joined", f"{first.text} {second.text}")
        if (join := joined(first.text, second.text))
    ]
    large = [word for word in words if word not in small]
    for enough, others in ((large, small), (words, ())) if small else ((words, ()),):
        parts = (*enough, *joins)
        any_of = Or(parts) if len(parts) > 1 else next(iter(parts), query)
        if any_of != query:
            yield any_of, Wording(tuple(others), pairs)


def _is_of_words(node: Node) -> bool:
    if isinstance(node, And):
        return all(map(_is_of_words, node.parts))
    return isinstance(node, (Word, Phrase, Pattern, Fuzzy))


def _is_run_of_signs(node: Node) -> bool:
    return isinstance(node, Word) and has_signs(node.text)


def _small(words: Sequence[Leaf], languages: Sequence[str]) -> tuple[Leaf, ...]:
    texts = [word.text for word in words if isinstance(word, Word)]
    language = language_of_question(texts, languages)
    small = tuple(w for w in words if isinstance(w, Word) and is_function_word(w.text, language))
    return small if len(small) < len(words) else ()


def _pairs(runs: Iterable[Sequence[Leaf]], small: Sequence[Leaf]) -> tuple[tuple[Leaf, Leaf], ...]:
    """Each pair once, in the order of the query; a word is no neighbour of itself."""
    large = ([leaf for leaf in run if leaf not in small] for run in runs)
    pairs = (pair for run in large for pair in pairwise(run))
    return tuple(dict.fromkeys(pair for pair in pairs if pair[0] != pair[1]))


def _runs(node: Node) -> Iterator[list[Leaf]]:
    """What is sought side by side in the conjunctions of a tree."""
    if isinstance(node, And):
        run: list[Leaf] = []
        for part in node.parts:
            if isinstance(part, (Word, Phrase, Pattern, Fuzzy)):
                run.append(part)
            else:
                yield run
                run = []
                yield from _runs(part)
        yield run
    elif isinstance(node, Or):
        for part in node.parts:
            yield from _runs(part)
    elif isinstance(node, InEverything):
        yield from _runs(node.part)


def _words(node: Node) -> Iterator[Leaf]:
    """The words of a query of plain words and phrases, as often as they are typed."""
    for leaf in words_sought(node):
        if isinstance(leaf, (Word, Phrase)):
            yield from map(Word, parts_of(leaf.text))
        else:
            yield leaf
