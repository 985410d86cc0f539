"""Every engine under one suite: a test that asks for ``engine_of`` runs once for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path

import pytest

from archive.search import SearchEngine
from tests.engines import EVERY_ENGINE, make_of
from tests.small_documents import Indexed

EngineOf = Callable[[Sequence[Indexed]], SearchEngine]


@pytest.fixture(params=EVERY_ENGINE)
def engine_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EngineOf]:
    """A function that makes an engine of documents; what it made is closed after the test."""
    make_engine = make_of(request.param, request)
    folders = (tmp_path / str(number) for number in count())
    with ExitStack() as stack:

        def make(indexed: Sequence[Indexed]) -> SearchEngine:
            return stack.enter_context(closing(make_engine(next(folders), indexed)))

        yield make
