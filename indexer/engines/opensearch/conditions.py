"""Filters, dates and exact values, as OpenSearch's query objects.

Promises: pure functions; what ``indexer.engines.evaluation`` finds in a segment's columns these
find in an index's fields.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.model import DateField
from archive.query import Exactly
from archive.search import FACET_FIELDS, Filters
from indexer.engines.days import day_interval
from indexer.engines.evaluation import folded_value
from indexer.engines.opensearch.clauses import NOTHING, Query, all_of, any_of
from indexer.engines.opensearch.mapping import value_field


def filtered(filters: Filters, *, undated: bool) -> tuple[list[Query], list[Query]]:
    """What has to match, and what must not; ``undated``: as if one without a date had any."""
    kept: list[Query] = [
        {"terms": {value_field(name): list(values)}}
        for name, values in filters.include.items()
        if values and name in FACET_FIELDS
    ]
    if filters.date_from or filters.date_to:
        kept.append(within(filters.date_field, filters.date_from, filters.date_to, undated=undated))
    left_out: list[Query] = [
        {"terms": {value_field(name): list(values)}}
        for name, values in filters.exclude.items()
        if values and name in FACET_FIELDS
    ]
    return kept, left_out


def within(field: DateField, start: str, end: str, *, undated: bool) -> Query:
    """The documents whose date overlaps; an end that is no date is open."""
    ends = dict(_ends(start, end))
    dated: Query = {"exists": {"field": f"first.{field}"}}
    # Ends the wrong way round are found by what reaches over both: asked for one by one.
    asked = [ends] if ends.get("gte", 0) <= ends.get("lte", ends.get("gte", 0)) else _apart(ends)
    found = all_of(
        {"range": {f"days.{field}": {**each, "relation": "intersects"}}} if each else dated
        for each in asked
    )
    return any_of([found, unknown(field)]) if undated else found


def unknown(field: DateField) -> Query:
    """The documents without any such date."""
    return {"bool": {"must_not": [{"exists": {"field": f"first.{field}"}}]}}


def _ends(start: str, end: str) -> Iterator[tuple[str, int]]:
    first, last = day_interval(start), day_interval(end)
    if first:
        yield "gte", first[0]
    if last:
        yield "lte", last[1]


def _apart(ends: dict[str, int]) -> list[dict[str, int]]:
    return [{name: day} for name, day in ends.items()]


def exactly(node: Exactly) -> Query:
    """The documents that have a whole value, letters folded."""
    value = folded_value(node.value)
    if node.field == "site":
        value = node.value.casefold().strip(". ")
        if not value:
            return NOTHING
    return {"term": {f"folded.{node.field}": value}}
