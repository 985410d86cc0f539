"""Searches that cost too much are refused or stopped, with a sentence and in time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from time import monotonic

import pytest

from archive.deadline import NEVER, Deadline
from archive.errors import StoppedError, TooCostlyError
from archive.query import LIMITS, parse
from archive.search import Filters, SearchEngine, SearchRequest
from indexer.engines import question
from tests.engines import whoosh_engine
from tests.small_documents import document

PAST = Deadline(at=monotonic() - 1, seconds=5)
QUERIES = ["war", "war prison", "war OR prison", '"war prison"', "pri*", "prisn~", '"war pri*"',
           "war W/5 prison", "war prison /s", '="War prison"', '-="War"', "title:war"]  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """Two documents that have what is asked for."""
    indexed = [document(name, ["War prison.", "A prison of war."]) for name in "ab"]
    with closing(whoosh_engine(tmp_path_factory.mktemp("engine"), indexed)) as engine:
        yield engine


def test_the_clock() -> None:
    """A deadline says so when it has passed, and not before; without one there is no end."""
    NEVER.check()
    assert NEVER.at == math.inf
    Deadline.after(100).check()
    with pytest.raises(StoppedError, match=r"stopped after 5 s, .* Add a rare word"):
        PAST.check()
    with pytest.raises(StoppedError, match="after 1 s,"):
        replace(PAST, seconds=1).check()


@pytest.mark.parametrize("query", QUERIES)
def test_every_kind_of_query_is_stopped(engine: SearchEngine, query: str) -> None:
    """Whatever is sought, the clock is looked at before it is looked up."""
    tree = parse(query).tree
    assert tree is not None
    assert engine.search(SearchRequest(query=tree)).total == 2 or query.startswith(("-", "title"))
    with pytest.raises(StoppedError):
        engine.search(SearchRequest(query=tree, deadline=PAST))
    with pytest.raises(StoppedError):
        engine.count(tree, Filters(), PAST)
    with pytest.raises(StoppedError):
        engine.concordance(tree, Filters(), deadline=PAST)


def test_words_of_patterns_are_counted_first(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query whose patterns stand for too many words is refused by the widest one's name."""
    monkeypatch.setattr(question, "LIMITS", replace(LIMITS, terms=1))
    tree = parse("pri* OR w?r OR war~2").tree
    with pytest.raises(TooCostlyError, match=r"stand for \d words .*“pri\*”; at most 1 can"):
        engine.search(SearchRequest(query=tree))
    assert engine.count(parse("pri*").tree, Filters()) == 2
