"""Counts of all that matched, by the cluster's aggregations.

Promises: what ``indexer.engines.facets`` counts: exact, by count and then value; what is left out
of a long list is counted, years never are, and values that a search is narrowed to are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from archive.search import MONTHS_WITHIN, FacetCount, Filters, SearchRequest, Timeline
from indexer.engines.columns import TIMELINES
from indexer.engines.facets import WHOLE, Counts
from indexer.engines.opensearch.mapping import value_field

_VALUES: Final = 60_000  # of a field that are counted; the server gives no more than 65,535
_ORDER: Final = [{"_count": "desc"}, {"_key": "asc"}]

Aggregations = Mapping[str, Any]


def wanted(request: SearchRequest) -> dict[str, Any]:
    """What is to be counted of what matched."""
    names = [*request.facets]
    if request.facets:
        names += TIMELINES[request.filters.date_field]
    return {name: counted(name) for name in dict.fromkeys(names)}


def counted(name: str) -> dict[str, Any]:
    """The aggregation of all values of a field."""
    size = {"size": _VALUES, "shard_size": _VALUES}
    return {"terms": {"field": value_field(name), **size, "order": _ORDER}}


def counts_in(found: Mapping[str, Any]) -> Counts:
    """The values that one gave, each with its documents."""
    return tuple(FacetCount(value=b["key"], count=b["doc_count"]) for b in found["buckets"])


def facet(
    name: str, found: Mapping[str, Any], most: int, chosen: Sequence[str] = ()
) -> tuple[Counts, int]:
    """The values of a field, at most so many besides those ``chosen``, and how many more."""
    every = counts_in(found)
    listed = tuple(
        each
        for place, each in enumerate(every)
        if place < most or name == WHOLE or each.value in chosen
    )
    return listed, len(every) - len(listed)


def timeline(request: SearchRequest, found: Aggregations) -> Timeline:
    """The documents by their dates of one kind."""
    field = request.filters.date_field
    if not request.facets:
        return Timeline(field=field)
    of_years, of_months = TIMELINES[field]
    counts = counts_in(found[of_years])
    years = _in_order(counts)
    months = _in_order(counts_in(found[of_months])) if 0 < len(years) <= MONTHS_WITHIN else ()
    undated = sum(count.count for count in counts if not count.value)
    return Timeline(field=field, years=years, months=months, undated=undated)


def _in_order(counts: Counts) -> Counts:
    return tuple(sorted((count for count in counts if count.value), key=lambda one: one.value))


def without(filters: Filters, side: str, name: str) -> Filters:
    """The filters without those of one field that ``include`` or ``exclude``."""
    if side == "include":
        return replace(filters, include={**filters.include, name: ()})
    return replace(filters, exclude={**filters.exclude, name: ()})
