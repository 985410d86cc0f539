"""Counting the values of all that matched.

Promises: exact counts over all segments, by count and then value; what is left out of a long list
is counted, years never are, and values that a search is narrowed to are always told. What else
could be chosen of a field that narrows is counted as if that field did not narrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from archive.search import MONTHS_WITHIN, FacetCount, SearchRequest, Timeline
from indexer.engines.chosen import Chosen
from indexer.engines.columns import TIMELINES, Columns, Rows
from indexer.engines.question import Question

WHOLE: Final = "year"  # the field whose values are all listed
_ALL: Final = 1 << 30  # values

Counts = tuple[FacetCount, ...]


def others(
    question: Question, request: SearchRequest, columns: Sequence[Columns]
) -> dict[str, tuple[Counts, int]]:
    """Of each field that is narrowed to some values the others that might be chosen with them.

    And how many more of these there are.
    """
    include = request.filters.include
    found: dict[str, tuple[Counts, int]] = {}
    for name, values in include.items():
        if values and name in request.facets:
            rest = replace(request.filters, include={**include, name: ()})
            loose, most = question.matching(rest), request.facet_values
            listed, more = facet(name, columns, loose, most, values)
            found[name] = tuple(count for count in listed if count.value not in values), more
    return found


def left_out(
    question: Question, request: SearchRequest, columns: Sequence[Columns]
) -> dict[str, Counts]:
    """Of each field the values that leave documents out, and how many documents each does."""
    exclude, found = request.filters.exclude, {}
    for name, values in exclude.items():
        if values and name in request.facets:
            rest = replace(request.filters, exclude={**exclude, name: ()})
            listed, _ = facet(name, columns, question.matching(rest), 0, values)
            found[name] = tuple(count for count in listed if count.value in values)
    return found


def timeline(
    request: SearchRequest,
    columns: Sequence[Columns],
    matched: Sequence[Chosen],
    known: Mapping[str, tuple[Counts, int]],
) -> Timeline:
    """The documents by their dates of one kind; ``known``: facets that were counted already."""
    field = request.filters.date_field
    if not request.facets:
        return Timeline(field=field)
    of_years, of_months = TIMELINES[field]
    # A facet of years is listed whole.
    counts, _ = known[of_years] if of_years in known else facet(of_years, columns, matched, _ALL)
    years = _in_order(counts)
    months: Counts = ()
    if 0 < len(years) <= MONTHS_WITHIN:
        months = _in_order(facet(of_months, columns, matched, _ALL)[0])
    undated = sum(count.count for count in counts if not count.value)
    return Timeline(field=field, years=years, months=months, undated=undated)


def _in_order(counts: Counts) -> Counts:
    return tuple(sorted((count for count in counts if count.value), key=lambda one: one.value))


def facet(
    name: str,
    columns: Sequence[Columns],
    matched: Sequence[Chosen],
    most: int,
    chosen: Sequence[str] = (),
) -> tuple[tuple[FacetCount, ...], int]:
    """The values of a field, at most so many besides those ``chosen``, and how many more."""
    if len(columns) == 1:
        return _facet(name, columns[0].fields[name], matched[0], most, chosen)
    total: dict[str, int] = {}
    for each, part in zip(columns, matched, strict=True):
        counts = each.fields[name].counts(part)
        found = counts.nonzero()[0]
        values = each.fields[name].some(found.tolist())
        for value, count in zip(values, counts[found].tolist(), strict=True):
            total[value] = total.get(value, 0) + count
    every = sorted(total.items(), key=lambda item: (-item[1], item[0]))
    listed = [
        pair
        for place, pair in enumerate(every)
        if place < most or name == WHOLE or pair[0] in chosen
    ]
    return _as_counts(listed), len(every) - len(listed)


def _facet(
    name: str, rows: Rows, matched: Chosen, most: int, chosen: Sequence[str]
) -> tuple[tuple[FacetCount, ...], int]:
    """The same of a single segment, where ordinals are sorted by value."""
    counts = rows.counts(matched)
    found = counts.nonzero()[0]
    order = found[np.argsort(-counts[found], kind="stable")]
    shown = order if name == WHOLE else order[:most]
    if chosen and shown.size < order.size:
        ordinals = [place for value in chosen if (place := rows.ordinal(value)) is not None]
        shown = order[(np.arange(order.size) < most) | np.isin(order, ordinals)]
    values = rows.some(shown.tolist())
    return _as_counts(zip(values, counts[shown].tolist(), strict=True)), order.size - shown.size


def _as_counts(listed: Iterable[tuple[str, int]]) -> tuple[FacetCount, ...]:
    return tuple([FacetCount(value=value, count=count) for value, count in listed])
