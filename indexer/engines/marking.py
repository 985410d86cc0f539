"""Marking: where a query's words stand in a text, by the analyser that found them.

Promises: spans are sorted, do not overlap and lie within the text, in code points; a phrase is
one span, marked only where it stands whole; words near each other are marked where they are near
each other within the text, or, where they are so only beyond its ends, wherever they stand; words
that are not wanted are not marked. Knows the terms that it is given, no index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product

import numpy as np

from archive.query import Fuzzy, Near, Node, Pattern
from archive.search import Span
from archive.text import sentences
from indexer.analysis import terms_and_spans
from indexer.analysis.fold_table import FoldTable
from indexer.analysis.verbatim import occurrences, words_within
from indexer.engines.meaning import Adjacent, Any, Characters, Placed, Sought, Terms, Words, meaning
from indexer.engines.postings import Spans
from indexer.engines.queries import words_sought
from indexer.engines.wanted_words import WantedWords
from indexer.engines.windows import Reaching, taking_part, windows

TermsOf = Callable[[Pattern | Fuzzy], Iterable[str]]
Read = tuple[list[str], list[Span]]  # the terms of a text, and where each stands
Run = tuple[str | frozenset[str], ...]  # terms at successive places, of some any of several


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans, by their starts, without overlaps; spans that touch become one."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _by_text(spans: Sequence[Span], texts: Sequence[str]) -> Iterator[tuple[Span, ...]]:
    """The spans in each of some texts, from those in all of them joined by line feeds."""
    begin = at = 0
    count = len(spans)
    for text in texts:
        end = begin + len(text)
        within = []
        while at < count and spans[at][0] <= end:
            first, last = spans[at]
            if last <= end:
                within.append((first - begin, last - begin))
            at += 1
        yield merge(within) if len(within) > 1 else tuple(within)
        begin = end + 1


class Marker:
    """Marks the words of one query."""

    def __init__(
        self, tree: Node | None, languages: Sequence[str], terms_of: TermsOf, table: FoldTable
    ) -> None:
        """``tree``: a query as it is run. ``languages``: those that its words are looked up in.

        A term may come from another language than the text's: ``30.000``, typed as Germans write
        it, finds 30,000. ``terms_of``: the terms of the index that fitting words have.
        """
        self._languages = languages
        self._terms_of = terms_of
        self._table = table
        self._tree = tree
        self._of_language: dict[str, _Wanted] = {}

    def mark(self, texts: Sequence[str], language: str) -> list[tuple[Span, ...]]:
        """The spans of the query's words in each of some texts."""
        if language not in self._of_language:
            self._of_language[language] = self._prepared(language)
        wanted = self._of_language[language]
        if wanted.placed or wanted.alone.literals:
            return [
                _mark(text, language, wanted) if has_any else ()
                for text, has_any in zip(texts, wanted.have_any(texts, language), strict=True)
            ]
        return list(_by_text(wanted.spans("\n".join(texts)), texts))

    def _prepared(self, language: str) -> _Wanted:
        languages = tuple(dict.fromkeys((*self._languages, language)))
        leaves = words_sought(self._tree) if self._tree is not None else ()
        every = [meaning(leaf, languages) for leaf in leaves]
        alone = self._part([sought for sought in every if not isinstance(sought, Placed)])
        placed = [
            (sought, [self._part([part]) for part in sought.parts])
            for sought in every
            if isinstance(sought, Placed)
        ]
        parts = [alone, *(part for _, parts in placed for part in parts)]
        terms = chain.from_iterable(part.words.terms for part in parts)
        return _Wanted(
            alone,
            WantedWords(alone.words.terms, language, self._table),
            placed,
            WantedWords(terms, language, self._table),
            list(dict.fromkeys(chain.from_iterable(part.literals for part in parts))),
        )

    def _part(self, parts: Sequence[Sought]) -> _Part:
        literals = (each.text for part in parts for each in _each(part))
        sequences = (sequence for part in parts for sequence in self._sequences(part))
        return _Part(_Finder(sequences), list(dict.fromkeys(literals)))

    def _sequences(self, sought: Sought) -> Iterator[Run]:
        if isinstance(sought, Terms):
            yield from sought.sequences
        elif isinstance(sought, Words):
            yield from ((term,) for term in self._terms_of(sought.wanted))
        elif isinstance(sought, Adjacent):
            for ways in product(*map(self._ways, sought.parts)):
                yield tuple(chain.from_iterable(ways))
        elif isinstance(sought, Any):
            for part in sought.parts:
                yield from self._sequences(part)

    def _ways(self, part: Terms | Words) -> Sequence[Run]:
        """What may stand at the place of one part of several that are adjacent."""
        if isinstance(part, Terms):
            return part.sequences
        terms = frozenset(self._terms_of(part.wanted))
        return [(terms,)] if terms else []


