"""The engines under test: each as a function of an empty folder and the documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from archive.search import SearchEngine
from archive.variants import Group
from indexer.engines.whoosh_build import WhooshBuilder
from indexer.engines.whoosh_engine import open_engine
from tests.oracle import MemoryEngine
from tests.small_documents import Indexed


def memory_engine(_folder: Path, indexed: Sequence[Indexed]) -> SearchEngine:
    """The brute-force oracle."""
    return MemoryEngine(indexed)


def whoosh_engine(
    folder: Path, indexed: Sequence[Indexed], variants: Sequence[Group] = ()
) -> SearchEngine:
    """Build a generation's engine in ``folder`` and open it."""
    builder = WhooshBuilder(folder)
    for document, passages in indexed:
        builder.add(document, passages)
    builder.finish()
    return open_engine(folder, variants)


ENGINES: dict[str, Callable[[Path, Sequence[Indexed]], SearchEngine]] = {
    "memory": memory_engine,
    "whoosh": whoosh_engine,
}
