"""The chart of documents by year and by month."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from archive.search import FacetCount, Timeline
from web.histogram import HEIGHT, LONGEST, STEP, Column, by_year_alone, columns


def counts(found: dict[str, int]) -> tuple[FacetCount, ...]:
    """Counts in their order."""
    return tuple(FacetCount(value=value, count=count) for value, count in sorted(found.items()))


def sound(drawn: list[Column], documents: int) -> None:
    """Counts add up, columns stand side by side, none is taller than the chart."""
    assert sum(column.count for column in drawn) == documents
    assert [column.x for column in drawn] == [STEP * n for n in range(len(drawn))]
    assert max(column.height for column in drawn) == HEIGHT
    assert all(column.height + column.y == HEIGHT for column in drawn)
    assert all(bool(column.height) == bool(column.count) for column in drawn)


@given(st.dictionaries(st.integers(1000, 2100), st.integers(1, 10_000), min_size=1, max_size=40))
def test_every_document_is_in_one_column(years: dict[int, int]) -> None:
    """Every year from the first to the last has its place, in few enough columns to be seen."""
    drawn = columns(Timeline(years=counts({str(y): n for y, n in years.items()}), undated=3))
    sound(drawn, sum(years.values()))
    assert all(int(a.last) + 1 == int(b.first) for a, b in pairwise(drawn))
    assert len(drawn) <= LONGEST + 1
    for column in drawn:
        within = [n for y, n in years.items() if int(column.first) <= y <= int(column.last)]
        assert sum(within) == column.count


@given(st.dictionaries(st.tuples(st.integers(1987, 1989), st.integers(1, 12)),
                       st.integers(1, 99), min_size=1), st.integers(0, 9))  # fmt: skip
def test_months_in_few_years(months: dict[tuple[int, int], int], yearly: int) -> None:
    """Every month from the first to the last; what is dated by the year alone is told apart."""
    known = {f"{year}-{month:02}": n for (year, month), n in months.items()}
    told = known | ({"1988": yearly} if yearly else {})
    drawn = columns(Timeline(years=counts({"1988": 1}), months=counts(told)))
    sound(drawn, sum(months.values()))
    assert [column.first for column in drawn] == [column.last for column in drawn]
    names = [column.first for column in drawn]
    assert names == [
        f"{number // 12}-{number % 12 + 1:02}"
        for number in range(1987 * 12, 1990 * 12)
        if min(known) <= f"{number // 12}-{number % 12 + 1:02}" <= max(known)
    ]
    assert {c.first: c.count for c in drawn if c.count} == known
    alone = by_year_alone(Timeline(months=counts(told)))
    assert sum(count.count for count in alone) == yearly


def test_names_of_columns() -> None:
    """A month, a year or a decade, in words."""
    of_years = columns(Timeline(years=counts({"1912": 1, "1988": 2})))
    assert [column.label for column in of_years][0::7] == ["1910–1919", "1980–1989"]
    of_months = columns(Timeline(years=counts({"1988": 1}), months=counts({"1988-07": 1})))
    assert [column.label for column in of_months] == ["July 1988"]


def test_no_year_no_chart() -> None:
    """An archive whose documents are all undated has none; nor have dates by the year alone."""
    assert columns(Timeline(undated=9)) == []
    assert [c.first for c in columns(Timeline(years=counts({"1988": 3}),
                                              months=counts({"1988": 3})))] == ["1988"]  # fmt: skip
