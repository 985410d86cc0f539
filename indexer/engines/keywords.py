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
from indexer.analysis.function_words import are_function_words
from indexer.arrays.bundle import Array, narrow
from indexer.arrays.growing import Growing
from indexer.arrays.stretches import indices, places_among
from indexer.arrays.strings import Strings
from indexer.engines.joining import Join, Source
from indexer.engines.lists import BLOCK_BITS, blocks_of
from indexer.engines.units import rows
from indexer.engines.whoosh_schema import TEXT

MOST: Final = 64
_CAP: Final = 255  # a frequency of more counts as so much
_LARGE: Final = 15  # and of so much is listed apart
_ANY: Final = 2**32 - 1
_OWNER, _TERM = 40, 8  # bits below a document and a term in the key of a keyword

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
        self._is_function.extend(are_function_words(words, language))

    def emptied(self) -> KeywordsWriter:
        """One that has met the same forms, and has no documents."""
        new = KeywordsWriter()
        new._is_function = self._is_function
        return new

    def add(self, first: int, size: int, documents: Array, terms: Array, forms: Array) -> None:
        """The next ``size`` documents, the first being number ``first``.

        Of each token of their texts, in reading order, its document, term and form.
        """
        content = (self._is_function.values[forms] == 0).nonzero()[0]
        owners = documents[content].astype(np.int64) - first
        self._lengths.append(np.bincount(owners, minlength=size))
        owners, terms, counts = _chosen(owners, terms[content])
        self._terms.append(terms)
        self._counts.append(counts)
        self._sizes.append(np.bincount(owners, minlength=size))

    def arrays(self, places: Numbers, term_count: int) -> dict[str, Array]:
        """All of them, named for a bundle.

        ``places``: of each term in the segment's dictionary; ``term_count``: how many it has.
        """
        lengths = np.concatenate(self._lengths)
        sizes = np.concatenate(self._sizes)
        owners = np.arange(sizes.size).repeat(sizes)
        terms = places[np.concatenate(self._terms)]
        return {
            "content.lengths": lengths.astype(narrow(int(lengths.max(initial=0)))),
            **_packed(owners, terms, np.concatenate(self._counts), sizes.size, term_count),
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
        keys.sort(kind="stable")  # half the time where documents are in order already
        order = keys & ((1 << place) - 1)
        keys >>= place
    else:  # a text of many millions of words beside many terms
        order = np.lexsort((np.arange(size), terms, documents))
        keys = documents[order] << 32 | terms[order]
    heads = np.diff(keys, prepend=-1).nonzero()[0]
    counts = np.minimum(np.diff(heads, append=size), _CAP)
    firsts = order[heads]
    # No two are equal, since each has another first place; so their order is sure.
    keys = (documents[firsts] << 8 | (_CAP - counts)) << place | firsts
    order = keys.argsort(kind="stable")
    owners = documents[firsts[order]]
    begins = np.diff(owners, prepend=-1).nonzero()[0]
    rank = np.arange(owners.size) - begins.repeat(np.diff(begins, append=owners.size))
    kept = order[rank < MOST]
    at = firsts[kept]
    return documents[at], terms[at], counts[kept].astype(np.uint8)


def _packed(
    owners: Numbers, terms: Numbers, counts: Array, size: int, term_count: int
) -> dict[str, Array]:
    """Keywords of ``size`` documents, by their numbers: sixteen bits of each, ascending.

    The others are told by how many of a document's keywords lie before each multiple of 65,536.
    """
    keys = owners << _OWNER | terms << _TERM | counts
    keys.sort(kind="stable")  # owners are in order already
    owners, terms = keys >> _OWNER, keys >> _TERM & _ANY
    blocks = blocks_of(term_count)
    passed = np.zeros((size, blocks), np.uint8)
    for block in range(blocks):
        before = owners[terms < (block + 1) << BLOCK_BITS]
        passed[:, block] = np.bincount(before, minlength=size)
    sizes = np.bincount(owners, minlength=size)
    return {
        **rows("keywords", terms & ((1 << BLOCK_BITS) - 1), sizes),
        "keywords.blocks": passed.ravel(),
        **_halves((keys & _CAP).astype(np.uint8)),
    }


def _halves(counts: Array) -> dict[str, Array]:
    """Half a byte for each count; those of fifteen and more are listed apart."""
    low = np.minimum(np.append(counts, np.zeros(counts.size % 2, np.uint8)), _LARGE)
    large = (counts >= _LARGE).nonzero()[0]
    return {
        "keywords.counts": low[::2] | low[1::2] << np.uint8(4),
        "keywords.large": large.astype(narrow(int(large.max(initial=0)))),
        "keywords.large.counts": counts[large],
    }


def joined_keywords(sources: Sequence[Source], text: Join) -> dict[str, Array]:
    """Those of the documents that are not left out, of segments whose texts ``text`` joins."""
    lengths, owners, terms, counts = [], [], [], []
    size = 0
    for source in sources:
        kept = (source.numbers >= 0).nonzero()[0]
        lengths.append(source.arrays["content.lengths"][kept])
        places = text.number_of(Strings(source.arrays, f"{TEXT}.terms"))
        of, numbers, times = Keywords(source.arrays).of(kept)
        owners.append(of + size)
        terms.append(places[numbers])
        counts.append(times)
        size += kept.size
    every = (np.concatenate(owners), np.concatenate(terms), np.concatenate(counts))
    return {
        "content.lengths": np.concatenate(lengths),
        **_packed(*every, size=size, term_count=len(text.terms)),
    }


class Keywords:
    """Those of an opened segment."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self._terms = arrays["keywords"]
        self._counts = arrays["keywords.counts"]
        self._large, self._large_counts = arrays["keywords.large"], arrays["keywords.large.counts"]
        self._edges = arrays["keywords.edges"]
        self._passed = arrays["keywords.blocks"].reshape(max(1, self._edges.size - 1), -1)

    def of(self, documents: Numbers) -> tuple[Numbers, Numbers, Array]:
        """Of some documents: the index of each keyword's owner in them, its term, how often."""
        starts = self._edges[documents].astype(np.int64)
        sizes = self._edges[documents + 1].astype(np.int64) - starts
        at = indices(starts, sizes)
        owners = np.arange(documents.size).repeat(sizes)
        terms = self._terms[at].astype(np.int64)
        rank = at - starts.repeat(sizes)
        blocks = np.zeros(terms.size, np.int64)
        for passed in self._passed[documents].T:
            blocks += rank >= passed.repeat(sizes)
        terms += blocks << BLOCK_BITS
        return owners, terms, self._counted(at)

    def _counted(self, at: Numbers) -> Array:
        """How often, of some keywords by their places among all."""
        counts: Array = self._counts[at >> 1] >> ((at & 1) << 2).astype(np.uint8) & np.uint8(_LARGE)
        large = (counts == _LARGE).nonzero()[0]
        counts[large] = self._large_counts[places_among(self._large, at[large])]
        return counts
