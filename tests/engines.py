"""The engines under test: each as a function of an empty folder and the documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from archive.model import Document
from archive.search import SearchEngine
from indexer.engines.whoosh_build import WhooshBuilder
from indexer.engines.whoosh_engine import open_engine
from tests.oracle import MemoryEngine
from tests.small_documents import Indexed


class MemoryTexts:
    """The texts of documents in memory: ``indexer.engines.base.Texts``."""

    def __init__(self, indexed: Iterable[Indexed]) -> None:
        self._indexed = {document.id: (document, passages) for document, passages in indexed}

    def document(self, document_id: str) -> Document | None:
        return self._indexed[document_id][0]

    def texts(self, document_id: str, ordinals: Sequence[int]) -> list[str]:
        return [self._indexed[document_id][1][ordinal].text for ordinal in ordinals]


NO_TEXTS = MemoryTexts(())  # where nothing is searched literally


def memory_engine(_folder: Path, indexed: Sequence[Indexed]) -> SearchEngine:
    """The brute-force oracle."""
    return MemoryEngine(indexed)


def whoosh_engine(folder: Path, indexed: Sequence[Indexed]) -> SearchEngine:
    """Build a generation's engine in ``folder`` and open it."""
    builder = WhooshBuilder(folder)
    for document, passages in indexed:
        builder.add(document, passages)
    builder.finish()
    return open_engine(folder, MemoryTexts(indexed))


ENGINES: dict[str, Callable[[Path, Sequence[Indexed]], SearchEngine]] = {
    "memory": memory_engine,
    "whoosh": whoosh_engine,
}
