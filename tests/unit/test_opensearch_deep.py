"""Paging however deep: the same hits as counting them off, and no page asked twice."""

from __future__ import annotations

from typing import Any

import pytest

from indexer.engines.opensearch.deep import NEAR, Deep

ALL = 3 * NEAR + 7


class Index:
    """Answers as a cluster does, in the order of numbers, and counts what it gave."""

    def __init__(self) -> None:
        self.given = 0

    def ask(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        first = body.get("from", 0)
        if "search_after" in body:
            assert "from" not in body
            first = body["search_after"][0] + 1
        assert first + body["size"] <= NEAR or "from" not in body
        found = [{"_id": n, "sort": [n]} for n in range(first, min(ALL, first + body["size"]))]
        self.given += len(found)
        return found


@pytest.mark.parametrize("first", [0, 5, NEAR - 10, NEAR, NEAR + 3, 2 * NEAR + 1, ALL - 4, ALL])
def test_any_place_is_reached(first: int) -> None:
    """Ten hits from any place on are those that stand there."""
    hits = Deep().hits(Index().ask, {"query": 1}, first, 10)
    assert [hit["_id"] for hit in hits] == list(range(first, min(ALL, first + 10)))


def test_page_after_page_costs_a_page_each() -> None:
    """All pages of a long answer, one after another: each hit is given once."""
    index, deep = Index(), Deep()
    seen = [
        hit["_id"]
        for first in range(0, ALL, 1000)
        for hit in deep.hits(index.ask, {"query": 1}, first, 1000)
    ]
    assert seen == list(range(ALL))
    assert index.given == ALL


def test_other_searches_have_other_places() -> None:
    """What one search reached is not where another goes on."""
    deep = Deep()
    deep.hits(Index().ask, {"query": 1}, 0, 10)
    other = Index()
    assert [h["_id"] for h in deep.hits(other.ask, {"query": 2}, 10, 2)] == [10, 11]
