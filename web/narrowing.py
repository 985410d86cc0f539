"""The links of a result page: the same search with one thing changed.

Promises: every link is a whole address that can be kept and sent; what narrows the search can be
taken back one by one; a facet value that is taken is always shown, however few documents it has.
Searches nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.answers import SearchAnswer
from archive.parameters import SearchParameters
from archive.search import FacetCount, Sort
from web.histogram import Column
from web.words import FIELD_NAMES, day, value_name

FIRST = 6  # values of a facet that are shown at once
MOST = 30  # values that can be unfolded; the page must stay light

SORTS: tuple[tuple[Sort, str], ...] = (
    ("relevance", "best first"),
    ("newest", "newest"),
    ("oldest", "oldest"),
)
# The order that people narrow in; the model's own order is the API's.
ORDER = ("year", "source", "language", "type", "collection", "author")


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that narrows the search, and the address of the search without it."""

    label: str
    address: str
    without: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """A field with its values: those shown at once, those to unfold, and how many more."""

    field: str
    values: tuple[FacetCount, ...]
    first: tuple[FacetCount, ...]
    rest: tuple[FacetCount, ...]
    beyond: int


class Links:
    """Addresses around the search that was answered."""

    def __init__(self, answer: SearchAnswer) -> None:
        self._answer = answer
        self._now = answer.parameters.with_page(1)

    def toggled(self, field: str, value: str) -> str:
        """Narrowed to the value, or no longer where it is taken."""
        if self.is_taken(field, value):
            return address(self._now.without_facet(field, value))
        return address(self._now.with_facet(field, value))

    def without(self, field: str, value: str) -> str:
        """Narrowed to documents that do not have the value."""
        return address(self._now.with_facet(field, value, exclude=True))

    def is_taken(self, field: str, value: str) -> bool:
        """Whether the search is narrowed to this value."""
        return value in self._now.filters.include.get(field, ())

    def years(self, column: Column) -> str:
        """Narrowed to the years of a column of the chart."""
        first, last = str(column.first), str(column.last)
        if first == last:
            return self.toggled("year", first)
        return address(self._now.with_dates(first, last))

    @property
    def sorts(self) -> list[tuple[str, str, str]]:
        """Name, label and address of each order."""
        return [(name, label, address(self._now.with_sort(name))) for name, label in SORTS]

    @property
    def cleared(self) -> str:
        """The query alone."""
        return address(self._now.without_filters())

    @property
    def first(self) -> str:
        """The first page."""
        return address(self._now)

    @property
    def previous(self) -> str:
        """The page before, or "" on the first."""
        return self._page(self._answer.previous_page)

    @property
    def next(self) -> str:
        """The page after, or "" on the last."""
        return self._page(self._answer.next_page)

    def _page(self, number: int | None) -> str:
        return address(self._answer.parameters.with_page(number)) if number else ""

    @property
    def json(self) -> str:
        """The same answer for programs."""
        return address(self._answer.parameters).replace("/search", "/search.json", 1)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a new query keeps: everything but the old one and the page."""
        return [pair for pair in self._now.pairs() if pair[0] != "q"]

    @property
    def kept_but_dates(self) -> list[tuple[str, str]]:
        """What new dates keep."""
        return [pair for pair in self.kept if pair[0] not in ("from", "to")]


def address(parameters: SearchParameters) -> str:
    """The address of a search."""
    query = parameters.to_query_string()
    return f"/search?{query}" if query else "/search"


def chips(parameters: SearchParameters) -> list[Chip]:
    """Everything that narrows the search, each with a way back."""
    return list(_chips(parameters.with_page(1)))


def _chips(now: SearchParameters) -> Iterator[Chip]:
    filters = now.filters
    for values, without in ((filters.include, False), (filters.exclude, True)):
        for field, chosen in values.items():
            for value in chosen:
                label = f"{FIELD_NAMES[field]}: {value_name(field, value)}"
                yield Chip(label, address(now.without_facet(field, value)), without)
    start = f" from {day(filters.date_from)}" if filters.date_from else ""
    end = f" to {day(filters.date_to)}" if filters.date_to else ""
    if start or end:
        verb = "Captured" if filters.date_field == "captured" else "Published"
        yield Chip(f"{verb}{start}{end}", address(now.with_dates("", "")))


def shown_facets(
    counts: Mapping[str, Sequence[FacetCount]], parameters: SearchParameters
) -> list[Facet]:
    """The facets worth showing: those with more than one value, and those that narrow."""
    facets = []
    for field in ORDER:
        taken = parameters.filters.include.get(field, ())
        values = list(counts.get(field, ()))
        known = {count.value for count in values}
        values += [FacetCount(value=value, count=0) for value in taken if value not in known]
        if len(values) < 2 and not taken:
            continue
        chosen = [count for count in values if count.value in taken]
        others = [count for count in values if count.value not in taken]
        free = max(FIRST - len(chosen), 0)
        if field == "year":
            others.sort(key=lambda count: count.value, reverse=True)
        facets.append(
            Facet(
                field=field,
                values=tuple(values),
                first=(*chosen, *others[:free]),
                rest=tuple(others[free:MOST]),
                beyond=max(len(others) - max(free, MOST), 0),
            )
        )
    return facets
