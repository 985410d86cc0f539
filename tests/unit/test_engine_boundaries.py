"""The engine where there is nothing, nothing left, or more than sixteen bits count."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from archive.query import (
    And,
    Dates,
    Exactly,
    Fuzzy,
    InField,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Together,
    Word,
)
from archive.search import Filters, SearchRequest
from indexer.engines.whoosh_build import WhooshBuilder
from indexer.engines.whoosh_engine import open_engine
from indexer.engines.whoosh_index import open_index, parts_of
from tests.agreement import agree
from tests.engines import NO_TEXTS
from tests.oracle import MemoryEngine
from tests.properties.test_whoosh_segments import join
from tests.small_documents import Indexed, document

WAR, LETTER = Word("war"), Word("letter")
QUERIES: list[Node | None] = [
    None,
    WAR,
    And((WAR, LETTER)),
    Or((WAR, Not(LETTER))),
    Not(WAR),
    Phrase("war letter"),
    Near((WAR, LETTER), 3, False),
    Near((Pattern("war*"), Or((LETTER, Phrase("a letter")))), 2, True),
    Together((WAR, LETTER), "sentence"),
    Pattern("lett*"),
    Fuzzy("wor", 1),
    InField("title", WAR),
    InField("author", Phrase("Ann Example")),
    Exactly("language", "en"),
    Dates("published", "1988", ""),
]
FULL = document("full", ["A war. A letter of war."], title="War letter", authors=["Ann Example"],
                published="1988")  # fmt: skip
EMPTY = document("empty", [])
BLANK = document("blank", ["", "  ", "☃"], title="…", authors=["—"])


def update(folder: Path, removed: Sequence[Indexed], added: Sequence[Indexed]) -> None:
    """Change an index, or begin it."""
    is_new = not any(folder.iterdir())
    builder = WhooshBuilder(folder) if is_new else WhooshBuilder.extending(folder)
    for indexed in removed:
        builder.remove(*indexed)
    for indexed in added:
        builder.add(*indexed)
    builder.finish()


def answers_as(folder: Path, left: Sequence[Indexed]) -> None:
    """The index answers every kind of query as the oracle of these documents does."""
    oracle = MemoryEngine(left)
    with closing(open_engine(folder, NO_TEXTS)) as engine:
        for query in QUERIES:
            for filters in (Filters(), Filters(date_from="1980"), Filters(exclude={"year": ("",)})):
                agree(engine, oracle, SearchRequest(query=query, filters=filters))
        for prefix in ("", "w", "lett", "x"):
            assert engine.suggest(prefix) == oracle.suggest(prefix)


@pytest.mark.parametrize("indexed", [[], [EMPTY], [BLANK], [EMPTY, BLANK, FULL]])
def test_little_or_nothing(tmp_path: Path, indexed: list[Indexed]) -> None:
    """No documents, documents without words, fields without terms: also when all are joined."""
    update(tmp_path, [], indexed)
    answers_as(tmp_path, indexed)
    join(tmp_path)
    answers_as(tmp_path, indexed)


def test_an_empty_index_grows_and_is_emptied(tmp_path: Path) -> None:
    """From nothing to something to nothing and again to something, a segment of nothing between."""
    update(tmp_path, [], [])
    answers_as(tmp_path, [])
    update(tmp_path, [], [])
    update(tmp_path, [], [FULL, EMPTY])
    answers_as(tmp_path, [FULL, EMPTY])
    update(tmp_path, [FULL, EMPTY], [])
    answers_as(tmp_path, [])
    update(tmp_path, [], [FULL])
    answers_as(tmp_path, [FULL])
    update(tmp_path, [FULL], [FULL, BLANK])
    answers_as(tmp_path, [FULL, BLANK])
    join(tmp_path)
    answers_as(tmp_path, [FULL, BLANK])


def test_all_deleted_in_one_segment(tmp_path: Path) -> None:
    """A segment all of whose documents are deleted, before anything joins it."""
    update(tmp_path, [], [FULL, BLANK])
    index = open_index(tmp_path, readonly=False)
    writer = index.writer()
    for number in range(2):
        writer.delete_document(number)
    writer.commit(merge=False)
    assert [part.living for part in parts_of(open_index(tmp_path))] == [0]
    for _ in range(2):
        with closing(open_engine(tmp_path, NO_TEXTS)) as engine:
            for query in QUERIES:
                assert engine.search(SearchRequest(query=query)).total == 0
                if query is not None:
                    assert engine.concordance(query, Filters()).total == 0
        join(tmp_path)


@pytest.mark.slow
def test_seventy_thousand_documents(tmp_path: Path) -> None:
    """Documents beyond 65,535 in one segment: found by word, phrase, nearness and pattern."""
    size = 70_000
    odd = {0, 1, 65_534, 65_535, 65_536, 65_537, size - 1}
    builder = WhooshBuilder(tmp_path)
    for number in range(size):
        text = "peace letter war" if number in odd else "peace war" if number % 2 else "war peace"
        builder.add(*document(str(number), [text]))
    builder.finish()
    names = {document(str(number), [])[0].id for number in odd}
    assert [part.size for part in parts_of(open_index(tmp_path))] == [size]
    with closing(open_engine(tmp_path, NO_TEXTS)) as engine:
        for query in (
            LETTER,
            Phrase("letter war"),
            Near((WAR, LETTER), 1, False),
            Pattern("lett*"),
            And((WAR, LETTER)),
            And((Word("peace"), Not(Phrase("peace war")), LETTER)),
        ):
            found = engine.search(SearchRequest(query=query))
            assert {hit.document_id for hit in found.hits} == names
            assert {hit.passages for hit in found.hits} == {(0,)}
        assert engine.count(WAR, Filters()) == engine.count(Pattern("wa?"), Filters()) == size
        few = sum(number % 2 == 0 for number in range(size) if number not in odd)
        assert engine.count(Phrase("war peace"), Filters()) == few
        assert engine.concordance(Phrase("peace war"), Filters()).total == size - few - len(odd)
