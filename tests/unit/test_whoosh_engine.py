"""What is special to the Whoosh engine: its files, long postings, and what widened a query."""

from __future__ import annotations

import gc
import random
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from archive.query import And, InField, Node, Not, Or, Pattern, Phrase, Word
from archive.search import Filters, SearchRequest
from indexer.engines import segment_build
from tests.engines import whoosh_engine
from tests.oracle import MemoryEngine
from tests.small_documents import Indexed, document

NAMES = ["register", "ledger", "letter", "index", "folder"]


def many(size: int) -> list[Indexed]:
    """Documents with a handful of words, so that postings run over several blocks."""
    chosen = random.Random(7)
    return [
        document(
            str(number),
            [" ".join(chosen.choices(NAMES, k=4)) for _ in range(3)],
            title=chosen.choice(NAMES),
        )
        for number in range(size)
    ]


QUERIES: list[Node] = [
    Word("register"),
    Phrase("ledger letter"),
    Phrase("index index"),
    And((Word("folder"), Not(Phrase("register index")))),
    Or((InField("title", Word("ledger")), Phrase("letter folder index"))),
]


@pytest.mark.slow
@pytest.mark.parametrize("run", [100, segment_build._RUN])
def test_long_postings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: int) -> None:
    """Postings of several blocks give what the oracle gives, joined of many runs or of one."""
    monkeypatch.setattr(segment_build, "_BATCH", run)
    monkeypatch.setattr(segment_build, "_RUN", run)
    indexed = many(300)
    oracle = MemoryEngine(indexed)
    with closing(whoosh_engine(tmp_path, indexed)) as engine:
        for query in QUERIES * 2:
            request = SearchRequest(query=query, limit=300)
            got, expected = engine.search(request), oracle.search(request)
            assert got.total == expected.total > 10
            assert got.facets == expected.facets
            passages = {hit.document_id: (hit.passages, hit.more) for hit in expected.hits}
            assert {h.document_id: (h.passages, h.more) for h in got.hits} == passages
            top = engine.search(SearchRequest(query=query, offset=5, limit=10)).hits
            assert top == got.hits[5:15]


@pytest.mark.slow
def test_large_numbers(tmp_path: Path) -> None:
    """Words beyond 255 and 65,535 occurrences, positions beyond 65,535, terms of 32,000 bytes."""
    indexed = [
        document("a", ["ledger " * 300]),
        document("b", ["ledger " * 65_536, "letter index", "register index letter"]),
        document("c", ["letter index " + "x" * 32_000 + " 中" * 128], title="letter"),
        document("d", []),
    ]
    oracle = MemoryEngine(indexed)
    queries = [*QUERIES, Phrase("letter index"), Phrase("ledger letter"), Word("x" * 128)]
    with closing(whoosh_engine(tmp_path, indexed)) as engine:
        for query in [*queries, Phrase("register index letter"), Phrase("ledger ledger ledger")]:
            request = SearchRequest(query=query)
            got, expected = engine.search(request), oracle.search(request)
            assert got.total == expected.total
            assert [(h.document_id, h.passages) for h in got.hits] == [
                (h.document_id, h.passages) for h in expected.hits
            ]
            assert [h.score for h in got.hits] == pytest.approx([h.score for h in expected.hits])


def test_readers_leave_no_trace(tmp_path: Path) -> None:
    """Building leaves only the index; opening, searching and closing change nothing."""
    engine = whoosh_engine(tmp_path, many(3))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert not any("LOCK" in name or "tmp" in name for name in before)
    tmp_path.chmod(0o500)
    try:
        engine.search(SearchRequest(query=Word("ledger")))
        engine.suggest("l")
        engine.close()
    finally:
        tmp_path.chmod(0o700)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_closed_engine_goes_at_once(tmp_path: Path) -> None:
    """Nothing in an engine holds it in a circle, so its maps go with its last user."""
    engine = whoosh_engine(tmp_path, many(3))
    for query in (*QUERIES, Pattern("led*")):
        engine.search(SearchRequest(query=query))
        engine.mark(query, ["A ledger."], "en")
    engine.suggest("l")
    gone = weakref.ref(engine)
    gc.disable()
    try:
        engine.close()
        del engine
        assert gone() is None
    finally:
        gc.enable()


def test_threads_share_an_engine(tmp_path: Path) -> None:
    """What eight threads are answered at once by a fresh engine is what one is answered."""
    indexed = many(200)
    requests = [SearchRequest(query=query) for query in (None, Pattern("led*"), *QUERIES)]
    with closing(whoosh_engine(tmp_path / "one", indexed)) as engine:
        expected = list(map(engine.search, requests))
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with (
            closing(whoosh_engine(tmp_path / "many", indexed)) as engine,
            ThreadPoolExecutor(8) as threads,
        ):
            answered = threads.map(lambda _: list(map(engine.search, requests)), range(24))
            assert all(each == expected for each in answered)
    finally:
        sys.setswitchinterval(interval)


def test_expansions_name_what_was_found(tmp_path: Path) -> None:
    """A widened word is listed with the forms that documents have and how many have them."""
    indexed = [
        document("a", ["Two commissions and one commission. A naïve view."]),
        document("b", ["The Commission was naive."]),
        document("c", ["کتاب\u200cها"], language="fa"),
        document("d", ["Programs in C++, in C# and in C."], title="A ledger"),
    ]
    with closing(whoosh_engine(tmp_path, indexed)) as engine:

        def widened(query: Node) -> list[tuple[str, str, tuple[str, ...], int]]:
            found = engine.search(SearchRequest(query=query)).expansions
            return [(e.word, e.kind, e.forms, e.count) for e in found]

        assert widened(Word("commission")) == [("commission", "stem", ("commissions",), 2)]
        assert widened(Word("C++")) == widened(Word("c#")) == []
        assert widened(Word("naive")) == [("naive", "folded letters", ("naïve",), 2)]
        assert widened(Phrase("one commissions")) == [("commissions", "stem", ("Commission",), 2)]
        assert widened(InField("title", Word("ledgers"))) == [("ledgers", "stem", ("ledger",), 1)]
        assert widened(Phrase("no commission")) == widened(Not(Word("commission"))) == []
        assert ("کتاب ها", "joined", ("کتابها",), 1) in widened(And((Word("کتاب"), Word("ها"))))


def test_a_date_that_is_none_is_unknown(tmp_path: Path) -> None:
    """What is no date neither stops the build nor a search, and matches no date."""
    indexed = [document("a", ["text"], published="0000")]
    with closing(whoosh_engine(tmp_path, indexed)) as engine:
        assert engine.count(None, Filters(date_from="0001")) == 0
        assert engine.count(None, Filters(date_from="not a date")) == 0
