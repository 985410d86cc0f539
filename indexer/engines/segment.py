"""An opened segment: its columns, its fields, its words, and which documents are left in it.

Promises: opening maps files and reads directories; safe to share between threads, since nothing
changes afterwards. Knows neither Whoosh nor queries.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array
from indexer.arrays.stretches import places_among
from indexer.arrays.strings import Strings
from indexer.engines.chosen import Chosen
from indexer.engines.columns import SPOKEN, Columns
from indexer.engines.grams import Grams
from indexer.engines.keywords import Keywords
from indexer.engines.lists import Numbers
from indexer.engines.postings import Field, Mask
from indexer.engines.vocabulary import Vocabulary
from indexer.engines.whoosh_schema import FIELDS, LEFT_OUT, PARTS_OF_TEXT, TEXT
from indexer.engines.words import in_bundle


class Counted(Protocol):
    """The terms of a field, and how many documents have each."""

    @property
    def terms(self) -> Strings:
        """Them, sorted."""
        ...

    def count(self, number: int) -> int:
        """How many documents have the term at this place."""
        ...


class Worded(Protocol):
    """Terms with the words that lead to them."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The words."""
        ...

    @property
    def fields(self) -> Mapping[str, Counted]:
        """That of the text has the terms."""
        ...


class LeftOutWords:
    """What was left out of main texts, to be searched as a text."""

    def __init__(self, arrays: dict[str, Array], field: Field) -> None:
        self.fields = {TEXT: field}
        self.vocabulary = Vocabulary(in_bundle(arrays, LEFT_OUT))


class Segment:
    """One part of an index."""

    def __init__(self, arrays: dict[str, Array], deleted: Sequence[int]) -> None:
        self._open(arrays, deleted)
        self.vocabulary = Vocabulary(arrays)
        self.left_out = LeftOutWords(arrays, self.fields[LEFT_OUT])
        self.grams = Grams(arrays)

    def _open(self, arrays: dict[str, Array], deleted: Sequence[int]) -> None:
        """All but its words."""
        self.columns = Columns(arrays)
        self.size = self.columns.size  # documents, deleted ones too
        self.living: Mask | None = None  # all, if None
        if deleted:
            self.living = np.ones(self.size, np.bool_)
            self.living[list(deleted)] = False
        self.fields = {name: Field(arrays, name, self.size, self.living) for name in FIELDS}
        self.keywords = Keywords(arrays)
        self._in_text = {name: arrays[f"{name}.in_text"] for name in PARTS_OF_TEXT}
        self._norms: dict[tuple[float, float], npt.NDArray[np.float32]] = {}

    @cached_property
    def documents(self) -> Mask:
        """Those that are not deleted."""
        return np.ones(self.size, np.bool_) if self.living is None else self.living

    @cached_property
    def count(self) -> int:
        """How many those are."""
        return int(np.count_nonzero(self.documents))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of those documents' texts, sorted."""
        spoken = self.columns.fields[SPOKEN]
        counts = spoken.counts(Chosen(self.size, mask=self.documents))
        return tuple(spoken.some(np.flatnonzero(counts).tolist()))

    def count_in(self, language: str) -> int:
        """How many of those are in a language."""
        languages = self.columns.fields["language"]
        ordinal = languages.ordinal(language)
        if ordinal is None:
            return 0
        return int(np.count_nonzero(languages.having([ordinal]) & self.documents))

    def listed(self, term: int) -> int:
        """How many documents have the term of the text at this place; deleted ones too."""
        first, end = self.fields[TEXT].lists.postings[term : term + 2].tolist()
        return int(end - first)

    @cached_property
    def tokens(self) -> int:
        """Tokens of their texts but for function words."""
        lengths = self.columns.content_lengths
        return int((lengths if self.living is None else lengths[self.living]).sum(dtype=np.int64))

    def number_of(self, document_id: str) -> int | None:
        """The number of a document, None if it is not there or deleted."""
        number = self.columns.number_of(document_id)
        return number if number is not None and self.documents[number] else None

    def in_field(self, field: str, terms: Numbers) -> Numbers:
        """Terms of the text, by place, as places in another field; those it lacks are left out."""
        if field == TEXT:
            return terms
        among = self._in_text[field]
        if not among.size:
            return terms[:0]
        at = np.minimum(places_among(among, terms), among.size - 1)
        found: Numbers = at[among[at] == terms]
        return found

    def place_in(self, field: str, term: int) -> int | None:
        """The place in a part of the text of the term at this place of the text, if it is there."""
        among = self._in_text[field].data  # memory is bisected in less time
        place = bisect_left(among, term)
        return place if place < len(among) and among[place] == term else None

    def norms(self, fixed: float, by_length: float) -> npt.NDArray[np.float32]:
        """For each document ``fixed`` and ``by_length`` times its content length; kept."""
        key = fixed, by_length
        norms = self._norms.get(key)
        if norms is None:
            norms = (fixed + by_length * self.columns.content_lengths).astype(np.float32)
            self._norms[key] = norms
        return norms


class Part(Protocol):
    """A segment as it lies."""

    @property
    def arrays(self) -> dict[str, Array]:
        """Its arrays."""
        ...

    @property
    def deleted(self) -> tuple[int, ...]:
        """The numbers of its deleted documents."""
        ...


def segments_of(parts: Iterable[Part], without: Collection[str] = ()) -> list[Segment]:
    """Segments opened, in their order; documents of some identifiers count as deleted."""
    return [Segment(part.arrays, (*part.deleted, *_hidden(part, without))) for part in parts]


def _hidden(part: Part, without: Collection[str]) -> list[int]:
    """The numbers of those documents in a segment."""
    if not without:
        return []
    columns = Columns(part.arrays)
    return [number for each in without if (number := columns.number_of(each)) is not None]
