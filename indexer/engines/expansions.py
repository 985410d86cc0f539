"""What widened a query's words: other forms, other spellings, words that fit a pattern.

Promises: names only what documents have; what finds nothing was not widened; a phrase is widened
word by word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from archive.query import Pattern, or_
from archive.search import Expansion
from archive.without import Kind
from indexer.analysis import folded
from indexer.engines.meaning import Terms, meaning
from indexer.engines.queries import many_words, single_words
from indexer.engines.question import Question
from indexer.engines.vocabulary import Vocabularies
from indexer.engines.widened import leaf_of, sought_as

_SHOWN: Final = 16  # words of a pattern that are named


def expansions(question: Question, vocabularies: Vocabularies) -> Iterator[Expansion]:
    """What widened the words of a query."""
    joins = question.understood.joins
    found = [
        leaf
        for leaf, sought in question.sought.items()
        if not question.is_way(leaf) and question.having(sought)
    ]
    for field, word in dict.fromkeys(pair for leaf in found for pair in single_words(leaf)):
        sought = meaning(word, question.languages)
        if not isinstance(sought, Terms):
            continue
        count = question.having(Terms(field, sought.sequences))
        if word.text in joins:
            yield Expansion(word=joins[word.text], kind="joined", forms=(word.text,), count=count)
            continue
        terms = [sequence[0] for sequence in sought.sequences if len(sequence) == 1]
        stems, spellings = _forms(word.text, terms, question, vocabularies)
        if stems:
            yield Expansion(word=word.text, kind="stem", forms=stems, count=count)
        if spellings:
            yield Expansion(word=word.text, kind="folded letters", forms=spellings, count=count)
    for leaf in found:
        for wanted in many_words(leaf):
            forms = tuple(vocabularies.commonest(question.words(wanted), _SHOWN))
            count = question.having(meaning(wanted, question.languages))
            kind: Kind = "pattern" if isinstance(wanted, Pattern) else "likeness"
            if forms:
                yield Expansion(word=wanted.text, kind=kind, forms=forms, count=count)
    yield from _ways(question)


def _ways(question: Question) -> Iterator[Expansion]:
    """Other words that stand for those that were typed, as far as any document has them."""
    for ways in question.understood.ways:
        sought = {form: sought_as(leaf_of(form), ways.language) for form in ways.forms}
        counts = {form: question.count(node) for form, node in sought.items()}
        forms = tuple(form for form, count in counts.items() if count)
        every = or_(sought[form] for form in forms)
        if every is not None:
            yield Expansion(
                word=ways.word,
                kind=ways.kind,
                forms=forms,
                count=question.count(every),
                counts=tuple(counts[form] for form in forms),
            )


def _forms(
    word: str, terms: list[str], question: Question, vocabularies: Vocabularies
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Other words with its stem, and other spellings of itself, as documents have them."""
    forms: dict[str, str] = {}
    for term in terms:
        places = question.places(term)
        forms |= {form.casefold(): form for form in vocabularies.forms(places)}
    forms.pop(word.casefold(), None)
    own = folded(word)
    same = {form: folded(form) == own for form in forms.values()}
    return (
        tuple(form for form, is_own in same.items() if not is_own),
        tuple(form for form, is_own in same.items() if is_own),
    )
