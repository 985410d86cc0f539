"""The chart of documents by year."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from archive.search import FacetCount
from web.histogram import HEIGHT, LONGEST, STEP, columns


@given(st.dictionaries(st.integers(1000, 2100), st.integers(1, 10_000), min_size=1, max_size=40))
def test_every_document_is_in_one_column(years: dict[int, int]) -> None:
    """Counts add up, columns adjoin, none is taller than the chart, few enough to be seen."""
    counts = [FacetCount(value=f"{year:04}", count=count) for year, count in years.items()]
    drawn = columns([*counts, FacetCount(value="", count=3)])
    assert sum(column.count for column in drawn) == sum(years.values())
    assert all(a.last + 1 == b.first for a, b in pairwise(drawn))
    assert [column.x for column in drawn] == [STEP * n for n in range(len(drawn))]
    assert max(column.height for column in drawn) == HEIGHT
    assert all(column.height + column.y == HEIGHT for column in drawn)
    assert all(bool(column.height) == bool(column.count) for column in drawn)
    assert len(drawn) <= LONGEST + 1
    for column in drawn:
        within = [n for year, n in years.items() if column.first <= year <= column.last]
        assert sum(within) == column.count


def test_no_year_no_chart() -> None:
    """An archive whose documents are all undated has none."""
    assert columns([FacetCount(value="", count=9)]) == []
