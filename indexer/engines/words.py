"""The words of a segment as readers know them, collected while its documents are read.

Promises: spellings are those of the documents; counts are numbers of documents, less those that
were removed from earlier segments, so that counts of all segments add up. What a typed word, a
pattern or a completion means in terms is read from here (``vocabulary``). Knows no engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.analysis import Form
from indexer.arrays.bundle import Array, narrow
from indexer.arrays.growing import Growing
from indexer.arrays.strings import packed
from indexer.engines.likeness import signatures

_NONE: Final = 0xFFFFFFFF
_SHIFT, _LOW = np.uint64(32), np.uint64(_NONE)  # of a document and a number in one key


class WordsWriter:
    """Collects every word with the number of documents that have it."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}
        self._shapes: dict[str, int] = {}
        self._term_of_word: list[int] = []  # the first term met with each word
        self._other_terms: set[tuple[int, int]] = set()  # further ones: of other languages
        self._words_met: list[int] = []  # the word of each shape
        self._word_of_shape = Growing()  # the same
        self._documents_of_shape = Growing()
        self._documents_of_word = Growing()
        self._shape_of_form = Growing()

    def __len__(self) -> int:
        return len(self._words)

    def meet(self, forms: Sequence[Form], terms: Sequence[int]) -> None:
        """The forms that come next in their numbering, and the number of each one's term."""
        shapes = [self._shape(form, term) for form, term in zip(forms, terms, strict=True)]
        self._shape_of_form.extend(shapes)
        self._word_of_shape.extend(self._words_met[len(self._word_of_shape.values) :])

    def _shape(self, form: Form, term: int) -> int:
        """The number of a form as it is shown, _NONE if it is no word."""
        _, shape, word = form
        if shape is None:
            return _NONE
        number = self._shapes.get(shape)
        if number is None:
            number = self._shapes[shape] = len(self._shapes)
            self._words_met.append(self._words.setdefault(word, len(self._words)))
        word_number = self._words_met[number]
        if word_number == len(self._term_of_word):
            self._term_of_word.append(term)
        elif self._term_of_word[word_number] != term:
            self._other_terms.add((term, word_number))
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
        # Each document counts once for each of its shapes and words.
        pairs = _distinct((documents.astype(np.uint64) << _SHIFT) | shapes)
        shapes = (pairs & _LOW).astype(np.int64)
        words = self._word_of_shape.values[shapes]
        pairs = _distinct((pairs & ~_LOW) | words)
        step = np.uint32(times & _NONE)  # counts are signed; modulo 2^32 that is the same
        of_shape += np.bincount(shapes, minlength=of_shape.size).astype(np.uint32) * step
        counted = np.bincount((pairs & _LOW).astype(np.int64), minlength=of_word.size)
        of_word += counted.astype(np.uint32) * step

    def arrays(self, terms: npt.NDArray[np.int64], term_count: int) -> dict[str, Array]:
        """The arrays of a segment.

        ``terms``: of each term's number its place in the text's dictionary, -1 where it has none;
        ``term_count``: how many there are.
        """
        words = list(self._words)
        order = sorted(range(len(words)), key=words.__getitem__)
        place = np.empty(len(words), np.int64)
        place[order] = np.arange(len(words))
        others = np.array(list(self._other_terms), np.int64).reshape(-1, 2)
        of_term = terms[np.append(np.array(self._term_of_word, np.int64), others[:, 0])]
        of_word = place[np.append(np.arange(len(words)), others[:, 1])]
        kept = of_term >= 0
        return {
            **word_arrays([words[number].encode() for number in order],
                          self._documents_of_word.values[order].view(np.int32)),
            **term_arrays(of_word[kept], of_term[kept], len(words), term_count),
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


def _distinct(pairs: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Each once, ascending; what is given is used up."""
    pairs.sort()
    new = np.ones(pairs.size, np.bool_)
    np.not_equal(pairs[1:], pairs[:-1], out=new[1:])
    found: npt.NDArray[np.uint64] = pairs[new]
    return found


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
