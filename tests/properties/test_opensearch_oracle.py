"""The engine on a real cluster against the brute-force oracle, on random archives and queries."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.query import parse
from archive.search import SearchEngine, SearchRequest
from archive.without import AS_TYPED
from tests.agreement import agree, agree_on_all
from tests.oracle import MemoryEngine
from tests.random_archives import REQUESTS, TEXTS, TYPED, archives, leftovers_of
from tests.small_documents import Indexed

pytestmark = [pytest.mark.opensearch, pytest.mark.slow, pytest.mark.timeout(1800)]
FEW = settings(max_examples=max(5, settings().max_examples // 5))  # a request takes 10 ms here


@FEW
@given(
    archives(),
    st.lists(REQUESTS, min_size=6, max_size=12),
    st.lists(TEXTS, max_size=3),
    st.data(),
)
def test_opensearch_is_the_oracle(
    opensearch_engine: Callable[..., SearchEngine],
    indexed: list[Indexed],
    requests: list[SearchRequest],
    texts: list[str],
    data: st.DataObject,
) -> None:
    """On any archive and any query tree the cluster answers what reading everything answers."""
    left_out = data.draw(leftovers_of(indexed))
    oracle = MemoryEngine(indexed, left_out)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(opensearch_engine(Path(folder), indexed, left_out)) as engine,
    ):
        agree_on_all(engine, oracle, requests, texts)


@FEW
@given(archives(), st.lists(TYPED, min_size=8, max_size=16), st.data())
def test_what_is_typed_is_answered_by_both_alike(
    opensearch_engine: Callable[..., SearchEngine],
    indexed: list[Indexed],
    typed: list[str],
    data: st.DataObject,
) -> None:
    """On any archive, whatever is understood of any typed query finds what the oracle finds."""
    left_out = data.draw(leftovers_of(indexed))
    oracle = MemoryEngine(indexed, left_out)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(opensearch_engine(Path(folder), indexed, left_out)) as engine,
    ):
        for text in typed:
            agree(engine, oracle, SearchRequest(query=parse(text).tree, without=AS_TYPED))
