"""Floors below which ranking must not fall on the collections given; they are only ever raised.

The whole of them is measured with ``muniment evaluate``; the floors of large ones are for every
n-th question.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.relevance.collection import collections
from indexer.relevance.evaluating import evaluate
from tests.floors import floors

SETS: dict[str, dict[str, float]] = floors("relevance")["sets"]


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_ranking_keeps_its_floors(name: str, shared: Path) -> None:
    """The ten best documents of each collection are as good as they once were."""
    wanted = dict(SETS[name])
    (collection,) = collections([shared / "data" / "relevance" / name])
    usual, *_ = evaluate(collection, every=int(wanted.pop("every")))
    found = {"nDCG@10": usual.ndcg_10, "MRR": usual.mrr, "recall@100": usual.recall_100}
    assert {key: (found[key], floor) for key, floor in wanted.items() if found[key] < floor} == {}