def _each(sought: Sought) -> Iterator[Characters]:
    """The literal texts among alternatives."""
    if isinstance(sought, Characters):
        yield sought
    elif isinstance(sought, Any):
        for part in sought.parts:
            yield from _each(part)


class _Finder:
    """Finds sequences of terms among those of a text."""

    def __init__(self, sequences: Iterable[Run]) -> None:
        self.terms: set[str] = set()  # all that any sequence has
        self._by_first: defaultdict[str, list[Run]] = defaultdict(list)
        for sequence in sorted(set(sequences), key=len):
            places = [_any_of(place) for place in sequence]
            self.terms.update(*places)
            for term in places[0]:
                self._by_first[term].append(sequence)
        self.has_longer = any(len(found[-1]) > 1 for found in self._by_first.values())

    def runs(self, terms: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Index of the first and the last term of each, by first, ascending."""
        wanted = self._by_first
        for index in [index for index, term in enumerate(terms) if term in wanted]:
            for sequence in wanted[terms[index]]:
                end = index + len(sequence)
                if len(sequence) == 1 or _fit(terms[index:end], sequence):
                    yield index, end - 1


def _any_of(place: str | frozenset[str]) -> Iterable[str]:
    return (place,) if isinstance(place, str) else place


def _fit(terms: Sequence[str], wanted: Run) -> bool:
    """Whether these are terms of a sequence, place by place."""
    return len(terms) == len(wanted) and all(
        term in _any_of(place) for term, place in zip(terms, wanted, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What is sought: words, and texts that stand literally."""

    words: _Finder
    literals: Sequence[str]

    def runs(self, text: str, language: str, read: Read) -> list[tuple[int, int]]:
        """Index of the first and the last word of each place, ascending."""
        terms, places = read
        found = list(self.words.runs(terms))
        for literal in self.literals:
            found += words_within(places, occurrences(text, literal, language))
        return sorted(found) if self.literals else found


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a query wants in texts of one language."""

    alone: _Part
    words: WantedWords  # of ``alone``
    placed: Sequence[tuple[Placed, Sequence[_Part]]]
    any_words: WantedWords  # of ``alone`` and of all that is placed
    any_literals: Sequence[str]  # likewise

    def have_any(self, texts: Sequence[str], language: str) -> Iterator[bool]:
        """Whether each of some texts has anything that is sought: only those are read whole."""
        words = self.any_words.read("\n".join(texts)).places
        for text, found in zip(texts, _by_text(words, texts), strict=True):
            yield bool(found) or any(
                next(occurrences(text, literal, language), None) for literal in self.any_literals
            )

    def spans(self, text: str) -> Sequence[Span]:
        """Where words and phrases stand, by their starts; not the placed or literal ones."""
        words = self.words.read(text)
        if not self.alone.words.has_longer:
            return words.places
        return [
            (words.places[first][0], words.places[last][1])
            for first, last in self.alone.words.runs(words.terms)
            if first == last or words.are_successive(first, last)
        ]


def _mark(text: str, language: str, wanted: _Wanted) -> tuple[Span, ...]:
    """The spans of words, phrases, literal texts, and what stands near each other."""
    read = terms, places = terms_and_spans(text, language)
    runs = list(wanted.alone.words.runs(terms))
    for how, parts in wanted.placed:
        found = [part.runs(text, language, read) for part in parts]
        runs += _near(how, found, text, [start for start, _ in places])
    spans = [(places[first][0], places[last][1]) for first, last in runs]
    for literal in wanted.alone.literals:
        spans += occurrences(text, literal, language)
    return merge(sorted(spans))


def _near(
    placed: Placed, parts: Sequence[list[tuple[int, int]]], text: str, starts: Sequence[int]
) -> list[tuple[int, int]]:
    """The runs of all parts that take part, or all of them if none do within this text."""
    spans = [_as_spans(part) for part in parts]
    how = placed.how
    if isinstance(how, Near):
        lefts = windows(spans, Reaching(how.words), ordered=how.ordered)
        used = [taking_part(part, lefts, how.words) for part in spans]
    else:
        ends = [end for _, end in sentences(text)] if how.unit == "sentence" else []
        of = np.searchsorted(np.array(ends, np.int64), np.array(starts, np.int64), "right")
        groups = [of[part[0]] for part in spans]
        shared = set.intersection(*(set(group.tolist()) for group in groups))
        used = [np.isin(group, list(shared)) for group in groups]
    if not any(use.any() for use in used):
        return [run for part in parts for run in part]
    return [
        run
        for part, use in zip(parts, used, strict=True)
        for run, taken in zip(part, use.tolist(), strict=True)
        if taken
    ]


def _as_spans(runs: list[tuple[int, int]]) -> Spans:
    both = np.array(runs, np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]
