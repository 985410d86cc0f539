"""Where the documents of a generation and their index lie: in its own folder, or elsewhere.

Promises: one name and schema for each kind, which a generation is marked with; what differs
between kinds is here and in what these names lead to, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from archive.errors import UsageError
from archive.model import Document, LeftOut, Passage
from archive.search import DocumentStore, SearchEngine
from archive.variants import Group
from indexer import documents
from indexer.build_documents import RULES
from indexer.documents import DocumentsWriter, StoredDocuments
from indexer.engines.base import EngineBuilder, Texts
from indexer.engines.whoosh_build import WhooshBuilder
from indexer.engines.whoosh_engine import open_engine
from indexer.engines.whoosh_schema import SCHEMA
from indexer.progress import Progress
from indexer.sharing import Alone, Helping, Sharing

ENGINE_FOLDER: Final = "engine"
_DOCUMENTS_SHARE: Final = 4  # of the memory a quarter is for documents, the rest for the engine


class DocumentStoring(Protocol):
    """Keeps documents; see ``documents.DocumentsWriter``."""

    @property
    def documents(self) -> int:
        """How many documents there are."""
        ...

    @property
    def passages(self) -> int:
        """How many passages they have."""
        ...

    def add(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut] = ()
    ) -> None:
        """Add a document. Raises UnreadableError, adding nothing, for what cannot be kept."""
        ...

    def remove(self, document_id: str) -> None:
        """Take out a document of an earlier generation that this one is made of."""
        ...

    def finish(self) -> None:
        """Write everything. Raises OSError."""
        ...

    def close(self) -> None:
        """Release everything."""
        ...


@runtime_checkable
class Counting(Protocol):
    """Tells how much it holds."""

    def counts(self) -> tuple[int, int]:
        """Number of documents and of passages."""
        ...


class OpenedDocuments(DocumentStore, Texts, Counting, Protocol):
    """The documents of a generation, for readers and for its engine."""


@dataclass(frozen=True, slots=True)
class Writers:
    """What a generation is filled by."""

    documents: DocumentStoring
    engine: EngineBuilder


class Kind(Protocol):
    """A kind of generation."""

    @property
    def name(self) -> str:
        """The engine, as generations are marked with it."""
        ...

    @property
    def schema(self) -> str:
        """The version of everything of a generation that this version makes."""
        ...

    def documents(self, folder: Path, without: Collection[str] = ()) -> OpenedDocuments:
        """The documents of a generation, but for those of some identifiers.

        Raises IndexDamagedError, UnavailableError.
        """
        ...

    def engine(
        self,
        folder: Path,
        store: OpenedDocuments,
        variants: Sequence[Group],
        without: Collection[str] = (),
    ) -> SearchEngine:
        """Its engine, once its files were verified. Raises OSError, ValueError, MunimentError."""
        ...

    def writers(self, folder: Path, memory_bytes: int) -> Writers:
        """What fills a new generation. Raises OSError, MunimentError."""
        ...

    def extending(self, folder: Path, base: Path, memory_bytes: int) -> Writers:
        """What goes on with a generation whose files were carried over from ``base``.

        Raises OSError, ValueError, TypeError, LookupError, MunimentError.
        """
        ...

    def sharing(self, folder: Path, writers: Writers) -> Sharing:
        """Who reads what of a generation that ``writers`` fill. Raises MunimentError."""
        ...

    def helping(
        self, folder: Path, memory_bytes: int, terms: Mapping[str, str], progress: Progress
    ) -> Helping:
        """What is to be read for a build that another builder leads, once there is one.

        ``folder``: for temporary files; ``terms``: as ``Sharing.offer`` has them. Raises
        UsageError, MunimentError.
        """
        ...

    def discard(self, folder: Path) -> None:
        """Remove what of a generation does not lie in its folder. Raises MunimentError."""
        ...


class Embedded:
    """Everything in the generation's folder."""

    name = "whoosh"
    schema = f"{documents.LAYOUT}.{RULES}.{SCHEMA}"

    def documents(self, folder: Path, without: Collection[str] = ()) -> StoredDocuments:
        """From now on the generation is not removed, until they are closed."""
        return StoredDocuments(folder, without)

    def engine(
        self,
        folder: Path,
        store: OpenedDocuments,
        variants: Sequence[Group],
        without: Collection[str] = (),
    ) -> SearchEngine:
        """The engine of the folder."""
        return open_engine(folder / ENGINE_FOLDER, store, variants, without)

    def writers(self, folder: Path, memory_bytes: int) -> Writers:
        """Writers into an empty folder."""
        ours, engines = _shares(memory_bytes)
        writer = DocumentsWriter(folder, ours)
        return Writers(writer, WhooshBuilder(folder / ENGINE_FOLDER, engines))

    def extending(self, folder: Path, base: Path, memory_bytes: int) -> Writers:
        """Writers into a folder that has the files of the one before."""
        ours, engines = _shares(memory_bytes)
        writer = DocumentsWriter.extending(folder, ours)
        return Writers(writer, WhooshBuilder.extending(folder / ENGINE_FOLDER, engines))

    def sharing(self, folder: Path, writers: Writers) -> Sharing:
        """One builder reads everything."""
        return Alone(writers)

    def helping(
        self, folder: Path, memory_bytes: int, terms: Mapping[str, str], progress: Progress
    ) -> Helping:
        """Nobody can."""
        raise UsageError(
            "Several machines can build one archive where it lies in a cluster: set “engine” to "
            "“opensearch”, as docs/deployment.md says. Here one builds: run `muniment rebuild`."
        )

    def discard(self, folder: Path) -> None:
        """Everything lies in the folder."""


EMBEDDED: Final[Kind] = Embedded()


def _shares(memory_bytes: int) -> tuple[int, int]:
    ours = memory_bytes // _DOCUMENTS_SHARE
    return ours, memory_bytes - ours
