"""What an engine does by its words alone: queries understood, words marked, told and completed.

Promises: the same for every engine, wherever the lists of the words lie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Final, Protocol

from archive.query import Fuzzy, InEverything, Node, Pattern
from archive.search import InContext, Run, Span, Suggestion
from archive.variants import Group
from archive.without import NOTHING, Without
from indexer.analysis import terms_for_word
from indexer.analysis.fold_table import FoldTable
from indexer.engines.concordance import in_context
from indexer.engines.dictionary import Dictionary
from indexer.engines.known_words import KnownWords
from indexer.engines.marking import Marker
from indexer.engines.segment import Worded
from indexer.engines.telling import Spoken, telling_words
from indexer.engines.vocabulary import Vocabularies
from indexer.engines.ways import Widener
from indexer.engines.whoosh_schema import TEXT
from indexer.engines.widened import Understood, understand
from indexer.engines.widening import Widening

_QUERIES: Final = 16  # as many as searches at once


class Lexical(Worded, Protocol):
    """The words of texts, and those of what was left out of them."""

    @property
    def left_out(self) -> Worded:
        """The latter."""
        ...


class Words(Lexical, Spoken, Protocol):
    """The words of some documents of an archive."""


class EngineOfWords:
    """What an engine tells and marks by its words, wherever their lists lie.

    See ``archive.search.SearchEngine`` for what each method promises.
    """

    def __init__(
        self, parts: Sequence[Words], languages: tuple[str, ...], variants: Sequence[Group]
    ) -> None:
        """``languages``: those that documents are in; ``variants``: forms sought for each other."""
        self._words = parts
        self._languages = languages
        self._known = KnownWords()
        self._vocabularies = Vocabularies([part.vocabulary for part in parts])
        dictionary = Dictionary([part.vocabulary for part in parts])
        self._widener = Widener(dictionary, variants, partial(_is_known, parts, languages))
        # The passages of a page are marked hit by hit, but a query is made ready once.
        # Functions of the parts, not methods: engines that are done with go at once, with
        # their mapped files, and do not wait for the collector of cycles.
        self._understood = lru_cache(_QUERIES)(partial(_understood, self._widener))
        marker = partial(_marker_of, parts, languages, FoldTable())
        self._marker = lru_cache(_QUERIES)(partial(marker, self._understood))

    def telling(self, texts: Sequence[str], language: str, limit: int) -> tuple[str, ...]:
        """Words that tell texts from others of the archive, the best first."""
        read = self._known.read(texts, language)
        return telling_words(read, language, self._words, limit)

    def mark(
        self, query: Node, texts: Sequence[str], language: str, without: Without = NOTHING
    ) -> list[tuple[Span, ...]]:
        """The query's words in each text, as spans in it."""
        return self._marker(query, without).mark(texts, language)

    def in_context(
        self, texts: Sequence[str], language: str, runs: Sequence[Run], words: int = 0
    ) -> list[InContext]:
        """Where runs of tokens of texts stand, with the words around them."""
        return in_context(texts, self._known.read(texts, language), runs, words)

    def suggest(self, prefix: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """What was typed with its last word completed, most frequent first."""
        return self._vocabularies.completions(prefix, limit)

    def corrections(self, word: str, limit: int = 1) -> tuple[Suggestion, ...]:
        """What a word may have been meant to be, the likeliest first."""
        return self._widener.corrections(word, limit)


def _understood(widener: Widener, query: Node, without: Without) -> Understood:
    return understand(query, widener, without)


def _is_known(parts: Sequence[Lexical], languages: tuple[str, ...], word: str) -> bool:
    """Whether any document has what is sought for a word, if only in what was left out of it."""
    sequences = terms_for_word(word, languages)
    for each in (part for one in parts for part in (one, one.left_out)):
        field = each.fields[TEXT]
        for terms in sequences:
            places = [field.terms.index(term.encode()) for term in terms]
            if all(place is not None and field.count(place) for place in places):
                return True
    return False


def _marker_of(
    parts: Sequence[Lexical],
    languages: tuple[str, ...],
    table: FoldTable,
    understood: Callable[[Node, Without], Understood],
    query: Node,
    without: Without,
) -> Marker:
    searched: list[Worded] = list(parts)
    if isinstance(query, InEverything):
        searched += [part.left_out for part in parts]
    terms_of = partial(_terms_of, searched, without)
    return Marker(understood(query, without).tree, languages, terms_of, table)


def _terms_of(
    searched: Sequence[Worded], without: Without, wanted: Pattern | Fuzzy
) -> Iterator[str]:
    """The terms that fitting words have."""
    places = Widening(searched, without).terms(wanted)
    for each, of_each in zip(searched, places, strict=True):
        yield from map(each.fields[TEXT].terms.text, of_each.tolist())
