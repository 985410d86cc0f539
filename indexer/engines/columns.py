"""What is known of each document of a segment, as arrays: written once, used where they lie.

Promises: a document is its number, in the order of adding; facet values and days are rows
sorted by document, with an edge for each document. Safe to share between threads: nothing
changes after opening. Knows neither Whoosh nor words.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.facts import captured_of, hosts_of
from archive.model import Dating, Document
from archive.query.dates import interval
from archive.search import FACET_FIELDS
from indexer.engines.base import facet_values
from indexer.engines.bundle import Array, narrow
from indexer.engines.stretches import indices
from indexer.engines.strings import Strings, packed

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

SITE: Final = "site"  # hosts of every address: not a facet, but sought by ``site:``
VALUE_FIELDS: Final = (*FACET_FIELDS, SITE)
DATE_FIELDS: Final = ("published", "captured")
_KNOWN_DATES: Final = 1 << 12  # documents share few dates, and reading one costs 5 µs
_FEW: Final = 8  # a fraction of the documents: below it rows are looked up one by one


class Rows:
    """The distinct values of one field and which documents have them."""

    def __init__(self, arrays: dict[str, Array], name: str) -> None:
        self._values = Strings(arrays, f"{name}.values")
        self._ordinals = arrays[f"{name}.ordinals"]
        self._edges = arrays[f"{name}.edges"]

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The values, sorted."""
        return self._values.texts()

    @property
    def _single(self) -> bool:
        """Whether every document has one value, so that rows are documents."""
        return not self._edges.size

    @cached_property
    def _documents(self) -> Numbers:
        sizes: Numbers = self._edges[1:] - self._edges[:-1]
        return np.repeat(np.arange(sizes.size), sizes)

    def having(self, wanted: Iterable[int], size: int) -> Mask:
        """The documents that have one of the values with these ordinals."""
        chosen = np.zeros(len(self._values), np.bool_)
        chosen[list(wanted)] = True
        rows = chosen[self._ordinals]
        if self._single:
            return rows
        mask = np.zeros(size, np.bool_)
        mask[self._documents[rows]] = True
        return mask

    def counts(self, numbers: Numbers) -> list[tuple[str, int]]:
        """The values of some documents and how many have each: by count, then value."""
        counted = np.bincount(self._of(numbers), minlength=len(self._values))
        found = np.flatnonzero(counted)
        order = found[np.argsort(-counted[found], kind="stable")]
        if order.size * _FEW < len(self._values):
            values: Iterable[str] = map(self._values.text, order.tolist())
        else:
            values = map(self.values.__getitem__, order.tolist())
        return list(zip(values, counted[order].tolist(), strict=True))

    def _of(self, numbers: Numbers) -> Array:
        """The ordinals of the documents' values, one after another."""
        if self._single:
            return self._ordinals[numbers]
        if numbers.size * _FEW > self._edges.size:
            mask = np.zeros(self._edges.size - 1, np.bool_)
            mask[numbers] = True
            return self._ordinals[mask[self._documents]]
        starts = self._edges[numbers].astype(np.int64)
        counts = self._edges[numbers + 1] - starts
        return self._ordinals[indices(starts, counts)]


@dataclass(frozen=True, slots=True)
class Days:
    """The intervals of days of one date field, as proleptic Gregorian ordinals."""

    documents: Array
    first: Array
    last: Array

    def overlapping(self, start: int | None, end: int | None, size: int) -> Mask:
        """The documents of which an interval shares a day with [start, end]; None is open."""
        rows = np.ones(len(self.documents), np.bool_)
        if start is not None:
            rows &= self.last >= start
        if end is not None:
            rows &= self.first <= end
        mask = np.zeros(size, np.bool_)
        mask[self.documents[rows]] = True
        return mask

    def unknown(self, size: int) -> Mask:
        """The documents without any such date."""
        mask = np.ones(size, np.bool_)
        mask[self.documents] = False
        return mask


@lru_cache(maxsize=_KNOWN_DATES)
def day_interval(iso: str) -> tuple[int, int] | None:
    """First and last day of an ISO date as ordinals; None if it is no date."""
    try:
        first, last = interval(iso)
    except ValueError:
        return None
    return first.toordinal(), last.toordinal()


