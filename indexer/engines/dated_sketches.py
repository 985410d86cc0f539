"""Documents in the order of their dates, with their sketches, which are read as they are needed.

Promises: the order is a function of the documents alone; of a million documents some tens of
megabytes are held, for their sketches stay where their segments have them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from archive.model import DateField
from indexer.arrays.bundle import Array
from indexer.engines.days import DATE_FIELDS, Days
from indexer.engines.lists import Numbers
from indexer.engines.postings import Mask
from indexer.engines.sketch_rows import Kept, lengths_of, of_rows, together

LEAST: Final = 20  # runs of words; what is shorter is alike by chance, or by its form


class SketchedColumns(Protocol):
    """What is known of documents that may be alike: see ``columns.Columns``."""

    @property
    def size(self) -> int:
        """Documents."""
        ...

    @property
    def sketches(self) -> tuple[Array, Array]:
        """Rows of ``sketch_rows``, and where each document's begin."""
        ...

    @property
    def text_lengths(self) -> Array:
        """Words of each."""
        ...

    @property
    def days(self) -> Mapping[DateField, Days]:
        """Its dates."""
        ...

    def ids_of(self, documents: Numbers) -> npt.NDArray[np.bytes_]:
        """The identifiers of some documents."""
        ...


class SketchedDocuments(Protocol):
    """Some documents of an archive."""

    @property
    def columns(self) -> SketchedColumns:
        """What is known of them."""
        ...

    @property
    def documents(self) -> Mask:
        """Those that are not deleted."""
        ...


class DatedSketches:
    """The documents that may be alike, by date: the places of all others count in this order.

    ``numbers``: of each, through all segments, one after another; ``words``: of its text.
    """

    def __init__(self, segments: Sequence[SketchedDocuments]) -> None:
        self._rows = [segment.columns.sketches for segment in segments]
        self._firsts = np.cumsum([0, *(segment.columns.size for segment in segments)])[:-1]
        numbers, words, order = [], [], []
        for segment, (_, edges), first in zip(segments, self._rows, self._firsts, strict=True):
            columns = segment.columns
            present = np.flatnonzero(segment.documents)
            chosen = present[lengths_of(edges, present) >= LEAST]
            numbers.append(chosen + first)
            words.append(columns.text_lengths[chosen].astype(np.int64))
            days = [columns.days[field].certain[chosen] for field in DATE_FIELDS]
            order.append((columns.ids_of(chosen), *days))
        ids, *all_days = map(np.concatenate, zip(*order, strict=True))
        by_id = np.unique(ids, return_inverse=True)[1]
        by_date = np.lexsort((by_id, *reversed(all_days)))
        self.numbers: Numbers = np.concatenate(numbers)[by_date]
        self.words: Numbers = np.concatenate(words)[by_date]

    def __len__(self) -> int:
        return self.numbers.size

    def of(self, places: Numbers) -> Kept:
        """The sketches of some documents, in this order."""
        numbers = self.numbers[places]
        segments = self._firsts.searchsorted(numbers, "right") - 1
        parts, taken = [], []
        for segment, (rows, edges) in enumerate(self._rows):
            at = np.flatnonzero(segments == segment)
            if at.size or not segment:  # together needs one
                parts.append(of_rows(rows, edges, numbers[at] - self._firsts[segment]))
                taken.append(at)
        if len(parts) == 1:
            return parts[0]
        return together(parts).some(np.argsort(np.concatenate(taken), kind="stable"))
