"""Answers longer than what is fetched for the order of the best: one order, whatever the pages."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from archive.query import And, Word
from archive.search import SearchEngine, SearchRequest, Sort
from indexer.engines.opensearch.order import LOOKED_AT
from tests.engines import whoosh_engine
from tests.small_documents import document

pytestmark = [pytest.mark.opensearch, pytest.mark.slow]

WORDS = "letter prison commission archive town notes river stone".split()
ALL = 3 * LOOKED_AT


@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_pages_of_any_size_are_one_list(
    opensearch_engine: Callable[..., SearchEngine], tmp_path: Path, sort: Sort
) -> None:
    """Nothing is on two pages and nothing on none; the best are those of the embedded engine."""
    chance = random.Random(7)
    indexed = [
        document(
            str(number),
            [" ".join(["letter", *chance.choices(WORDS, k=chance.randint(1, 40))])],
            published=str(chance.randint(1900, 2000)),
        )
        for number in range(ALL)
    ]
    query = SearchRequest(query=And((Word("letter"), Word("archive"))), sort=sort, limit=ALL)
    (tmp_path / "cluster").mkdir()
    with (
        closing(opensearch_engine(tmp_path / "cluster", indexed)) as engine,
        closing(whoosh_engine(tmp_path / "embedded", indexed)) as embedded,
    ):
        whole = engine.search(query)
        expected = embedded.search(query)
        assert whole.total == expected.total > LOOKED_AT
        ids = [hit.document_id for hit in whole.hits]
        assert sorted(ids) == sorted(hit.document_id for hit in expected.hits)
        best = 10 if sort == "relevance" else ALL
        assert ids[:best] == [hit.document_id for hit in expected.hits[:best]]
        for size in (7, 25, 100):
            paged = [
                hit.document_id
                for offset in range(0, ALL, size)
                for hit in engine.search(replace(query, offset=offset, limit=size)).hits
            ]
            assert paged == ids
