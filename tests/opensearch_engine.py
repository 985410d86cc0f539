"""The engine on a real cluster, made of a few documents, for suites that run on every engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from archive.settings import Settings
from indexer.arrays.bundle import Array
from indexer.engines.opensearch.builder import OpenSearchBuilder
from indexer.engines.opensearch.connection import Connection
from indexer.engines.opensearch.dictionary import Gone
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.opensearch.index import ClusterIndex
from indexer.engines.opensearch.kept import KeptFiles
from indexer.engines.opensearch.mapping import documents_index
from tests.engines import LeftOutTexts, leftovers
from tests.small_documents import Indexed

Made = tuple[str, list[tuple[dict[str, Array], Gone]]]  # the name of an index, and its dictionary


@dataclass
class SmallIndices:
    """Makes engines; of the same documents an index is made once."""

    settings: Settings
    _made: dict[object, Made] = field(default_factory=dict)

    def engine(
        self, folder: Path, indexed: Sequence[Indexed], left_out: LeftOutTexts | None = None
    ) -> OpenSearchEngine:
        """An engine of these documents; ``folder``: an empty one."""
        texts = {name: tuple(found) for name, found in (left_out or {}).items()}
        key = (tuple(indexed), tuple(sorted(texts.items())))
        if key not in self._made:
            self._made[key] = self._make(Connection(self.settings), folder, indexed, left_out)
        name, parts = self._made[key]
        return OpenSearchEngine(ClusterIndex(Connection(self.settings), name, parts))

    def _make(
        self,
        connection: Connection,
        folder: Path,
        indexed: Sequence[Indexed],
        left_out: LeftOutTexts | None,
    ) -> Made:
        name = f"small-{uuid4().hex}"
        connection.client.indices.create(index=name, body=documents_index(1, 0))
        builder = OpenSearchBuilder(connection, name, folder)
        for document, passages in indexed:
            builder.add(document, passages, leftovers(document, left_out))
        builder.finish()
        builder.close()
        return name, list(KeptFiles(folder).dictionaries())
