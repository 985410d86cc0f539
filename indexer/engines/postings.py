"""Postings where they lie: slices of mapped arrays, and what is made of them.

Promises: finding a term decodes nothing but its own list; all is safe to share between threads,
since nothing changes after opening. What is found is a ``Found``: documents, how often each has
it, and at which positions; deleted documents are in none. Does not rank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array
from indexer.arrays.stretches import indices, runs
from indexer.arrays.strings import Strings
from indexer.engines.lists import LARGE, SAMPLED, Lists, Numbers
from indexer.engines.once import once
from indexer.engines.rows import COMMON, Rows, row_of

Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.int64]  # document number << 32 | position
Spans = tuple[Keys, Keys]  # of each occurrence its first and its last word, by first, then last

SHIFT: Final = 32
POSITION: Final = 2**32 - 1
_FEW: Final = 32  # times as many: then looking each of the few up beats reading the many
_SUMMED: Final = 256  # the same, where what comes before each is added up from a sample on
_MOST: Final = 3  # a fraction of a list: of more documents, all are read
_SINGLY: Final = 6  # so few are added up one by one
_NONE: Final = np.empty(0, np.int64)


class Found(Protocol):
    """Where something occurs."""

    @property
    def documents(self) -> Numbers:
        """The documents that have it, ascending."""
        ...

    @property
    def counts(self) -> Array:
        """How often each of them has it."""
        ...

    def keys(self, documents: Numbers) -> Keys:
        """Where these documents, ascending, have it: ascending, each place once."""
        ...

    def spans(self, documents: Numbers) -> Spans:
        """Keys of the first and of the last word of each occurrence in these documents.

        Ascending by first, then last; alternatives of different lengths may share a first.
        """
        ...


def how_many(found: Found) -> int:
    """How many documents have it; the list of a single term is not read for that."""
    return found.size if isinstance(found, TermFound) else found.documents.size


def positions(found: Found, document: int) -> Numbers:
    """Where one document has it, ascending."""
    return found.keys(np.array([document])) & POSITION


def within(documents: Numbers, wanted: Numbers, size: int) -> Numbers:
    """Indices of those of ``documents`` that are among ``wanted``; ``size``: of the segment."""
    if wanted.size < SAMPLED or wanted.size * _FEW < documents.size:
        return sought(documents, wanted)
    mask = np.zeros(size, np.bool_)
    mask[wanted] = True
    return mask[documents].nonzero()[0]


def sought(among: Array, wanted: Array) -> Numbers:
    """Indices of what is wanted and there, each looked up by bisection; both ascending."""
    if not among.size:
        return _NONE
    at = among.searchsorted(wanted)
    at[at == among.size] = 0
    found: Numbers = at[among[at] == wanted]
    return found


class Field:
    """The postings of one field of a segment."""

    def __init__(
        self, arrays: dict[str, Array], name: str, size: int, living: Mask | None = None
    ) -> None:
        """``size``: documents of the segment; ``living``: those not deleted, None: all."""
        self.name = name
        self.size = size
        self.living = living
        self.lists = Lists(arrays, name)
        self.rows = Rows()
        self.terms = Strings(arrays, f"{name}.terms")
        self._samples: Array = arrays[f"{name}.samples"]

    def find(self, term: str) -> Found:
        """Where a term occurs."""
        number = self.terms.index(term.encode())
        return NOWHERE if number is None else self.at(number)

    def at(self, number: int) -> TermFound:
        """Where the term at this place of the dictionary occurs."""
        return TermFound(self, number)

    def count(self, number: int) -> int:
        """How many documents have the term at this place of the dictionary."""
        return self.at(number).size

    def having(self, numbers: Numbers) -> Numbers:
        """How many documents have each of the terms at these places of the dictionary."""
        if self.living is not None:
            found = [self.at(number).size for number in numbers.tolist()]
            return np.array(found, np.int64)
        postings = self.lists.postings
        return (postings[numbers + 1] - postings[numbers]).astype(np.int64)

    def starts(self, postings: Numbers) -> Numbers:
        """Where the positions of each of these postings begin."""
        block = postings // SAMPLED
        starts: Numbers = self._samples[block].astype(np.int64)
        if postings.size < _SINGLY:
            firsts = (block * SAMPLED).tolist()
            for index, (first, last) in enumerate(zip(firsts, postings.tolist(), strict=True)):
                starts[index] += int(self.lists.counts(first, last).sum(dtype=np.int64))
            return starts
        frequencies = self.lists.frequencies
        steps = np.arange(SAMPLED)
        at = np.minimum(block[:, None] * SAMPLED + steps, frequencies.size - 1)
        before = steps < (postings % SAMPLED)[:, None]
        starts += (frequencies[at] * before).sum(1, dtype=np.int64)
        if self.lists.large.size:
            starts += self._exceeding(block * SAMPLED, postings)
        return starts

    def _exceeding(self, firsts: Numbers, lasts: Numbers) -> Numbers:
        """By how much the large frequencies between two postings exceed what stands for them."""
        large, totals = self.lists.large, self._exceeded
        between: Numbers = totals[large.searchsorted(lasts)] - totals[large.searchsorted(firsts)]
        return between

    @once
    def _exceeded(self) -> Numbers:
        """By how much those before each large frequency do so together, and all."""
        exceeding = self.lists.large_counts.astype(np.int64) - LARGE
        return np.append(0, exceeding.cumsum())

    def keys(self, terms: Sequence[TermFound], documents: Numbers) -> list[Keys]:
        """Where these documents have each of some terms of this field: see ``Found.keys``.

        Read together: reading few documents costs the steps, not what is read.
        """
        if len(terms) == 1:
            return [terms[0].keys(documents)]
        at = [term.among(documents) for term in terms]
        sizes = [each.size for each in at]
        owners = np.concatenate([term.owners(each) for term, each in zip(terms, at, strict=True)])
        postings = np.concatenate([each + term.first for term, each in zip(terms, at, strict=True)])
        counts = self.lists.counts_of(postings)
        keys = (owners << SHIFT).repeat(counts)
        keys |= self.lists.positions[indices(self.starts(postings), counts)]
        ends = np.append(0, counts.cumsum())[np.cumsum(sizes)].tolist()
        return [keys[first:last] for first, last in pairwise([0, *ends])]


class TermFound:
    """The occurrences of one term."""

    def __init__(self, field: Field, number: int) -> None:
        self._field = field
        self._number = number
        self.first: int = field.lists.postings.item(number)  # of its postings

    @property
    def field(self) -> Field:
        """The field that it is a term of."""
        return self._field

    @property
    def place(self) -> tuple[str, int]:
        """What tells it from other terms: its field and its place in the dictionary."""
        return self._field.name, self._number

    @once
    def size(self) -> int:
        """How many documents have it."""
        if self._field.living is not None:
            return self.documents.size
        end: int = self._field.lists.postings.item(self._number + 1)
        return end - self.first

    @property
    def is_common(self) -> bool:
        """Whether its ``row`` is quicker than its list."""
        return self.size * COMMON > self._field.size

    @property
    def row(self) -> Array:
        """How often each document of the segment has it."""
        row = self._field.rows.get(self._number)
        if row is None:
            row = row_of(self.documents, self.counts, self._field.size)
            self._field.rows.keep(self._number, row)
        return row

    def row_for(self, wanted: int) -> Array | None:
        """The row, if so many documents are looked up in it in less time than in the list."""
        if not self.is_common:
            return None
        if wanted * _FEW < self.size:
            return self._field.rows.get(self._number)
        return self.row

    @once
    def _all(self) -> Numbers:
        return self._field.lists.documents(self._number, self._number + 1)

    @once
    def _living(self) -> Numbers | None:
        """Indices of the postings of documents that are not deleted; None if all are."""
        living = self._field.living
        return None if living is None else living[self._all].nonzero()[0]

    @once
    def documents(self) -> Numbers:
        """The documents that have it."""
        return self._all if self._living is None else self._all[self._living]

    @once
    def _all_counts(self) -> Array:
        end = self._field.lists.postings.item(self._number + 1)
        return self._field.lists.counts(self.first, end)

    @once
    def counts(self) -> Array:
        """How often each of them has it."""
        return self._all_counts if self._living is None else self._all_counts[self._living]

    def among(self, documents: Numbers) -> Numbers:
        """The indices of the postings of these documents, among its own."""
        at = within(self.documents, documents, self._field.size)
        return at if self._living is None else self._living[at]

    def owners(self, at: Numbers) -> Numbers:
        """Of some of its postings the documents."""
        return self._all[at]

    def keys(self, documents: Numbers) -> Keys:
        """Where these documents have it."""
        if documents is self.documents and self._living is None:
            return self._every
        return self.keys_at(self.among(documents))

    def keys_about(self, documents: Numbers, at: Numbers | None = None) -> Keys:
        """The same, and perhaps where others have it: all of a list is soon read in one piece.

        ``at``: what ``among`` gives for these documents, if it is known.
        """
        if documents.size * _MOST > self._all.size and self._living is None:
            return self._every
        return self.keys(documents) if at is None else self.keys_at(at)

    def keys_at(self, at: Numbers) -> Keys:
        """Where the documents of some of its postings have it; see ``among``."""
        field = self._field
        counts = self._all_counts[at].astype(np.int64)
        if at.size * _SUMMED < self._all.size:
            starts = field.starts(at + self.first)
        else:
            ends = self._all_counts.cumsum(dtype=np.int64)[at]
            starts = ends - counts + field.lists.occurrences.item(self._number)
        keys: Keys = (self._all[at] << SHIFT).repeat(counts)
        keys |= field.lists.positions[indices(starts, counts)]
        return keys

    @property
    def _every(self) -> Keys:
        """Where all documents have it: what lies together is read in one piece."""
        occurrences = self._field.lists.occurrences
        begin, end = occurrences.item(self._number), occurrences.item(self._number + 1)
        keys: Keys = (self._all << SHIFT).repeat(self._all_counts)
        keys |= self._field.lists.positions[begin:end]
        return keys

    def spans(self, documents: Numbers) -> Spans:
        """A word is its own first and last."""
        keys = self.keys(documents)
        return keys, keys


class KeysFound:
    """What is known by the keys of its first words, ascending and distinct; ``words`` long."""

    def __init__(self, keys: Keys, words: int = 1) -> None:
        self._keys = keys
        self._words = words

    @once
    def _edges(self) -> Numbers:
        """Index of the first key of each document, and the number of keys."""
        return runs(self._keys >> SHIFT)

    @once
    def documents(self) -> Numbers:
        """The documents that have it."""
        return self._keys[self._edges[:-1]] >> SHIFT

    @once
    def counts(self) -> Array:
        """How often each of ``documents`` has it."""
        return self._edges[1:] - self._edges[:-1]

    def keys(self, documents: Numbers) -> Keys:
        """Where these documents have it."""
        at = sought(self.documents, documents)
        return self._keys[indices(self._edges[at], self.counts[at])]

    def among_first(self, words: Array) -> KeysFound:
        """Those that begin among the first words of their documents; ``words``: of each so many."""
        firsts = self._keys[self._edges[:-1]] & POSITION
        at = (firsts < words[self.documents]).nonzero()[0]
        keys = self._keys[indices(self._edges[at], self.counts[at])]
        return KeysFound(keys[(keys & POSITION) < words[keys >> SHIFT]], self._words)

    def spans(self, documents: Numbers) -> Spans:
        """The last word is so many words on."""
        keys = self.keys(documents)
        return keys, keys + (self._words - 1)


NOWHERE: Final[Found] = KeysFound(_NONE)


def keys_of(found: Sequence[Found], documents: Numbers) -> list[Keys]:
    """Where a few documents, ascending, have each of several things; see ``Found.keys``."""
    keys: list[Keys] = [_NONE] * len(found)
    terms: defaultdict[str, list[int]] = defaultdict(list)  # by their fields
    for place, each in enumerate(found):
        if isinstance(each, TermFound):
            terms[each.field.name].append(place)
        else:
            keys[place] = each.keys(documents)
    for places in terms.values():
        some = [each for place in places if isinstance(each := found[place], TermFound)]
        for place, of_term in zip(places, some[0].field.keys(some, documents), strict=True):
            keys[place] = of_term
    return keys


def spans_of(found: Sequence[Found], documents: Numbers) -> list[Spans]:
    """Of each of several things its spans in a few documents, ascending; see ``Found.spans``."""
    terms = [each for each in found if isinstance(each, TermFound)]
    keys = iter(keys_of(terms, documents))
    spans = []
    for each in found:
        if isinstance(each, TermFound):
            of_term = next(keys)
            spans.append((of_term, of_term))
        else:
            spans.append(each.spans(documents))
    return spans


def documents_of(keys: Keys) -> Numbers:
    """The documents of ascending keys, each once."""
    documents = keys >> SHIFT
    return documents[runs(documents)[:-1]]


def distinct(keys: Iterable[Keys]) -> Keys:
    """All keys of several lists, ascending, each once."""
    every = np.concatenate([_NONE, *keys])
    every.sort(kind="stable")  # merges, since the lists are sorted
    new = np.ones(every.size, np.bool_)  # most are, so a mask is sooner than their numbers
    np.not_equal(every[1:], every[:-1], out=new[1:])
    return every[new]
