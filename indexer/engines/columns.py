"""What is known of each document of a segment, as arrays: written once, used where they lie.

Promises: a document is its number, in the order of adding; facet values and days are rows
sorted by document, with an edge for each document. Safe to share between threads: nothing
changes after opening. Knows neither Whoosh nor words.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from archive.facts import datings_of, hosts_of, language_in, language_of
from archive.identifiers import DOCUMENT_SYMBOLS
from archive.model import DateField, Dating, Document, Passage
from archive.search import FACET_FIELDS
from indexer.arrays.bundle import Array, narrow
from indexer.arrays.stretches import indices, unless_single
from indexer.arrays.strings import Strings, packed
from indexer.engines.base import facet_values
from indexer.engines.days import DATE_FIELDS, Days, day_interval
from indexer.engines.gaps import of_gaps
from indexer.engines.lists import Numbers
from indexer.engines.postings import SHIFT, Keys, Mask

SITE: Final = "site"  # hosts of every address: not a facet, but sought by ``site:``
SPOKEN: Final = "spoken"  # every language that a document's text is in
# Of each date its years and its months: what a timeline counts. A date that is known by the year
# alone has the year among the months; years of publication are a facet of their own.
TIMELINES: Final[Mapping[DateField, tuple[str, str]]] = {
    name: ("year" if name == "published" else f"{name}.year", f"{name}.month")
    for name in DATE_FIELDS
}
VALUE_FIELDS: Final = tuple(
    dict.fromkeys((*FACET_FIELDS, SITE, SPOKEN, *(x for pair in TIMELINES.values() for x in pair)))
)
_UNKNOWN: Final = ("",)  # the one value of what has none
_DECODED: Final = 4096  # so few values are kept as texts once they were asked for


class Documents(Protocol):
    """Some documents of a segment: see ``chosen.Chosen``."""

    @property
    def count(self) -> int:
        """How many they are."""
        ...

    @property
    def numbers(self) -> Numbers:
        """Their numbers, ascending."""
        ...

    @property
    def others(self) -> Numbers:
        """The numbers of all others, deleted ones too."""
        ...


class Rows:
    """The distinct values of one field and which documents have them."""

    def __init__(self, arrays: dict[str, Array], name: str, size: int) -> None:
        self._size = size  # documents
        self._forms: dict[Callable[[str], str], tuple[str, ...]] = {}
        self._values = Strings(arrays, f"{name}.values")
        self._ordinals = arrays[f"{name}.ordinals"]
        self._edges = arrays[f"{name}.edges"]

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The values, sorted."""
        return self._values.texts()

    def some(self, ordinals: Sequence[int]) -> list[str]:
        """Some of the values."""
        known = self.values if len(self._values) <= _DECODED else None
        value_of = known.__getitem__ if known is not None else self._values.text
        return list(map(value_of, ordinals))

    @property
    def _single(self) -> bool:
        """Whether every document has one value, so that rows are documents."""
        return not self._edges.size

    @cached_property
    def _documents(self) -> Numbers:
        sizes: Numbers = self._edges[1:] - self._edges[:-1]
        return np.arange(sizes.size).repeat(sizes)

    def ordinal(self, value: str) -> int | None:
        """The ordinal of a value, None if no document has it."""
        return self._values.index(value.encode())

    def compared(self, form: Callable[[str], str]) -> tuple[str, ...]:
        """The values in another form, kept once made, since there may be thousands."""
        found = self._forms.get(form)
        if found is None:
            found = self._forms[form] = tuple(map(form, self.values))
        return found

    def values_of(self, numbers: Numbers) -> list[str]:
        """The values of some documents, one after another."""
        return self.some(self._of(numbers).tolist())

    def having(self, wanted: Sequence[int]) -> Mask:
        """The documents that have one of the values with these ordinals."""
        if len(wanted) == 1:
            rows: Mask = self._ordinals == wanted[0]
        else:
            chosen = np.zeros(len(self._values), np.bool_)
            chosen[list(wanted)] = True
            rows = chosen[self._ordinals]
        if self._single:
            return rows
        mask = np.zeros(self._size, np.bool_)
        mask[self._documents[rows]] = True
        return mask

    def counts(self, some: Documents) -> Numbers:
        """How many of some documents have each value, by ordinal."""
        if len(self._values) == 1 and self._single:
            return np.array([some.count])
        if some.count * 2 <= self._size:
            return np.bincount(self._of(some.numbers), minlength=len(self._values))
        # Fewer are left out than counted.
        left_out = np.bincount(self._of(some.others), minlength=len(self._values))
        return self._totals - left_out

    @cached_property
    def _totals(self) -> Numbers:
        return np.bincount(self._ordinals, minlength=len(self._values))

    def _of(self, numbers: Numbers) -> Array:
        """The ordinals of the documents' values, one after another."""
        if self._single:
            return self._ordinals[numbers]
        starts = self._edges[numbers].astype(np.int64)
        counts = self._edges[numbers + 1] - starts
        return self._ordinals[indices(starts, counts)]


