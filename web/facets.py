"""Facets of a result page: values to narrow by, each with its links, and how many are not listed.

Promises: a value that is taken is always shown, however few documents it has; what is not listed
is counted, with an address where it is. Made for hundreds of values a page: what their addresses
share is written once. Searches nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote_plus, urlencode

from markupsafe import Markup, escape

from archive.answers import SearchAnswer
from archive.parameters import SearchParameters
from web.histogram import Column, columns
from web.narrowing import address
from web.words import counted, value_name

FIRST = 6  # values of a facet that are shown at once
MOST = 9  # more that can be unfolded; the page must stay light
# The order that people narrow in; the model's own order is the API's.
ORDER = ("year", "source", "language", "type", "collection", "author")


class Choice(NamedTuple):
    """A value of a facet: its name, its documents, and the search with it and without it."""

    name: str
    documents: str  # "" where they were not counted
    take: Markup  # or, where it is taken, take back
    leave: Markup
    is_taken: bool


class Bar(NamedTuple):
    """A column of the chart of years, and the search narrowed to it."""

    column: Column
    address: str
    label: str  # "1988: 3 documents"


@dataclass(frozen=True, slots=True)
class Chart:
    """Documents by year, as many columns as ``size``; those without a document have no bar."""

    bars: list[Bar]
    size: int
    first: int  # year
    last: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A field with its values: those shown at once, those to unfold, and how many more."""

    field: str
    first: list[Choice]
    rest: list[Choice]
    beyond: int
    all_address: str  # where all are listed
    chart: Chart | None  # of years


class Toggles:
    """Addresses of a search with a value of one field more, or less.

    Values come by the hundred, and all that differs between their addresses is the value: what
    stands before and after it is made once.
    """

    def __init__(self, now: SearchParameters, field: str) -> None:
        self._now = now = now.with_page(1)
        self._field = field
        self._chosen = frozenset(now.filters.include.get(field, ()))
        self._left_out = frozenset(now.filters.exclude.get(field, ()))
        head, self._taken_after = _around(now.with_facet(field, _PLACE))
        self._taken_before = f"{head}f.{field}="
        head, self._left_after = _around(now.with_facet(field, _PLACE, exclude=True))
        self._left_before = f"{head}-f.{field}="

    def choice(self, value: str, count: int | None) -> Choice:
        """The value with its links; ``count`` None: it was not counted."""
        name, shown = value_name(self._field, value), "" if count is None else f"{count:,}"
        if value in self._chosen or value in self._left_out:
            now, taken = self._now, value in self._chosen
            changed = now.without_facet if taken else now.with_facet
            take = address(changed(self._field, value))
            leave = address(now.with_facet(self._field, value, exclude=True))
            return Choice(name, shown, escape(take), escape(leave), taken)
        quoted = _quoted(value)  # letters, digits and "%+._-~" only
        take = Markup(f"{self._taken_before}{quoted}{self._taken_after}")  # noqa: S704
        leave = Markup(f"{self._left_before}{quoted}{self._left_after}")  # noqa: S704
        return Choice(name, shown, take, leave, False)

    def chart(self, drawn: Sequence[Column]) -> Chart | None:
        """The chart of years, each column with the search narrowed to its years."""
        before, after = _around(self._now.with_dates(_PLACE, _PLACE))

        def years(column: Column) -> Markup:
            first, last = column.first, column.last
            if first == last:
                return self.choice(str(first), column.count).take
            # Years are digits; "&" as an attribute has it.
            return Markup(f"{before}from={first}&amp;to={last}{after}")  # noqa: S704

        return chart(drawn, years)


# A sign that no parameter holds: halves of surrogate pairs are taken out when they are read.
_PLACE = "\ud800"


def _around(narrowed: SearchParameters) -> tuple[Markup, Markup]:
    """What stands before and after the values that _PLACE holds the place of, in an address."""
    pairs = narrowed.pairs()
    places = [index for index, (_, value) in enumerate(pairs) if value == _PLACE]
    before = "&".join([*map(_encoded, pairs[: places[0]]), ""])
    after = "&".join(["", *map(_encoded, pairs[places[-1] + 1 :])])
    return escape(f"/search?{before}"), escape(after)


@lru_cache(maxsize=64)
def _encoded(pair: tuple[str, str]) -> str:
    """A name and its value as addresses have them; those of one page come a dozen times."""
    return urlencode([pair])


@lru_cache(maxsize=1 << 14)
def _quoted(value: str) -> str:
    """A value as addresses have it; the same few hundred come with every page."""
    return quote_plus(value)


def shown_facets(answer: SearchAnswer) -> list[Facet]:
    """The facets worth showing: those with more than one value, and those that narrow."""
    return [facet for field in ORDER if (facet := _facet(answer, field))]


def _facet(answer: SearchAnswer, field: str) -> Facet | None:
    parameters, values = answer.parameters, answer.facets[field]
    taken = parameters.filters.include.get(field, ())
    uncounted = answer.more_values[field]
    if len(values) + uncounted < 2 and not taken:
        return None
    toggles = Toggles(parameters, field)
    counts: dict[str, int | None] = {count.value: count.count for count in values}
    # Where every value was counted and this was not, no document has it.
    chosen = [toggles.choice(value, counts.pop(value, None if uncounted else 0)) for value in taken]
    others = sorted(counts, reverse=True) if field == "year" else list(counts)
    free = max(FIRST - len(chosen), 0)
    shown = [toggles.choice(value, counts[value]) for value in others[: free + MOST]]
    return Facet(
        field=field,
        first=[*chosen, *shown[:free]],
        rest=shown[free:],
        beyond=max(len(others) - len(shown), 0) + uncounted,
        all_address=values_address(parameters, field),
        chart=toggles.chart(columns(values)) if field == "year" else None,
    )


def chart(drawn: Sequence[Column], address_of: Callable[[Column], str]) -> Chart | None:
    """The chart of some columns; one column alone tells nothing."""
    if len(drawn) < 2:
        return None
    bars = [
        Bar(column, address_of(column), f"{column.label}: {counted(column.count, 'document')}")
        for column in drawn
        if column.count
    ]
    return Chart(bars, len(drawn), drawn[0].first, drawn[-1].last)


def values_address(parameters: SearchParameters, field: str) -> str:
    """The page that lists the values of a field in the documents of a search."""
    query = parameters.with_page(1).to_query_string()
    return f"/browse/{field}?{query}" if query else f"/browse/{field}"
