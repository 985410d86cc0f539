"""Floors below which the reading of real pages must not fall; they are only ever raised.

The whole sets are measured with ``python -m tests.parsing.measure``; the floors are for every
n-th page of each.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.floors import floors
from tests.parsing.measure import measure

SETS: dict[str, dict[str, float]] = floors("pages")["sets"]


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_quality_keeps_its_floors(name: str, shared: Path) -> None:
    """Main text, titles, authors and dates of real pages are as good as they once were."""
    wanted = dict(SETS[name])
    figures = measure(name, every=int(wanted.pop("every")), folder=shared / "data" / "pages")
    found = {key: figures.value(key) for key in wanted}
    assert {key: (found[key], floor) for key, floor in wanted.items() if found[key] < floor} == {}