class _ValuesWriter:
    """The rows of one field, with values numbered as they are met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._rows = array("I")
        self._edges = array("Q", [0])

    def add(self, values: Iterable[str]) -> None:
        """The values of the next document."""
        numbers, rows = self._numbers, self._rows
        for value in values:
            rows.append(numbers.setdefault(value, len(numbers)))
        self._edges.append(len(rows))

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


class ColumnsWriter:
    """Collects the columns of a segment, document by document."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._values = {name: _ValuesWriter() for name in VALUE_FIELDS}
        self._days = {name: array("I") for name in DATE_FIELDS}

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """The next document."""
        number = len(self._ids)
        self._ids.append(document.id)
        for name, values in facet_values(document).items():
            self._values[name].add(values)
        self._values[SITE].add(hosts_of(document))
        spoken = [language_in(document, each) for each in passages if each.language]
        self._values[SPOKEN].add(dict.fromkeys([language_of(document), *spoken]))
        for name in DATE_FIELDS:
            self._add_dates(name, number, datings_of(document, name))

    def _add_dates(self, field: DateField, number: int, datings: Iterable[Dating]) -> None:
        known = []
        for dating in datings:
            days = day_interval(dating.value)
            if days:
                known.append(dating.value)
                self._days[field].extend((number, *days))
        for name, digits in zip(TIMELINES[field], (4, 7), strict=True):
            if name not in FACET_FIELDS:
                values = dict.fromkeys([iso[:digits] for iso in known]) if known else _UNKNOWN
                self._values[name].add(values)

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
        self.content_lengths = arrays["content.lengths"]  # see ``keywords``
        self.text_lengths = arrays["text.lengths"]
        self.title_lengths = arrays["title.lengths"]
        self._headers = arrays["units.headers"]
        self.sketches = arrays["sketches"], arrays["sketches.edges"]
        self._left_out = arrays["units.left_out"]
        self._starts, self._edges = arrays["units.starts"], arrays["units.starts.edges"]
        self._gaps, self._gap_edges = arrays["sentences.gaps"], arrays["sentences.gaps.edges"]
        self.fields = {name: Rows(arrays, name, self.size) for name in VALUE_FIELDS}
        self.days = {name: Days(arrays[f"{name}.days"], self.size) for name in DATE_FIELDS}

    def number_of(self, document_id: str) -> int | None:
        """The number of a document, None if it is not there."""
        place = bisect_left(self._by_rank, document_id.encode(), key=self.ids.__getitem__)
        number = int(self._by_rank[place]) if place < self.size else 0
        return number if place < self.size and self.ids.text(number) == document_id else None

    @cached_property
    def _by_rank(self) -> Sequence[int]:
        order: Sequence[int] = np.argsort(self.by_id)  # type: ignore[assignment]
        return order

    def ids_of(self, documents: Numbers) -> npt.NDArray[np.bytes_]:
        """The identifiers of some documents."""
        return np.frombuffer(self.ids.joined(documents), f"S{DOCUMENT_SYMBOLS}")

    def languages_of(self, documents: Numbers) -> list[str]:
        """The language of each of some documents."""
        return self.fields["language"].values_of(documents)

    def passages(self, documents: Numbers) -> tuple[Keys, Numbers]:
        """Keys of the first positions of all passages of some documents, and of each its ordinal.

        Documents are ascending; keys are as in ``postings``.
        """
        headers = self.headers(documents)
        edges = self._edges
        starts = edges[documents].astype(np.int64) + headers
        counts = edges[documents + 1] - starts
        firsts = counts.cumsum() - counts
        keys = (documents << SHIFT).repeat(counts)
        keys |= self._starts[indices(starts, counts)]
        return keys, np.arange(keys.size) - firsts.repeat(counts)

    def bodies(self, documents: Numbers) -> Keys:
        """Key of the first position of each document's passages; beyond all where it has none."""
        starts, edges = self._starts, self._edges
        first = edges[documents].astype(np.int64) + self._headers[documents]
        some = first < edges[documents + 1]
        keys: Keys = (documents + ~some) << SHIFT
        keys[some] |= starts[first[some]]
        return keys

    def leftovers(self, documents: Numbers) -> Keys:
        """Key of the first position behind each document's passages, if something is left out."""
        starts, ends = self._starts, self._edges[documents + 1].astype(np.int64)
        left_out = self._left_out[documents]
        some = left_out > 0
        keys: Keys = (documents + ~some) << SHIFT
        keys[some] |= starts[(ends - left_out)[some]]
        return keys

    def headers(self, documents: Numbers) -> Numbers:
        """How many units of some documents come before their passages."""
        return self._headers[documents].astype(np.int64)

    def begins(self, documents: Numbers, sentences: bool = False) -> Keys:
        """Keys of where units (with ``sentences``: and sentences) of some documents begin."""
        keys = self._units(documents)
        if not sentences:
            return keys
        every = np.concatenate([keys, self._sentences(documents)])
        every.sort(kind="stable")  # merges, since both are sorted
        return every

    def _units(self, documents: Numbers) -> Keys:
        starts = self._edges[documents].astype(np.int64)
        counts = self._edges[documents + 1] - starts
        keys: Keys = (documents << SHIFT).repeat(counts)
        keys |= self._starts[indices(starts, counts)]
        return keys

    def _sentences(self, documents: Numbers) -> Keys:
        starts = self._gap_edges[documents].astype(np.int64)
        counts = self._gap_edges[documents + 1] - starts
        places, there = of_gaps(self._gaps[indices(starts, counts)], counts)
        keys: Keys = (documents << SHIFT).repeat(counts)[there]
        keys |= places[there]
        return keys
