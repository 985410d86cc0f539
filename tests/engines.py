"""The engines under test: each as a function of an empty folder and the documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from archive.model import Document, LeftOut
from archive.search import SearchEngine
from archive.variants import Group
from indexer.engines.whoosh_build import WhooshBuilder
from indexer.engines.whoosh_engine import open_engine
from tests.oracle import MemoryEngine
from tests.small_documents import Indexed

LeftOutTexts = Mapping[str, Sequence[str]]  # by document


class MemoryTexts:
    """The texts of documents in memory: ``indexer.engines.base.Texts``."""

    def __init__(self, indexed: Iterable[Indexed], left_out: LeftOutTexts | None = None) -> None:
        self._documents = {document.id: document for document, _ in indexed}
        self._texts = {
            document.id: [
                *((p.text, p.language) for p in passages),
                *((text, "") for text in (left_out or {}).get(document.id, ())),
            ]
            for document, passages in indexed
        }

    def document(self, document_id: str) -> Document | None:
        return self._documents[document_id]

    def texts(self, document_id: str, ordinals: Sequence[int]) -> list[tuple[str, str]]:
        return [self._texts[document_id][ordinal] for ordinal in ordinals]


NO_TEXTS = MemoryTexts(())  # where nothing is searched literally


def memory_engine(
    _folder: Path, indexed: Sequence[Indexed], left_out: LeftOutTexts | None = None
) -> SearchEngine:
    """The brute-force oracle."""
    return MemoryEngine(indexed, left_out)


def whoosh_engine(
    folder: Path,
    indexed: Sequence[Indexed],
    left_out: LeftOutTexts | None = None,
    variants: Sequence[Group] = (),
) -> SearchEngine:
    """Build a generation's engine in ``folder`` and open it."""
    builder = WhooshBuilder(folder)
    for document, passages in indexed:
        builder.add(document, passages, leftovers(document, left_out))
    builder.finish()
    return open_engine(folder, MemoryTexts(indexed, left_out), variants)


def derived(indexed: Iterable[Indexed]) -> dict[str, list[str]]:
    """Something that was left out of each document, the same whenever it is asked for."""
    return {
        document.id: [f"{passage.text} menu" for passage in passages[-2:]]
        for document, passages in indexed
    }


def leftovers(document: Document, left_out: LeftOutTexts | None) -> list[LeftOut]:
    """What of a document is no main text."""
    texts = (left_out or {}).get(document.id, ())
    return [LeftOut(text=text, reason="menu") for text in texts]


class Make(Protocol):
    """Makes an engine of documents in an empty folder."""

    def __call__(
        self, folder: Path, indexed: Sequence[Indexed], left_out: LeftOutTexts | None = None, /
    ) -> SearchEngine: ...


ENGINES: dict[str, Make] = {
    "memory": memory_engine,
    "whoosh": whoosh_engine,
}
# One more needs a server: ``make_of`` has it started.
EVERY_ENGINE = [*sorted(ENGINES), pytest.param("opensearch", marks=pytest.mark.opensearch)]


def make_of(name: str, request: pytest.FixtureRequest) -> Make:
    """What makes an engine of this name, for a test."""
    if name == "opensearch":
        make: Make = request.getfixturevalue("opensearch_engine")
        return make
    return ENGINES[name]
