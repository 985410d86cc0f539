"""The words of a generation, held by whoever searches it: what queries are widened by.

Promises: made of the arrays of segments without their lists, so that the same code reads them as
everywhere; counts of documents are those of the cluster's index. It is a small part of an archive,
some hundred bytes a word, and read into memory when a generation is opened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from indexer.arrays.bundle import Array
from indexer.arrays.strings import Strings
from indexer.engines.lists import Numbers
from indexer.engines.vocabulary import Vocabulary
from indexer.engines.whoosh_schema import LEFT_OUT, TEXT, WORDED
from indexer.engines.words import in_bundle

Gone = Mapping[str, Mapping[str, int]]  # of a field's terms: documents that are gone

_WORDS: Final = ("words", "shapes", "likeness", "sounds", "terms.words")


def dictionary_arrays(segment: dict[str, Array]) -> dict[str, Array]:
    """What of a segment's arrays is its dictionary."""
    kept = [f"{name}." for name in _WORDS] + list(_WORDS)
    kept += [f"{LEFT_OUT}.{name}" for name in kept]
    kept += [f"{name}.terms." for name in WORDED]
    exact = {f"{name}.postings" for name in WORDED}
    return {
        name: array
        for name, array in segment.items()
        if name in exact or any(name == each or name.startswith(each) for each in kept)
    }


class Terms:
    """The terms of a field, each with the number of documents that have it."""

    def __init__(self, arrays: dict[str, Array], name: str, gone: Mapping[str, int]) -> None:
        """``gone``: so many documents that had a term are not there any more."""
        self._gone = gone
        self.terms = Strings(arrays, f"{name}.terms")
        self._edges = arrays[f"{name}.postings"]  # where the list of each would begin, and the end

    def count(self, number: int) -> int:
        """How many documents have the term at this place."""
        first, end = self._edges[number : number + 2].tolist()
        gone = self._gone.get(self.terms.text(number), 0) if self._gone else 0
        return int(end - first) - gone


class Words:
    """The terms of a text with the words that lead to them: see ``segment.Worded``."""

    def __init__(self, arrays: dict[str, Array], name: str, gone: Gone) -> None:
        self.fields = {TEXT: Terms(arrays, name, gone.get(name, {}))}
        self.vocabulary = Vocabulary(in_bundle(arrays, name))


class Part(Words):
    """The dictionary of some of a generation's documents."""

    def __init__(
        self, arrays: dict[str, Array], gone: Gone, in_language: Mapping[str, int]
    ) -> None:
        """``in_language``: how many documents are in each, counted with the first part."""
        super().__init__(arrays, TEXT, gone)
        self.left_out = Words(arrays, LEFT_OUT, gone)
        self._in_language = in_language

    def count_in(self, language: str) -> int:
        """How many documents are in a language."""
        return self._in_language.get(language, 0)

    def listed(self, term: int) -> int:
        """How many documents have the term of the text at this place."""
        return self.fields[TEXT].count(term)


def having(parts: Sequence[Part], terms: Sequence[str]) -> Numbers:
    """How many documents have each of some terms in their text."""
    found = np.zeros(len(terms), np.int64)
    for part in parts:
        field = part.fields[TEXT]
        for number, term in enumerate(terms):
            place = field.terms.index(term.encode())
            if place is not None:
                found[number] += field.count(place)
    return found
