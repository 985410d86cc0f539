"""Floors below which spellings of names must not be found, on pairs that nothing was learnt from.

All of them are measured with ``python -m tests.relevance.names``.
"""

from __future__ import annotations

import pytest

from tests.floors import floors
from tests.relevance.names import Figures, figures

FLOORS = floors("names")
EVERY: int = FLOORS["every"]


@pytest.mark.slow
@pytest.mark.usefixtures("shared")
def test_names_are_found_in_their_spellings() -> None:
    """As many of them, and as few others, as they once were."""
    found = figures(EVERY)
    assert {name: got for name, got in found.items() if falls_short(name, got)} == {}


def falls_short(name: str, got: Figures) -> bool:
    """Whether it is below one of its floors."""
    floor: dict[str, float] = FLOORS[name]
    return got.recall < floor["recall"] or got.precision < floor["precision"]
