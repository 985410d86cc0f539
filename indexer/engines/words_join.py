"""Joining the words of several segments into those of one.

Promises: counts of documents add up; a word stays that has documents, takes some from other
segments, or leads to a term of the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array
from indexer.arrays.stretches import each_once, sizes, sizes_of
from indexer.arrays.strings import Strings, union
from indexer.engines.shapes import Shapes, shape_arrays
from indexer.engines.words import in_bundle, of_field, term_arrays, word_arrays

Numbers = npt.NDArray[np.int64]

_SHIFT: Final = 32
_LOW: Final = (1 << _SHIFT) - 1


class JoinedTerms(Protocol):
    """The terms of the result: see ``joining.Join``."""

    @property
    def terms(self) -> Sequence[bytes]:
        """Them, sorted."""
        ...

    def number_of(self, terms: Iterable[bytes]) -> Numbers:
        """The number in the result of each of some terms; -1: it is not there."""
        ...


def joined_words(
    bundles: Sequence[dict[str, Array]], field: str, join: JoinedTerms
) -> dict[str, Array]:
    """The arrays of a field's words, of the segments whose fields ``join`` joins."""
    sources = [in_bundle(arrays, field) for arrays in bundles]
    terms = [Strings(arrays, f"{field}.terms") for arrays in bundles]
    words, places = union(Strings(arrays, "words") for arrays in sources)
    documents = _added(len(words), places, [arrays["words.documents"] for arrays in sources])
    pairs = each_once(
        np.concatenate(
            [_pairs(*source, join) for source in zip(sources, places, terms, strict=True)]
        )
    )
    with_terms, their_terms = pairs >> _SHIFT, pairs & _LOW
    shapes, shape_words, shape_documents = _shapes(sources, places)
    kept = documents != 0
    kept[with_terms] = True
    kept[shape_words[shape_documents != 0]] = True
    number = np.cumsum(kept) - 1
    left = np.flatnonzero(kept[shape_words] & (shape_documents != 0))
    left = left[np.argsort(shape_words[left], kind="stable")]
    chosen = [words[i].decode() for i in np.flatnonzero(kept).tolist()]
    spelt = [shapes[i].decode() for i in left.tolist()]
    spellings = shape_arrays(spelt, number[shape_words[left]], shape_documents[left], chosen)
    arrays = {
        **word_arrays(chosen, documents[kept], spellings),
        **term_arrays(number[with_terms], their_terms, len(chosen), len(join.terms)),
    }
    return of_field(arrays, field)


def _added(size: int, places: Sequence[Numbers], counts: Sequence[Array]) -> Numbers:
    total = np.zeros(size, np.int64)
    for place, count in zip(places, counts, strict=True):
        total[place] += count
    return total


def _pairs(arrays: dict[str, Array], words: Numbers, terms: Strings, join: JoinedTerms) -> Numbers:
    """Word and term in one number each, both as in the result; terms that are gone are left out."""
    found = arrays["words.terms"]
    owners = np.repeat(words, sizes_of(arrays["words.terms.edges"], found.size))
    numbers = join.number_of(terms)[found]
    pairs: Numbers = owners << _SHIFT | numbers
    return pairs[numbers >= 0]


def _shapes(
    sources: Sequence[dict[str, Array]], places: Sequence[Numbers]
) -> tuple[list[bytes], Numbers, Numbers]:
    """All spellings, the word of each and how many documents have each."""
    shapes, numbers = union(Shapes(arrays, Strings(arrays, "words")) for arrays in sources)
    words = np.zeros(len(shapes), np.int64)
    for arrays, place, number in zip(sources, places, numbers, strict=True):
        words[number] = np.repeat(place, sizes(arrays["words.shapes.edges"]))
    documents = _added(len(shapes), numbers, [arrays["shapes.documents"] for arrays in sources])
    return shapes, words, documents
