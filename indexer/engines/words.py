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
from indexer.arrays.stretches import each_once, unless_single
from indexer.arrays.strings import packed
from indexer.engines.likeness import likeness_arrays
from indexer.engines.shapes import shape_arrays, with_capital
from indexer.engines.whoosh_schema import TEXT
from indexer.names.spellings import spelling_arrays

_NO_SHAPE: Final = 0  # the number of what is no word
_SHIFT, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)  # of a document and a number in one key


class Spellings:
    """Numbers the words and spellings of the forms that an analyser meets, once for all fields."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.shapes: dict[str | None, int] = {None: _NO_SHAPE}
        self._shape_of_form = Growing()
        self._term_of_form = Growing()
        self._word_of_shape = Growing()
        self._word_of_shape.extend([0])  # of what is no word; never looked at

    def meet(self, forms: Sequence[Form], terms: Sequence[int]) -> None:
        """The forms that come next in their numbering, and the number of each one's term."""
        shapes, words = self.shapes, self.words
        expected = len(shapes)
        numbers = [shapes.setdefault(form.spelling, len(shapes)) for form in forms]
        of_new = []
        for number, form in zip(numbers, forms, strict=True):
            if number == expected:  # the first with this spelling
                expected += 1
                of_new.append(words.setdefault(form.word, len(words)))
        self._word_of_shape.extend(of_new)
        self._shape_of_form.extend(numbers)
        self._term_of_form.extend(terms)

    @property
    def shape_of_form(self) -> Array:
        """Of each form the number of its spelling, 0 where it is no word."""
        return self._shape_of_form.values

    @property
    def term_of_form(self) -> Array:
        """Of each form the number of its term."""
        return self._term_of_form.values

    @property
    def word_of_shape(self) -> Array:
        """Of each spelling the number of its word."""
        return self._word_of_shape.values


class WordsWriter:
    """Collects every word of a field with the number of documents that have it."""

    def __init__(self, spellings: Spellings) -> None:
        """``spellings``: those of the forms that are counted here, and of others."""
        self._spellings = spellings
        self._documents_of_shape = Growing()
        self._documents_of_word = Growing()
        self._counted = Growing()  # of each form, whether it was met in what is counted

    def __len__(self) -> int:
        return int(np.count_nonzero(self._counted.values))

    def count(
        self, documents: npt.NDArray[np.uint32], forms: npt.NDArray[np.uint32], times: int = 1
    ) -> None:
        """The forms of the tokens of some documents, with the document of each, ascending.

        All tokens of a document come in one call. ``times`` is -1 for documents that go.
        """
        of_shape = self._documents_of_shape.reach(len(self._spellings.shapes))
        of_word = self._documents_of_word.reach(len(self._spellings.words))
        self._counted.reach(self._spellings.shape_of_form.size)[forms] = 1
        shapes = self._spellings.shape_of_form[forms]
        shown = shapes != _NO_SHAPE
        shapes, documents = shapes[shown], documents[shown]
        if not shapes.size:
            return
        step = np.uint32(times & 0xFFFFFFFF)  # counts are signed; modulo 2^32 that is the same
        # Each document counts once for each of its shapes, and once for each of its words.
        owners, shapes = _once_each(documents, shapes, of_shape.size)
        of_shape += np.bincount(shapes, minlength=of_shape.size).astype(np.uint32) * step
        words = self._spellings.word_of_shape[shapes]
        _, words = _once_each(owners, words, of_word.size)
        of_word += np.bincount(words, minlength=of_word.size).astype(np.uint32) * step

    def arrays(self, terms: npt.NDArray[np.int64], term_count: int) -> dict[str, Array]:
        """The arrays of a segment.

        ``terms``: of each term's number its place in the text's dictionary, -1 where it has none;
        ``term_count``: how many there are.
        """
        words = list(self._spellings.words)
        shapes = self._spellings.shape_of_form
        shown = shapes != _NO_SHAPE
        shown &= self._counted.reach(shapes.size) > 0
        here = each_once(shapes[shown]).astype(np.int64)
        used = each_once(self._spellings.word_of_shape[here]).tolist()
        order = sorted(used, key=words.__getitem__)
        place = np.full(len(words), -1, np.int64)
        place[order] = np.arange(len(order))
        of_word = self._spellings.word_of_shape[shapes[shown]].astype(np.uint64)
        pairs = each_once((of_word << _SHIFT) | self._spellings.term_of_form[shown])
        of_term = terms[(pairs & _LOW).astype(np.int64)]
        of_word = place[(pairs >> _SHIFT).astype(np.int64)]
        kept = of_term >= 0
        here_words = [words[number] for number in order]
        counts = self._documents_of_word.values[order].view(np.int32)
        return {
            **word_arrays(here_words, counts, self._shape_arrays(here, place, here_words)),
            **term_arrays(of_word[kept], of_term[kept], len(order), term_count),
        }

    def _shape_arrays(
        self, here: npt.NDArray[np.int64], place: npt.NDArray[np.int64], texts: Sequence[str]
    ) -> dict[str, Array]:
        """``here``: the numbers of the spellings; ``place``: of each word's number its place.

        ``texts``: the words.
        """
        shapes = list(self._spellings.shapes)
        words = place[self._spellings.word_of_shape[here].astype(np.int64)]
        order = np.argsort(words, kind="stable")
        here = here[order]
        counts = self._documents_of_shape.values.view(np.int32)[here]
        spelt = [shapes[number] or "" for number in here.tolist()]
        return shape_arrays(spelt, words[order], counts, texts)


