"""Documents by year as columns of a small chart.

Promises: every year between the first and the last has its column, an empty one where there is
nothing; a long span is drawn in decades; sizes are whole numbers in the chart's own units.
Draws nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.search import FacetCount

HEIGHT = 40  # of the tallest column, in the chart's units
STEP = 10  # from one column to the next
LONGEST = 50  # columns that can still be told apart on a narrow screen


@dataclass(frozen=True, slots=True)
class Column:
    """One year, or the ten of a decade: ``first`` to ``last``, both included."""

    first: int
    last: int
    count: int
    x: int
    y: int
    height: int

    @property
    def label(self) -> str:
        """``1988`` or ``1980–1989``."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def columns(counts: Sequence[FacetCount]) -> list[Column]:
    """The chart of a ``year`` facet; undated documents are not in it."""
    years = {int(c.value): c.count for c in counts if c.value.isascii() and c.value.isdigit()}
    if not years:
        return []
    width = 1 if max(years) - min(years) < LONGEST else 10
    while (max(years) - min(years)) // width >= LONGEST:
        width *= 10
    first = min(years) // width * width
    bins = [0] * ((max(years) - first) // width + 1)
    for year, count in years.items():
        bins[(year - first) // width] += count
    tallest = max(bins)
    drawn = []
    for index, count in enumerate(bins):
        height = max(2, round(HEIGHT * count / tallest)) if count else 0
        start = first + index * width
        drawn.append(Column(start, start + width - 1, count, index * STEP, HEIGHT - height, height))
    return drawn
