"""Things found as one: any of several, one after another, near each other."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from archive.query import Near, Node, Or, Pattern, Phrase, Word
from archive.search import Filters, SearchRequest
from tests.engines import whoosh_engine
from tests.oracle import MemoryEngine
from tests.small_documents import document

INDEXED = [
    document("a", ["war prison war prison letter"]),
    document("b", ["prison letter", "war"]),
    document("c", ["der Krieg"], language="de"),
]
SAME = [
    Or((Word("war"), Pattern("wa?"))),  # one term by two ways
    Or((Word("war"), Word("wars"))),  # the same in English only
    Or((Word("war"), Phrase("war prison"), Pattern("pri*"))),
]


@pytest.mark.parametrize("part", SAME)
@pytest.mark.parametrize("ordered", [True, False])
def test_alternatives_that_are_one_term_count_once(tmp_path: Path, part: Or, ordered: bool) -> None:
    """A window is counted once, however many of the alternatives lead to its word."""
    oracle = MemoryEngine(INDEXED)
    near: Node = Near((part, Word("prison")), 3, ordered)
    with closing(whoosh_engine(tmp_path, INDEXED)) as engine:
        for query in (near, part):
            got = engine.search(SearchRequest(query=query)).hits
            expected = oracle.search(SearchRequest(query=query)).hits
            assert [hit.document_id for hit in got] == [hit.document_id for hit in expected]
            assert [hit.score for hit in got] == pytest.approx([hit.score for hit in expected])
            lines, right = (each.concordance(query, Filters()) for each in (engine, oracle))
            assert lines.some(0, 99) == right.some(0, 99)


def test_words_are_counted_over_the_ends_of_units(tmp_path: Path) -> None:
    """The last word of a passage is one step from the first of the next that has any."""
    indexed = [
        document("a", ["war", "peace is here", "", "…", "letter prison"], title="A war"),
        document("b", ["war or peace is here", "a letter", "prison"], authors=["Peace"]),
    ]
    oracle = MemoryEngine(indexed)
    with closing(whoosh_engine(tmp_path, indexed)) as engine:
        for words in range(1, 8):
            for parts in (("war", "peace"), ("here", "prison"), ("prison", "letter", "war")):
                for ordered in (False, True):
                    query = Near(tuple(map(Word, parts)), words, ordered)
                    lines, right = (e.concordance(query, Filters()) for e in (engine, oracle))
                    assert lines.some(0, 99) == right.some(0, 99)
                    assert engine.count(query, Filters()) == oracle.count(query, Filters())
        assert engine.count(Near((Word("war"), Word("peace")), 1, True), Filters()) == 1
