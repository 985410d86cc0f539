"""Floors below which the reading of real pages must not fall; they are only ever raised.

Each was measured on the same pages (every n-th of a set) and set a little lower. The whole sets
are measured with ``python -m tests.parsing.measure``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parsing.measure import measure

# set, every n-th page, floors
FLOORS: list[tuple[str, int, dict[str, float]]] = [
    (
        "fundus",
        3,
        {"4-gram": 0.94, "token": 0.94, "title": 0.83, "author exact": 0.86, "date": 0.97},
    ),
    ("captures:singlefile", 1, {"4-gram": 0.97, "token": 0.97, "title": 0.9, "date": 0.9}),
    ("rtl", 1, {"snippets": 0.95, "title": 1.0, "date": 1.0}),
    ("trafeval", 8, {"snippets": 0.92, "title": 0.77, "author exact": 0.58, "date": 0.91}),
    ("wcxb:article", 10, {"4-gram": 0.955, "token": 0.955, "title": 0.81, "date": 0.8}),
    ("postlight", 2, {"title": 0.91, "author exact": 0.67, "date": 0.83}),
    ("htmldate", 3, {"date": 0.88}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "every", "floors"), FLOORS, ids=[row[0] for row in FLOORS])
def test_quality_keeps_its_floors(
    name: str, every: int, floors: dict[str, float], shared: Path
) -> None:
    """Main text, titles, authors and dates of real pages are as good as they once were."""
    figures = measure(name, every=every, folder=shared / "data" / "pages")
    found = {key: figures.value(key) for key in floors}
    assert {key: (found[key], floor) for key, floor in floors.items() if found[key] < floor} == {}
