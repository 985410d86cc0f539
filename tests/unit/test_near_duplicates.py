"""Near-duplicates: found where they are known to be, and not where texts only look alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import near_duplicates as made
from tests.floors import floors

FLOORS = floors("near_duplicates")
FEW = 12  # texts of a set: enough to notice, and quick


def held(texts: list[made.Text], language: str) -> None:
    """Of each kind no smaller share of copies is found, and no larger share of others."""
    for kind, figure in made.figures(texts, language).items():
        assert figure.made >= FEW, kind
        share = figure.grouped / figure.made
        if figure.is_copy:
            assert share >= FLOORS["copies"].get(kind, FLOORS["copies"]["others"]), kind
        else:
            assert share <= FLOORS["wrong"], kind


@pytest.mark.slow
def test_copies_are_found_and_others_are_not() -> None:
    """Of made-up texts: cut, added to, edited, in another order; quoted, half, forms filled in."""
    held(made.made_up(FEW * (made.OTHERS + 1)), "en")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "language"), [("scifact", "en"), ("pquad-fa", "fa")])
def test_the_same_of_real_texts(shared: Path, name: str, language: str) -> None:
    """Running English and Persian repeats itself, and is held to the same floors."""
    count = FEW * (made.OTHERS + 1)
    held(made.collection(shared / "data" / "relevance" / name, count), language)
