"""Counting the values of all that matched.

Promises: exact counts over all segments, by count and then value; what is left out of a long list
is counted, years never are, and values that a search is narrowed to are always told.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from archive.search import FacetCount
from indexer.engines.chosen import Chosen
from indexer.engines.columns import Columns

_WHOLE = "year"  # the field whose values are all listed: they make a histogram


def facet(
    name: str,
    columns: Sequence[Columns],
    matched: Sequence[Chosen],
    most: int,
    chosen: Sequence[str] = (),
) -> tuple[tuple[FacetCount, ...], int]:
    """The values of a field, at most so many besides those ``chosen``, and how many more."""
    if len(columns) == 1:
        rows = columns[0].fields[name]
        counts = rows.counts(matched[0])
        found = np.flatnonzero(counts)
        order = found[np.argsort(-counts[found], kind="stable")]  # ordinals are sorted by value
        kept = np.zeros(order.size, np.bool_)
        kept[: order.size if name == _WHOLE else most] = True
        if chosen and not kept.all():
            ordinals = [place for value in chosen if (place := rows.ordinal(value)) is not None]
            kept |= np.isin(order, ordinals)
        shown = order[kept]
        pairs = zip(shown.tolist(), counts[shown].tolist(), strict=True)
        listed = [(rows.value(number), count) for number, count in pairs]
        return _as_counts(listed), order.size - shown.size
    total: dict[str, int] = {}
    for each, part in zip(columns, matched, strict=True):
        counts = each.fields[name].counts(part)
        found = np.flatnonzero(counts)
        for number, count in zip(found.tolist(), counts[found].tolist(), strict=True):
            value_of = each.fields[name].value(number)
            total[value_of] = total.get(value_of, 0) + count
    every = sorted(total.items(), key=lambda item: (-item[1], item[0]))
    listed = [
        pair
        for place, pair in enumerate(every)
        if place < most or name == _WHOLE or pair[0] in chosen
    ]
    return _as_counts(listed), len(every) - len(listed)


def _as_counts(listed: Sequence[tuple[str, int]]) -> tuple[FacetCount, ...]:
    return tuple(FacetCount(value=value, count=count) for value, count in listed)
