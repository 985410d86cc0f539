"""Generations whose documents and index lie in a cluster: see ``indexer.kinds.Kind``.

Promises: the folder of such a generation holds small files only: its manifest, its lists and the
dictionary; they lie in the cluster too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from archive.model import Document, LeftOut, Passage
from archive.search import SearchEngine
from archive.settings import Settings
from archive.variants import Group
from indexer.build_documents import RULES
from indexer.documents.bodies import check_order
from indexer.documents.rows import shape
from indexer.engines.opensearch import mapping
from indexer.engines.opensearch.builder import OpenSearchBuilder
from indexer.engines.opensearch.connection import Connection
from indexer.engines.opensearch.documents import ClusterDocuments
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.opensearch.helping import helper
from indexer.engines.opensearch.index import ClusterIndex
from indexer.engines.opensearch.kept import KeptFiles
from indexer.engines.opensearch.names import Names
from indexer.engines.opensearch.shared import Leader
from indexer.kinds import ENGINE_FOLDER, OpenedDocuments, Writers
from indexer.progress import Progress
from indexer.sharing import Helping, Sharing

PORTIONS: Final = "portions"  # a folder of a generation while it is built
_ROWS: Final = ".".join(map(shape, (Document, Passage, LeftOut)))


class Counted:
    """Counts documents, which lie where their terms do."""

    def __init__(self, builder: OpenSearchBuilder, before: tuple[int, int] = (0, 0)) -> None:
        """``before``: documents and passages that are there already."""
        self._builder = builder
        self._before = before

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return self._before[0] + self._builder.documents

    @property
    def passages(self) -> int:
        """How many passages they have."""
        return self._before[1] + self._builder.passages

    def add(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut] = ()
    ) -> None:
        """Raises UnreadableError for what cannot be kept."""
        check_order(passages)

    def remove(self, document_id: str) -> None:
        """The engine's builder does."""

    def finish(self) -> None:
        """The engine's builder does."""

    def close(self) -> None:
        """Nothing is held."""


class ClusterKind:
    """Generations of one archive in one cluster."""

    name = "opensearch"
    schema = f"{mapping.SCHEMA}.{RULES}.{_ROWS}"

    def __init__(self, settings: Settings) -> None:
        """Raises SettingsError."""
        self._settings = settings
        self.names = Names(settings.opensearch_name)

    def connection(self) -> Connection:
        """A way to the cluster, to be closed."""
        return Connection(self._settings)

    def documents(self, folder: Path, without: Collection[str] = ()) -> ClusterDocuments:
        """The documents of a generation."""
        name = self.names.documents(folder.name)
        return ClusterDocuments(self.connection(), name, folder, without)

    def engine(
        self,
        folder: Path,
        store: OpenedDocuments,
        variants: Sequence[Group],
        without: Collection[str] = (),
    ) -> SearchEngine:
        """The engine of a generation."""
        parts = KeptFiles(folder / ENGINE_FOLDER).dictionaries()
        name = self.names.documents(folder.name)
        recent = store.recent if isinstance(store, ClusterDocuments) else None
        index = ClusterIndex(self.connection(), name, parts, without, recent)
        return OpenSearchEngine(index, variants)

    def writers(self, folder: Path, memory_bytes: int) -> Writers:
        """What fills a new index."""
        connection = self.connection()
        connection.check()
        name = self.names.documents(folder.name)
        settings = self._settings
        body = mapping.documents_index(settings.opensearch_shards, settings.opensearch_replicas)
        connection.call(connection.client.indices.create, index=name, body=body)
        builder = OpenSearchBuilder(connection, name, folder / ENGINE_FOLDER, memory_bytes)
        return Writers(Counted(builder), builder)

    def extending(self, folder: Path, base: Path, memory_bytes: int) -> Writers:
        """What goes on with a copy of the index before, which shares its files in the cluster."""
        connection = self.connection()
        before, name = self.names.documents(base.name), self.names.documents(folder.name)
        connection.call(
            connection.client.indices.clone,
            index=before,
            target=name,
            body={"settings": {"index.blocks.write": None}},
            params={"wait_for_active_shards": "1"},
        )
        connection.call(
            connection.client.cluster.health,
            index=name,
            params={"wait_for_status": "yellow"},
        )
        counts = ClusterDocuments(connection, before, base).counts()
        builder = OpenSearchBuilder(connection, name, folder / ENGINE_FOLDER, memory_bytes)
        return Writers(Counted(builder, counts), builder)

    def sharing(self, folder: Path, writers: Writers) -> Sharing:
        """This builder leads, and others may help."""
        builder = writers.engine
        if not isinstance(builder, OpenSearchBuilder):
            raise TypeError("these writers fill another kind of generation")
        builder.flush()  # what is removed goes before anything is added again
        return Leader(
            builder.connection,
            self.names,
            folder.name,
            folder / PORTIONS,
            builder.memory,
            builder.adopt,
            self._settings.opensearch_replicas,
        )

    def helping(
        self, folder: Path, memory_bytes: int, terms: Mapping[str, str], progress: Progress
    ) -> Helping:
        """A part of what another builder leads."""
        return helper(self.connection(), self.names, folder, memory_bytes, terms, progress)

    def bytes(self, folder: Path) -> int:
        """What its indices take, with all copies. Raises MunimentError."""
        with closing(self.connection()) as connection:
            stats: dict[str, Any] = connection.call(
                connection.client.indices.stats,
                index=",".join(self.names.both(folder.name)),
                metric="store",
                params={"ignore_unavailable": "true"},
            )
        return int(stats["_all"]["total"]["store"]["size_in_bytes"])

    def discard(self, folder: Path) -> None:
        """Remove its indices, if there are any."""
        with closing(self.connection()) as connection:
            for name in self.names.all_of(folder.name):
                connection.removed(name)
