"""Which documents are nearly the same, by comparing all with all: the oracle's near-duplicates."""

from __future__ import annotations

import math
from collections.abc import Sequence

from archive.query.dates import interval
from indexer.engines.dated_sketches import LEAST
from indexer.engines.near_duplicates import SHARED, SHORTER
from tests.oracle_documents import Held, datings_of


def alike(one: Held, other: Held) -> bool:
    """Whether enough of the shorter text's runs are in the longer, which is not much longer."""
    fewer = min(len(one.runs), len(other.runs))
    shared = len(one.runs & other.runs)
    lengths = sorted((one.length, other.length))
    return shared >= SHARED * fewer and lengths[0] >= SHORTER * lengths[1]


def groups(held: Sequence[Held]) -> list[list[Held]]:
    """Each with the earliest that leads a group and is like it; only groups of two and more."""

    def age(one: Held) -> tuple[float | str, ...]:
        days = [
            min((interval(dating.value)[1].toordinal() for dating in dates), default=math.inf)
            for dates in (
                datings_of(one.document, field)
                for field in ("published", "captured", "accessioned")
            )
        ]
        return (*days, one.document.id)

    found: list[list[Held]] = []
    for one in sorted((h for h in held if len(h.runs) >= LEAST), key=age):
        group = next((group for group in found if alike(group[0], one)), None)
        if group is None:
            found.append([one])
        else:
            group.append(one)
    return [group for group in found if len(group) > 1]