def of_field(arrays: dict[str, Array], field: str) -> dict[str, Array]:
    """The arrays of a field's words as they are named in a bundle; the text's by themselves."""
    return arrays if field == TEXT else {f"{field}.{name}": x for name, x in arrays.items()}


def in_bundle(arrays: dict[str, Array], field: str) -> dict[str, Array]:
    """The arrays of a bundle in which a field's words go by the text's names."""
    if field == TEXT:
        return arrays
    prefix = f"{field}."
    return {name.removeprefix(prefix): x for name, x in arrays.items() if name.startswith(prefix)}


def _once_each(owners: Array, numbers: Array, size: int) -> tuple[Array, Array]:
    """Distinct pairs of an owner, as counted from the first, and a number below ``size``."""
    owners = owners - owners[0]
    bits = size.bit_length()
    # Half as wide keys are sorted twice as fast.
    kind = np.dtype(np.uint32 if int(owners[-1] + 1) << bits < 1 << 32 else np.uint64)
    keys = owners.astype(kind)
    keys <<= kind.type(bits)
    keys |= numbers.astype(kind)
    keys = each_once(keys)
    return keys >> kind.type(bits), (keys & kind.type((1 << bits) - 1)).astype(np.int64)


def word_arrays(
    words: Sequence[str], documents: Array, shapes: dict[str, Array]
) -> dict[str, Array]:
    """Sorted words, how many documents have each, and what they are sought by.

    ``shapes``: the arrays of their spellings, which are among the result.
    """
    encoded = [word.encode() for word in words]
    return {
        **packed("words", encoded),
        "words.documents": documents.astype(np.int32),
        **likeness_arrays(encoded),
        **spelling_arrays(words, with_capital(shapes)),
        **shapes,
    }


def term_arrays(words: Array, terms: Array, word_count: int, term_count: int) -> dict[str, Array]:
    """Pairs of a word and a term, as the terms of each word and the words of each term."""
    by_word, by_term = np.lexsort((terms, words)), np.lexsort((words, terms))
    return {
        "words.terms.edges": unless_single(_edges(words, word_count)),
        "words.terms": terms[by_word].astype(np.uint32),
        "terms.words.edges": _edges(terms, term_count),
        "terms.words": words[by_term].astype(np.uint32),
    }


def _edges(owners: Array, count: int) -> Array:
    """Where the rows of each owner begin when they are sorted by owner, and the end."""
    sizes = np.bincount(owners, minlength=count)
    return np.fromiter(accumulate(sizes.tolist(), initial=0), narrow(owners.size), count + 1)
