"""What it means that an engine answers as the oracle does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.search import SearchEngine, SearchRequest, SearchResult
from indexer.analysis import tokens
from tests.oracle import MemoryEngine

SUGGESTED = ("p", "C", "ک", "na", "prison d", "1")  # beginnings of the random archives' words


def left_out(result: SearchResult) -> list[str]:
    """The numbers in the notices about documents without a date."""
    return [n.partition(" ")[0] for n in result.notices if " without a " in n]


def agree(engine: SearchEngine, oracle: MemoryEngine, request: SearchRequest) -> None:
    """Same total, facets, documents, passages, scores and notices; an order that is right."""
    got, expected = engine.search(request), oracle.search(request)
    assert (got.total, got.partial) == (expected.total, expected.partial)
    assert got.any_of == expected.any_of
    if not got.partial:
        assert got.total == engine.count(request.query, request.filters, without=request.without)
    assert got.facets == expected.facets
    assert (got.others, got.left_out) == (expected.others, expected.left_out)
    assert got.timeline == expected.timeline
    assert got.folded == expected.folded
    assert left_out(got) == left_out(expected)
    ours = {hit.document_id: hit for hit in got.hits}
    theirs = {hit.document_id: hit for hit in expected.hits}
    assert ours.keys() == theirs.keys()
    for each, hit in ours.items():
        assert (hit.passages, hit.more) == (theirs[each].passages, theirs[each].more)
        assert (hit.copies, hit.partial) == (theirs[each].copies, theirs[each].partial)
        assert hit.score == pytest.approx(theirs[each].score)
    if request.sort == "relevance" and any(hit.score for hit in got.hits):
        assert list(got.hits) == sorted(
            got.hits, key=lambda hit: (hit.partial, -hit.score, hit.document_id)
        )
    else:
        assert list(ours) == list(theirs)
    if request.query is not None:
        for newest in (False, True):
            ask = request.query, request.filters
            lines, right = (
                each.concordance(*ask, newest=newest, without=request.without)
                for each in (engine, oracle)
            )
            assert (lines.total, lines.documents) == (right.total, right.documents)
            for cut in ((0, 5), (2, 5), (0, right.total), (right.total, 5)):
                assert lines.some(*cut) == right.some(*cut)


def agree_on_context(engine: SearchEngine, oracle: MemoryEngine, texts: list[str]) -> None:
    """Every word of some texts has the same place and neighbours."""
    sizes = [len(tokens(text, "fa")) for text in texts]
    runs = [(text, first, 1 + (first + 1 < size) * (first % 2))
            for text, size in enumerate(sizes) for first in range(size)]  # fmt: skip
    assert engine.in_context(texts, "fa", runs, 3) == oracle.in_context(texts, "fa", runs, 3)


def pages(engine: SearchEngine, request: SearchRequest) -> None:
    """Pages of two, one after another, are the long list."""
    whole = engine.search(request).hits
    cut = [
        hit
        for offset in range(0, 10, 2)
        for hit in engine.search(replace(request, offset=offset, limit=2)).hits
    ]
    assert cut == list(whole)


def agree_on_all(
    engine: SearchEngine, oracle: MemoryEngine, requests: list[SearchRequest], texts: list[str]
) -> None:
    """Every request, its pages and marks in some texts; occurrences in context; suggestions."""
    for request in requests:
        agree(engine, oracle, request)
        pages(engine, request)
        if request.query is not None:
            for language in ("en", "fa"):
                marked = engine.mark(request.query, texts, language, request.without)
                assert marked == oracle.mark(request.query, texts, language)
    agree_on_context(engine, oracle, texts)
    for prefix in SUGGESTED:
        assert engine.suggest(prefix, 3) == oracle.suggest(prefix, 3)
