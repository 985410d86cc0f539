"""What a document is about, in a few of its own terms: kept for each, so that it can be compared.

Promises: a function of the document alone. Its keywords are the ``MOST`` terms that stand in it
most often, of those as frequent the ones that stand first, without function words; with each, how
often. Its content length is the number of all its tokens that are no function words: by it scores
are normalised, since two texts that say the same in more or fewer small words are as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.analysis import Form
from indexer.analysis.function_words import is_function_word
from indexer.arrays.bundle import Array, narrow
from indexer.arrays.growing import Growing
from indexer.arrays.stretches import indices
from indexer.arrays.strings import Strings
from indexer.engines.columns_join import rows_of_kept
from indexer.engines.joining import Join, Source
from indexer.engines.units import rows
from indexer.engines.whoosh_schema import TEXT

MOST: Final = 64
_CAP: Final = 255  # a frequency of more counts as so much

Numbers = npt.NDArray[np.int64]


class KeywordsWriter:
    """Collects the keywords of the documents of a segment."""

    def __init__(self) -> None:
        self._is_function = Growing()  # of each form: 1 if it is a function word
        self._terms: list[Array] = [np.empty(0, np.uint32)]
        self._counts: list[Array] = [np.empty(0, np.uint8)]
        self._sizes: list[Array] = [np.empty(0, np.int64)]
        self._lengths: list[Array] = [np.empty(0, np.int64)]

    def meet(self, forms: Sequence[Form], language: str) -> None:
        """The next forms, all of one language."""
        words = [form.word or form.term.rpartition(":")[2] for form in forms]
        self._is_function.extend([is_function_word(word, language) for word in words])

    def add(self, first: int, size: int, documents: Array, terms: Array, forms: Array) -> None:
        """The next ``size`` documents, the first being number ``first``.

        Of each token of their texts, in reading order, its document, term and form.
        """
        content = np.flatnonzero(self._is_function.values[forms] == 0)
        owners = documents[content].astype(np.int64) - first
        self._lengths.append(np.bincount(owners, minlength=size))
        owners, terms, counts = _chosen(owners, terms[content])
        self._terms.append(terms)
        self._counts.append(counts)
        self._sizes.append(np.bincount(owners, minlength=size))

    def arrays(self, places: Numbers) -> dict[str, Array]:
        """All of them, named for a bundle; ``places``: of each term in the segment's dictionary."""
        lengths = np.concatenate(self._lengths)
        terms = places[np.concatenate(self._terms)]
        return {
            "content.lengths": lengths.astype(narrow(int(lengths.max(initial=0)))),
            **rows("keywords", terms, np.concatenate(self._sizes)),
            "keywords.counts": np.concatenate(self._counts),
        }


def _chosen(documents: Numbers, terms: Array) -> tuple[Numbers, Array, Array]:
    """Of tokens in reading order the keywords: documents, terms and how often; best first."""
    size = documents.size
    place = max(1, size - 1).bit_length()
    bits = int(terms.max(initial=0)).bit_length()
    if place + bits + int(documents.max(initial=0)).bit_length() < 64:
        keys = documents << bits
        keys |= terms
        keys <<= place
        keys |= np.arange(size)
        keys.sort()
        order = keys & ((1 << place) - 1)
        keys >>= place
    else:  # a text of many millions of words beside many terms
        order = np.lexsort((np.arange(size), terms, documents))
        keys = documents[order] << 32 | terms[order]
    heads = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.minimum(np.diff(heads, append=size), _CAP)
    firsts = order[heads]
    # No two are equal, since each has another first place; so their order is sure.
    order = np.argsort((documents[firsts] << 8 | (_CAP - counts)) << place | firsts)
    owners = documents[firsts[order]]
    begins = np.flatnonzero(np.diff(owners, prepend=-1))
    rank = np.arange(owners.size) - np.repeat(begins, np.diff(begins, append=owners.size))
    kept = order[rank < MOST]
    at = firsts[kept]
    return documents[at], terms[at], counts[kept].astype(np.uint8)


def joined_keywords(sources: Sequence[Source], text: Join) -> dict[str, Array]:
    """Those of the documents that are not left out, of segments whose texts ``text`` joins."""
    kept = [np.flatnonzero(source.numbers >= 0) for source in sources]
    lengths = [s.arrays["content.lengths"][chosen] for s, chosen in zip(sources, kept, strict=True)]
    terms, edges = rows_of_kept(sources, kept, "keywords", "keywords.edges")
    counts, _ = rows_of_kept(sources, kept, "keywords.counts", "keywords.edges")
    numbers = [text.number_of(Strings(source.arrays, f"{TEXT}.terms")) for source in sources]
    placed = [number[each] for number, each in zip(numbers, terms, strict=True)]
    return {
        "content.lengths": np.concatenate(lengths),
        **rows("keywords", np.concatenate(placed), np.diff(edges)),
        "keywords.counts": np.concatenate(counts),
    }


class Keywords:
    """Those of an opened segment."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self._terms = arrays["keywords"]
        self._counts = arrays["keywords.counts"]
        self._edges = arrays["keywords.edges"]

    def of(self, documents: Numbers) -> tuple[Numbers, Numbers, Array]:
        """Of some documents: the index of each keyword's owner in them, its term, how often."""
        starts = self._edges[documents].astype(np.int64)
        sizes = self._edges[documents + 1].astype(np.int64) - starts
        at = indices(starts, sizes)
        owners = np.repeat(np.arange(documents.size), sizes)
        return owners, self._terms[at].astype(np.int64), self._counts[at]
