"""Every engine under one suite: a test that asks for ``engine_of`` runs once for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path

import pytest

from archive.search import SearchEngine
from indexer.engines.whoosh_build import WhooshBuilder
from indexer.engines.whoosh_engine import open_engine
from tests.oracle import MemoryEngine
from tests.small_documents import Indexed

EngineOf = Callable[[Sequence[Indexed]], SearchEngine]


def whoosh_engine(folder: Path, indexed: Sequence[Indexed]) -> SearchEngine:
    """Build a generation's engine in ``folder`` and open it."""
    builder = WhooshBuilder(folder)
    for document, passages in indexed:
        builder.add(document, passages)
    builder.finish()
    return open_engine(folder)


@pytest.fixture(params=["memory", "whoosh"])
def engine_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EngineOf]:
    """A function that makes an engine of documents; what it made is closed after the test."""
    folders = (tmp_path / str(number) for number in count())
    with ExitStack() as stack:

        def make(indexed: Sequence[Indexed]) -> SearchEngine:
            engine: SearchEngine
            if request.param == "memory":
                engine = MemoryEngine(indexed)
            else:
                engine = whoosh_engine(next(folders), indexed)
            return stack.enter_context(closing(engine))

        yield make