class _ValuesWriter:
    """The rows of one field, with values numbered as they are met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._rows = array("I")
        self._edges = array("Q", [0])

    def add(self, values: Iterable[str]) -> None:
        """The values of the next document."""
        numbers = self._numbers
        self._rows.extend([numbers.setdefault(value, len(numbers)) for value in values])
        self._edges.append(len(self._rows))

    def arrays(self, name: str) -> dict[str, Array]:
        """Values sorted, rows by their ordinals."""
        values = sorted(self._numbers)  # by code point, which is the order of their UTF-8 too
        ordinal = np.zeros(len(values), narrow(len(values)))
        ordinal[[self._numbers[value] for value in values]] = np.arange(len(values))
        return {
            **packed(f"{name}.values", [value.encode() for value in values]),
            f"{name}.ordinals": ordinal[np.array(self._rows, np.uint32)],
            f"{name}.edges": unless_single(np.array(self._edges, narrow(len(self._rows)))),
        }


def unless_single(edges: Array) -> Array:
    """Where each document's rows begin; nothing if each document has one."""
    return edges[:0] if np.array_equal(edges, np.arange(edges.size)) else edges


class ColumnsWriter:
    """Collects the columns of a segment, document by document."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._values = {name: _ValuesWriter() for name in VALUE_FIELDS}
        self._days = {name: array("I") for name in DATE_FIELDS}

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, document: Document) -> None:
        """The next document."""
        number = len(self._ids)
        self._ids.append(document.id)
        for name, values in facet_values(document).items():
            self._values[name].add(values)
        self._values[SITE].add(hosts_of(document))
        published = document.metadata.published
        self._add_days("published", number, (published,) if published else ())
        self._add_days("captured", number, captured_of(document))

    def _add_days(self, field: str, number: int, datings: Iterable[Dating]) -> None:
        for dating in datings:
            days = day_interval(dating.value)
            if days:
                self._days[field].extend((number, *days))

    def arrays(self) -> dict[str, Array]:
        """All of them, named for a bundle."""
        ids = [each.encode() for each in self._ids]
        arrays = {**packed("ids", ids), "ids.rank": rank_of(ids)}
        for name, values in self._values.items():
            arrays |= values.arrays(name)
        for name, days in self._days.items():
            arrays[f"{name}.days"] = np.array(days, np.uint32).reshape(-1, 3).T.ravel()
        return arrays


def rank_of(ids: Sequence[bytes]) -> Array:
    """The place of each id among the sorted ids."""
    rank = np.empty(len(ids), np.uint32)
    rank[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids), dtype=np.uint32)
    return rank


class Columns:
    """The columns of an opened segment."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self.ids = Strings(arrays, "ids")
        self.size = len(self.ids)
        self.by_id = arrays["ids.rank"]
        self.lengths = arrays["text.lengths"]
        self._starts = arrays["passages.starts"]
        self._edges = arrays["passages.edges"]
        self._norms: dict[tuple[float, float], npt.NDArray[np.float32]] = {}
        self.fields = {name: Rows(arrays, name) for name in VALUE_FIELDS}
        self.days = {name: Days(*arrays[f"{name}.days"].reshape(3, -1)) for name in DATE_FIELDS}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the documents, sorted."""
        return self.fields["language"].values

    def norms(self, fixed: float, by_length: float) -> npt.NDArray[np.float32]:
        """For each document ``fixed`` and its length as a multiple of the average one."""
        key = fixed, by_length
        norms = self._norms.get(key)
        if norms is None:
            average = max(1.0, float(self.lengths.sum(dtype=np.int64)) / max(1, self.size))
            norms = self._norms[key] = (fixed + by_length / average * self.lengths).astype(
                np.float32
            )
        return norms

    def passage_starts(self, document: int) -> Array:
        """First position of each passage of one document, ascending."""
        first, last = self._edges.item(document), self._edges.item(document + 1)
        starts: Array = self._starts[first:last]
        return starts

    def published_days(self, unknown: int) -> Numbers:
        """The first published day of each document, ``unknown`` where there is none."""
        days = np.full(self.size, unknown, np.int64)
        days[self.days["published"].documents] = self.days["published"].first
        return days
