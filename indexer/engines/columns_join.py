"""Joining the columns of several segments into those of one.

Promises: documents keep their order, those that are left out leave no trace; no step is made
for each document in Python except to sort identifiers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array, narrow
from indexer.arrays.stretches import each_once, unless_single
from indexer.arrays.strings import Strings, packed, union
from indexer.engines.columns import VALUE_FIELDS, rank_of
from indexer.engines.days import DATE_FIELDS
from indexer.engines.joining import Source
from indexer.engines.units import ROWS
from indexer.engines.whoosh_schema import FIELDS

Indices = npt.NDArray[np.int64]


def joined_columns(sources: Sequence[Source]) -> dict[str, Array]:
    """The columns of the documents that are not left out; at least one source."""
    kept = [np.flatnonzero(source.numbers >= 0) for source in sources]
    ids = [
        each
        for source, chosen in zip(sources, kept, strict=True)
        for each in _some(Strings(source.arrays, "ids"), chosen)
    ]
    arrays = {**packed("ids", ids), "ids.rank": rank_of(ids)}
    for key in (*(f"{name}.lengths" for name in FIELDS), "units.headers", "units.left_out"):
        parts = [source.arrays[key][chosen] for source, chosen in zip(sources, kept, strict=True)]
        arrays[key] = np.concatenate(parts)
    for key in ROWS:
        starts, edges = rows_of_kept(sources, kept, key, f"{key}.edges")
        arrays[key] = np.concatenate(starts)
        arrays[f"{key}.edges"] = edges.astype(narrow(int(edges[-1])))
    for name in VALUE_FIELDS:
        arrays |= _joined_values(name, sources, kept)
    for name in DATE_FIELDS:
        arrays[f"{name}.days"] = _joined_days(f"{name}.days", sources)
    return arrays


def _some(strings: Strings, chosen: Indices) -> list[bytes]:
    every = list(strings)
    return [every[index] for index in chosen.tolist()]


def rows_of_kept(
    sources: Sequence[Source], kept: Sequence[Indices], rows: str, edges: str
) -> tuple[list[Array], Indices]:
    """The rows of the kept documents of each source, and where each document's begin."""
    found, sizes = [], [np.zeros(1, np.int64)]
    for source, chosen in zip(sources, kept, strict=True):
        bounds = source.arrays[edges].astype(np.int64)
        if not bounds.size:  # one row a document
            bounds = np.arange(source.numbers.size + 1)
        size = np.diff(bounds)
        found.append(source.arrays[rows][np.repeat(source.numbers >= 0, size)])
        sizes.append(size[chosen])
    return found, np.cumsum(np.concatenate(sizes))


def _joined_values(
    name: str, sources: Sequence[Source], kept: Sequence[Indices]
) -> dict[str, Array]:
    """Values that no document has any more are left out."""
    rows, edges = rows_of_kept(sources, kept, f"{name}.ordinals", f"{name}.edges")
    used = [each_once(ordinals) for ordinals in rows]
    lists = [
        _some(Strings(source.arrays, f"{name}.values"), ordinals)
        for source, ordinals in zip(sources, used, strict=True)
    ]
    values, places = union(lists)
    ordinals = [
        place[np.searchsorted(had, row)] for had, place, row in zip(used, places, rows, strict=True)
    ]
    return {
        **packed(f"{name}.values", values),
        f"{name}.ordinals": np.concatenate(ordinals).astype(narrow(len(values))),
        f"{name}.edges": unless_single(edges.astype(narrow(int(edges[-1])))),
    }


def _joined_days(name: str, sources: Sequence[Source]) -> Array:
    found = []
    for source in sources:
        documents, first, last = source.arrays[name].reshape(3, -1)
        numbers = source.numbers[documents]
        found.append(np.stack([numbers, first, last])[:, numbers >= 0].astype(np.uint32))
    return np.concatenate(found, axis=1).ravel()
