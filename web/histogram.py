"""Documents by year or month as columns of a small chart.

Promises: every year or month between the first and the last has its column, an empty one where
there is nothing; a long span is drawn in decades; sizes are whole numbers in the chart's own
units. Draws nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from archive.search import FacetCount, Timeline
from web.interface import day, digits

HEIGHT = 40  # of the tallest column, in the chart's units
STEP = 10  # from one column to the next
LONGEST = 50  # columns that can still be told apart on a narrow screen

YEAR, MONTH = 4, 7  # characters of ISO dates of these precisions


@dataclass(frozen=True, slots=True)
class Column:
    """A month, a year, or the ten of a decade: ``first`` to ``last``, ISO dates, both included."""

    first: str
    last: str
    count: int
    x: int
    y: int
    height: int

    @property
    def label(self) -> str:
        """``July 1988``, ``1988`` or ``1980–1989``."""
        if self.first == self.last:
            return day(self.first)
        return f"{digits(self.first)}–{digits(self.last)}"


def columns(timeline: Timeline) -> list[Column]:
    """The chart of months where they were counted, else of years; undated documents are not in it.

    Nor are, among months, those that are dated by the year alone.
    """
    months = {_month(c.value): c.count for c in timeline.months if len(c.value) == MONTH}
    if months:
        return _drawn(months, 1, _iso_month)
    years = {int(c.value): c.count for c in timeline.years if c.value.isdecimal()}
    if not years:
        return []
    width = 1 if max(years) - min(years) < LONGEST else 10
    while (max(years) - min(years)) // width >= LONGEST:
        width *= 10
    return _drawn(years, width, "{:04}".format)


def by_year_alone(timeline: Timeline) -> Sequence[FacetCount]:
    """The years of which documents are in no month of the chart."""
    return [count for count in timeline.months if len(count.value) != MONTH]


def _drawn(counts: Mapping[int, int], width: int, iso: Callable[[int], str]) -> list[Column]:
    """Columns of so many successive numbers each, from the first that has a count to the last."""
    first = min(counts) // width * width
    bins = [0] * ((max(counts) - first) // width + 1)
    for number, count in counts.items():
        bins[(number - first) // width] += count
    tallest = max(bins)
    drawn = []
    for index, count in enumerate(bins):
        height = max(2, round(HEIGHT * count / tallest)) if count else 0
        start = first + index * width
        ends = iso(start), iso(start + width - 1)
        drawn.append(Column(*ends, count, index * STEP, HEIGHT - height, height))
    return drawn


def _month(iso: str) -> int:
    """Months since the year 0."""
    return int(iso[:4]) * 12 + int(iso[5:]) - 1


def _iso_month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"
