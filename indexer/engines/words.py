"""The words of the archive as readers know them: for completions and for naming what a stem found.

Promises: spellings are those of the documents, the commonest of each word first; counts are
numbers of documents. Two lists of sorted lines in one bundle, read in place. Knows no engine.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.search import Suggestion
from indexer.analysis import folded, spelling, tokens
from indexer.analysis.batches import Form
from indexer.engines.bundle import read, write
from indexer.engines.growing import Growing
from indexer.engines.strings import Strings, packed

_WORDS: Final = "words"  # lines: folded word, number of documents, spellings
_TERMS: Final = "terms"  # lines: term, spellings of the words that have it
_MAX_SPELLINGS: Final = 8  # of a word
_MAX_FORMS: Final = 16  # of a term

_NONE: Final = 0xFFFFFFFF


class WordsWriter:
    """Collects every word of a generation with the number of documents that have it."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}
        self._shapes: dict[str, int] = {}
        self._term_of_word: list[str] = []  # the first term met with each word
        self._other_terms: set[tuple[str, int]] = set()  # further ones: of other languages
        self._words_met: list[int] = []  # the word of each shape
        self._word_of_shape = Growing()  # the same
        self._documents_of_shape = Growing()
        self._documents_of_word = Growing()
        self.forget()

    def forget(self) -> None:
        """Forms are numbered from 0 again."""
        self._shape_of_form = Growing()

    def meet(self, forms: Sequence[Form]) -> None:
        """The forms that come next in their numbering."""
        self._shape_of_form.extend([self._shape(form) for form in forms])
        self._word_of_shape.extend(self._words_met[len(self._word_of_shape.values) :])

    def _shape(self, form: Form) -> int:
        """The number of a form as it is shown, _NONE if it is no word."""
        shape = spelling(form.characters)
        if shape is None:
            return _NONE
        number = self._shapes.get(shape)
        if number is None:
            word = folded(shape)
            if not word:
                return _NONE
            number = self._shapes[shape] = len(self._shapes)
            self._words_met.append(self._words.setdefault(word, len(self._words)))
        word_number = self._words_met[number]
        if word_number == len(self._term_of_word):
            self._term_of_word.append(form.term)
        elif self._term_of_word[word_number] != form.term:
            self._other_terms.add((form.term, word_number))
        return number

    def count(self, documents: npt.NDArray[np.uint32], forms: npt.NDArray[np.uint32]) -> None:
        """The forms of the tokens of some documents, with the document of each, ascending.

        All tokens of a document come in one call.
        """
        of_shape = self._documents_of_shape.reach(len(self._shapes))
        of_word = self._documents_of_word.reach(len(self._words))
        shapes = self._shape_of_form.values[forms]
        shown = shapes != _NONE
        shapes, documents = shapes[shown], documents[shown]
        words = self._word_of_shape.values[shapes]
        edges = np.flatnonzero(np.diff(documents, prepend=-1, append=-1)).tolist()
        for first, last in pairwise(edges):
            # Indexed addition counts what is repeated once, so each document counts once.
            of_shape[shapes[first:last]] += np.uint32(1)
            of_word[words[first:last]] += np.uint32(1)

    def write(self, path: Path) -> None:
        """Write the bundle; raises OSError."""
        words, documents = list(self._words), self._documents_of_word.values.tolist()
        spellings = self._spellings()
        lines = [
            f"{words[number]}\t{documents[number]}\t{spellings[number]}".encode()
            for number in sorted(range(len(words)), key=words.__getitem__)
        ]
        # The terms of the words, then those of other languages; numbers: the word of each.
        others = sorted(self._other_terms)
        terms = self._term_of_word + [term for term, _ in others]
        numbers = [*range(len(words)), *(number for _, number in others)]
        forms = []
        order = sorted(range(len(terms)), key=terms.__getitem__)
        for term, rows in groupby(order, key=terms.__getitem__):
            found = [numbers[row] for row in rows]
            if len(found) > 1:
                found.sort(key=lambda number: (-documents[number], words[number]))
            shown = "\t".join([spellings[number] for number in found])
            if len(found) > 1:
                shown = "\t".join(shown.split("\t")[:_MAX_FORMS])
            forms.append(f"{term}\t{shown}".encode())
        write(path, {**packed(_WORDS, lines), **packed(_TERMS, forms)})

    def _spellings(self) -> list[str]:
        """Of each word its spellings, between tabs."""
        shapes, counts = list(self._shapes), self._documents_of_shape.values.tolist()
        of = self._word_of_shape.values
        order = np.argsort(of, kind="stable").tolist()
        edges = np.append(0, np.cumsum(np.bincount(of, minlength=len(self._words)))).tolist()
        return [
            shapes[order[first]]
            if last - first == 1
            else "\t".join(_distinct([(shapes[i], counts[i]) for i in order[first:last]]))
            for first, last in pairwise(edges)
        ]


def _distinct(shapes: list[tuple[str, int]]) -> list[str]:
    """Spellings that differ in more than case, the commonest first, each in its commonest case."""
    shapes.sort(key=lambda item: (-item[1], item[0]))
    totals: dict[str, int] = {}
    best: dict[str, str] = {}
    for shape, count in shapes:
        lower = shape.casefold()
        totals[lower] = totals.get(lower, 0) + count
        best.setdefault(lower, shape)
    order = sorted(totals, key=lambda lower: (-totals[lower], lower))
    return [best[lower] for lower in order[:_MAX_SPELLINGS]]


def _lines(lines: Strings, prefix: str) -> Iterator[list[str]]:
    """The columns of the sorted lines that begin with ``prefix``, in order."""
    return (lines.text(index).split("\t") for index in lines.beginning_with(prefix.encode()))


class Words:
    """The words of an opened generation."""

    def __init__(self, path: Path) -> None:
        """Raises OSError, and ValueError if the bundle is damaged."""
        arrays = read(path)
        self._words = Strings(arrays, _WORDS)
        self._terms = Strings(arrays, _TERMS)

    def forms(self, term: str) -> list[str]:
        """Spellings of the words that have this term, commonest first."""
        return next(_lines(self._terms, f"{term}\t"), [term])[1:]

    def completions(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """What was typed with its last word completed; the count is that word's."""
        found = tokens(typed, "")
        if not found or found[-1].end != len(typed):
            return ()
        last = found[-1]
        prefix = folded(typed[last.start : last.end])
        rows = _lines(self._words, prefix)
        best = heapq.nsmallest(limit, ((-int(row[1]), row[0], row[2]) for row in rows))
        head = typed[: last.start]
        return tuple(Suggestion(text=head + shape, count=-count) for count, _, shape in best)
