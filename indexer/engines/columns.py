"""What is known of each document of a generation, as arrays: written once, read whole.

Promises: a document is its number, in the order of adding; every array is indexed by it or is
rows (document, value), sorted by document. Safe to share between threads: nothing changes after
opening. Knows neither Whoosh nor words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from archive.facts import captured_of, hosts_of
from archive.model import Dating, Document
from archive.query.dates import interval
from archive.search import FACET_FIELDS
from indexer.engines.base import facet_values

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

_ARRAYS: Final = "columns.npz"
_VALUES: Final = "values.json"
SITE: Final = "site"  # hosts of every address: not a facet, but sought by ``site:``
_FIELDS: Final = (*FACET_FIELDS, SITE)
DATE_FIELDS: Final = ("published", "captured")


@dataclass(frozen=True, slots=True)
class Rows:
    """The distinct values of one field and which documents have them."""

    values: tuple[str, ...]  # sorted
    documents: Numbers
    ordinals: Numbers  # of values

    def having(self, wanted: Iterable[int], size: int) -> Mask:
        """The documents that have one of the values with these ordinals."""
        chosen = np.zeros(len(self.values), np.bool_)
        chosen[list(wanted)] = True
        mask = np.zeros(size, np.bool_)
        mask[self.documents[chosen[self.ordinals]]] = True
        return mask

    def counts(self, mask: Mask) -> list[tuple[str, int]]:
        """The values of the documents in ``mask`` with their numbers: by count, then value."""
        counted = np.bincount(self.ordinals[mask[self.documents]], minlength=len(self.values))
        order = np.argsort(-counted, kind="stable")
        return [(self.values[i], int(counted[i])) for i in order[: np.count_nonzero(counted)]]


@dataclass(frozen=True, slots=True)
class Days:
    """The intervals of days of one date field, as proleptic Gregorian ordinals."""

    documents: Numbers
    first: Numbers
    last: Numbers

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


def day_interval(iso: str) -> tuple[int, int] | None:
    """First and last day of an ISO date as ordinals; None if it is no date."""
    try:
        first, last = interval(iso)
    except ValueError:
        return None
    return first.toordinal(), last.toordinal()


class ColumnsWriter:
    """Collects the columns of a generation, document by document."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._lengths: list[int] = []
        self._starts: list[int] = []
        self._offsets = [0]
        self._fields: dict[str, list[tuple[int, str]]] = {name: [] for name in _FIELDS}
        self._days: dict[str, list[tuple[int, int, int]]] = {name: [] for name in DATE_FIELDS}

    def add(self, document: Document, length: int, passage_starts: Sequence[int]) -> None:
        """One document: its number of words and the first position of each passage."""
        number = len(self._ids)
        self._ids.append(document.id)
        self._lengths.append(length)
        self._starts += passage_starts
        self._offsets.append(len(self._starts))
        for name, values in (*facet_values(document).items(), (SITE, hosts_of(document))):
            self._fields[name] += ((number, value) for value in values)
        published = document.metadata.published
        self._add_days("published", number, (published,) if published else ())
        self._add_days("captured", number, captured_of(document))

    def _add_days(self, field: str, number: int, datings: Iterable[Dating]) -> None:
        for dating in datings:
            days = day_interval(dating.value)
            if days:
                self._days[field].append((number, *days))

    def write(self, folder: Path) -> None:
        """Write both files; raises OSError."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "lengths": np.array(self._lengths, np.int64),
            "passage_starts": np.array(self._starts, np.int64),
            "passage_offsets": np.array(self._offsets, np.int64),
        }
        values: dict[str, list[str]] = {"id": self._ids}
        for name, rows in self._fields.items():
            values[name] = sorted({value for _, value in rows})
            ordinal = {value: index for index, value in enumerate(values[name])}
            numbered = [(number, ordinal[value]) for number, value in rows]
            arrays[f"field_{name}"] = np.array(numbered, np.int64).reshape(-1, 2)
        for name, days in self._days.items():
            arrays[f"days_{name}"] = np.array(days, np.int64).reshape(-1, 3)
        np.savez(folder / _ARRAYS, allow_pickle=False, **arrays)
        text = json.dumps(values, ensure_ascii=False, sort_keys=True)
        (folder / _VALUES).write_text(text + "\n", encoding="utf-8")


class Columns:
    """The columns of an opened generation."""

    def __init__(self, folder: Path) -> None:
        values: dict[str, list[str]] = json.loads((folder / _VALUES).read_bytes())
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            self.lengths: Numbers = arrays["lengths"]
            self._starts: Numbers = arrays["passage_starts"]
            self._offsets: Numbers = arrays["passage_offsets"]
            self.fields = {
                name: Rows(tuple(values[name]), *arrays[f"field_{name}"].T.copy())
                for name in _FIELDS
            }
            self.days = {name: Days(*arrays[f"days_{name}"].T.copy()) for name in DATE_FIELDS}
        self.ids = tuple(values["id"])
        self.size = len(self.ids)
        self.by_id = np.empty(self.size, np.int64)  # rank of each document among sorted ids
        self.by_id[np.argsort(np.array(self.ids, np.str_))] = np.arange(self.size)
        self.languages = self.fields["language"].values

    def passage_starts(self, document: int) -> Numbers:
        """First position of each passage of one document."""
        return self._starts[self._offsets[document] : self._offsets[document + 1]]

    def published_days(self, unknown: int) -> Numbers:
        """The first published day of each document, ``unknown`` where there is none."""
        days = np.full(self.size, unknown, np.int64)
        days[self.days["published"].documents] = self.days["published"].first
        return days
