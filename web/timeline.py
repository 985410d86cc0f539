"""The documents of a search in time: a chart to narrow by, the range to type, which dates count.

Promises: dates of one kind only, and the page says which; documents that the chart cannot show
are counted beside it. Searches nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from archive.answers import SearchAnswer
from archive.model import DateField
from archive.parameters import SearchParameters
from archive.search import Timeline
from web.facets import Toggles, around
from web.histogram import YEAR, Column, by_year_alone, columns
from web.interface import digits, gettext
from web.marks import as_markup, safe
from web.narrowing import DATES, address
from web.words import counted


class Bar(NamedTuple):
    """A column of the chart, and the search narrowed to it."""

    x: int
    y: int
    height: int
    address: Markup
    label: Markup  # "1988: 3 documents"


@dataclass(frozen=True, slots=True)
class Chart:
    """Documents by time, as many columns as ``size``; those without a document have no bar."""

    bars: list[Bar]
    size: int
    first: str  # what the first column stands for
    last: str


class Note(NamedTuple):
    """Documents that are in no column, and the search narrowed to them, "" where there is none."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Dates:
    """What a result page shows of time."""

    fields: list[tuple[DateField, str]]  # name, the search with these dates
    field: DateField
    chart: Chart | None
    notes: list[Note]
    date_from: str
    date_to: str


def dates(answer: SearchAnswer) -> Dates:
    """The dates of what was found."""
    now, filters = answer.parameters.with_page(1), answer.parameters.filters
    drawn = columns(answer.timeline)
    return Dates(
        fields=[(name, address(now.with_date_field(name))) for name in DATES],
        field=filters.date_field,
        chart=chart(drawn, now),
        notes=list(_notes(now, answer.timeline, drawn)),
        date_from=filters.date_from,
        date_to=filters.date_to,
    )


def chart(drawn: Sequence[Column], now: SearchParameters) -> Chart | None:
    """The chart of the columns of a search; one column alone tells nothing."""
    if len(drawn) < 2:
        return None
    address_of = narrowed(now)
    said = gettext("%(when)s: %(documents)s")
    bars = [
        Bar(each.x, each.y, each.height, address_of(each), as_markup(_label(each, said)))
        for each in drawn
        if each.count
    ]
    return Chart(bars, len(drawn), drawn[0].label, drawn[-1].label)


def _label(column: Column, said: str) -> str:
    return said % {"when": column.label, "documents": counted(column.count, "document")}


def narrowed(now: SearchParameters) -> Callable[[Column], Markup]:
    """What gives the search narrowed to a column: a year of publication is a facet's value."""
    toggles = Toggles(now, "year")
    before, behind = around(now.with_dates("", ""), "from")

    def narrowed_to(column: Column) -> Markup:
        first, last = column.first, column.last
        if first == last and len(first) == YEAR and now.filters.date_field == "published":
            return toggles.take(first)
        # Digits and hyphens; "&" as an attribute has it.
        return safe(f"{before}{first}&amp;to={last}{behind}")

    return narrowed_to


def _notes(now: SearchParameters, timeline: Timeline, drawn: Sequence[Column]) -> Iterator[Note]:
    if len(drawn) == 1:
        documents, when = counted(drawn[0].count, "document"), drawn[0].label
        yield Note(gettext("%(documents)s in %(when)s", documents=documents, when=when), "")
    for year in by_year_alone(timeline):
        documents, when = counted(year.count, "document"), digits(year.value)
        only = gettext("%(documents)s dated %(year)s only", documents=documents, year=when)
        yield Note(only, "")
    if timeline.undated:
        documents = counted(timeline.undated, "document")
        undated = gettext("%(documents)s without this date", documents=documents)
        known = timeline.field == "published"
        yield Note(undated, address(now.with_facet("year", "")) if known else "")
