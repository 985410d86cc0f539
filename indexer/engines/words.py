"""The words of a segment as readers know them, collected while its documents are read.

Promises: spellings are those of the documents; counts are numbers of documents, less those that
were removed from earlier segments, so that counts of all segments add up. What a typed word, a
pattern or a completion means in terms is read from here (``vocabulary``). Knows no engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.analysis import folded, spelling
from indexer.analysis.batches import Form
from indexer.engines.bundle import Array, narrow
from indexer.engines.growing import Growing
from indexer.engines.likeness import signatures
from indexer.engines.strings import packed

_NONE: Final = 0xFFFFFFFF


class WordsWriter:
    """Collects every word with the number of documents that have it."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}
        self._shapes: dict[str, int] = {}
        self._term_of_word: list[str] = []  # the first term met with each word
        self._other_terms: set[tuple[str, int]] = set()  # further ones: of other languages
        self._words_met: list[int] = []  # the word of each shape
        self._word_of_shape = Growing()  # the same
        self._documents_of_shape = Growing()
        self._documents_of_word = Growing()
        self._shape_of_form = Growing()

    def __len__(self) -> int:
        return len(self._words)

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

    def count(
        self, documents: npt.NDArray[np.uint32], forms: npt.NDArray[np.uint32], times: int = 1
    ) -> None:
        """The forms of the tokens of some documents, with the document of each, ascending.

        All tokens of a document come in one call. ``times`` is -1 for documents that go.
        """
        of_shape = self._documents_of_shape.reach(len(self._shapes))
        of_word = self._documents_of_word.reach(len(self._words))
        shapes = self._shape_of_form.values[forms]
        shown = shapes != _NONE
        shapes, documents = shapes[shown], documents[shown]
        words = self._word_of_shape.values[shapes]
        edges = np.flatnonzero(np.diff(documents, prepend=-1, append=-1)).tolist()
        step = np.uint32(times & _NONE)  # counts are signed; modulo 2^32 that is the same
        for first, last in pairwise(edges):
            # Indexed addition counts what is repeated once, so each document counts once.
            of_shape[shapes[first:last]] += step
            of_word[words[first:last]] += step

    def arrays(self, terms: Sequence[bytes]) -> dict[str, Array]:
        """The arrays of a segment whose text has these terms, sorted by their bytes."""
        words = list(self._words)
        order = sorted(range(len(words)), key=words.__getitem__)
        place = np.empty(len(words), np.int64)
        place[order] = np.arange(len(words))
        numbers = {term: number for number, term in enumerate(terms)}
        pairs = [*zip(self._term_of_word, range(len(words)), strict=True), *self._other_terms]
        of_terms = [(word, n) for term, word in pairs if (n := numbers.get(term.encode(), -1)) >= 0]
        both = np.array(of_terms, np.int64).reshape(-1, 2)
        return {
            **word_arrays([words[number].encode() for number in order],
                          self._documents_of_word.values[order].view(np.int32)),
            **term_arrays(place[both[:, 0]], both[:, 1], len(words), len(terms)),
            **self._shape_arrays(place),
        }  # fmt: skip

    def _shape_arrays(self, place: npt.NDArray[np.int64]) -> dict[str, Array]:
        shapes = list(self._shapes)
        words = place[self._word_of_shape.values.astype(np.int64)]
        order = np.argsort(words, kind="stable")
        counts = self._documents_of_shape.values.view(np.int32)
        return shape_arrays(
            [shapes[i].encode() for i in order.tolist()], words[order], counts[order], place.size
        )


def word_arrays(words: Sequence[bytes], documents: Array) -> dict[str, Array]:
    """Sorted words, how many documents have each, and what likeness is sought by."""
    arrays = packed("words", words)
    letters, lengths = signatures(words)
    return {
        **arrays,
        "words.documents": documents.astype(np.int32),
        "words.letters": letters,
        "words.lengths": lengths,
    }


def term_arrays(words: Array, terms: Array, word_count: int, term_count: int) -> dict[str, Array]:
    """Pairs of a word and a term, as the terms of each word and the words of each term."""
    by_word, by_term = np.lexsort((terms, words)), np.lexsort((words, terms))
    return {
        "words.terms.edges": _edges(words, word_count),
        "words.terms": terms[by_word].astype(np.uint32),
        "terms.words.edges": _edges(terms, term_count),
        "terms.words": words[by_term].astype(np.uint32),
    }


def shape_arrays(
    shapes: Sequence[bytes], words: Array, documents: Array, word_count: int
) -> dict[str, Array]:
    """Spellings with the word of each, ascending, and how many documents have each."""
    return {
        **packed("shapes", shapes),
        "words.shapes.edges": _edges(words, word_count),
        "shapes.documents": documents.astype(np.int32),
    }


def _edges(owners: Array, count: int) -> Array:
    """Where the rows of each owner begin when they are sorted by owner, and the end."""
    sizes = np.bincount(owners, minlength=count)
    return np.fromiter(accumulate(sizes.tolist(), initial=0), narrow(owners.size), count + 1)
