"""Building a generation's indices in the cluster: documents with their terms, and a dictionary.

Promises: an ``EngineBuilder``; what it sends is ``filler``'s matter, here or on other machines. The
dictionary (``dictionary``) is written beside, as files of the generation, and is one of all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from archive.model import Document, LeftOut, Passage
from indexer.engines.near_duplicates import groups
from indexer.engines.opensearch.connection import Connection
from indexer.engines.opensearch.filler import Filler
from indexer.engines.opensearch.kept import KeptFiles
from indexer.engines.opensearch.paging import pages
from indexer.engines.opensearch.sending import send

MEMORY_BYTES: Final = 3 << 29

Place = tuple[int | None, int | None]  # a group, and a rank


class OpenSearchBuilder:
    """Fills one index of documents."""

    def __init__(
        self, connection: Connection, index: str, folder: Path, memory_bytes: int = MEMORY_BYTES
    ) -> None:
        """``index``: made; ``folder``: for the files beside it, or with those of the index that
        this one was made of. Raises OSError, ValueError."""
        folder.mkdir(parents=True, exist_ok=True)
        self.connection = connection
        self.memory = memory_bytes
        self._index = index
        self._files = KeptFiles(folder)
        self._aside = folder / "aside"
        self._filler = Filler(connection, index, folder / "runs", memory_bytes)
        self._adopted = (0, 0)  # documents and passages

    @property
    def documents(self) -> int:
        """Those added, less those removed."""
        return self._filler.documents + self._adopted[0]

    @property
    def passages(self) -> int:
        """The same of passages."""
        return self._filler.passages + self._adopted[1]

    def add(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut] = ()
    ) -> None:
        """Enter one document; each id once. ``passages`` are all of it, in reading order."""
        if self._filler.is_full:
            self.write()
        self._filler.add(document, passages, left_out)

    def remove(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut] = ()
    ) -> None:
        """Take out a document that the index held when it was begun with, as it was entered."""
        if self._filler.is_full:
            self.write()
        self._filler.remove(document, passages, left_out)

    def flush(self) -> None:
        """Send what was added and removed so far, if anything was."""
        if not self._filler.is_empty:
            self.write()

    def write(self) -> None:
        """Send what was added and removed so far, and keep its words."""
        self._aside.mkdir(exist_ok=True)
        segment = self._aside / "segment"
        # What was removed is not there; it may be again, in what was added.
        self._files.remove(self._filler.write(segment))
        self._files.adopt(segment)
        self._aside.rmdir()

    def adopt(self, reduced: Path, documents: int, passages: int) -> None:
        """Count in what was sent by others; ``reduced``: what is kept of its segment."""
        self._files.adopt(reduced)
        self._adopted = (self._adopted[0] + documents, self._adopted[1] + passages)

    def close(self) -> None:
        """Let go of the connections to the cluster."""
        self.connection.close()

    def finish(self) -> None:
        """Send and write everything. Raises MunimentError, and OSError when the disk refuses."""
        if not self._filler.is_empty or not self._files.dictionaries():
            self.write()
        self._files.join()
        indices = self.connection.client.indices
        self.connection.call(indices.refresh, index=self._index)
        self._group()
        self.connection.call(indices.refresh, index=self._index)
        # It never changes from now on; the next generation may be made of it.
        self.connection.call(indices.add_block, index=self._index, block="write")

    def _group(self) -> None:
        """Write at each near-duplicate which group it is of, and its place in it by date.

        At those that were of one before and are no more, that they are not.
        """
        sketched = self._files.sketched()
        found = groups(sketched)
        edges = found["edges"].tolist()
        ids = [each for part in sketched for each in part.ids]
        members = found["members"].tolist()
        wanted: dict[str, Place] = {
            ids[member]: (group, rank)
            for group, (first, last) in enumerate(pairwise(edges))
            for rank, member in enumerate(members[first:last], first)
        }
        there = dict(self._grouped())
        changed = {name: place for name, place in wanted.items() if there.get(name) != place}
        lone: dict[str, Place] = {name: (None, None) for name in there if name not in wanted}
        places = (
            (name, {"group": group, "rank": rank})
            for name, (group, rank) in (changed | lone).items()
        )
        send(
            self.connection,
            self._index,
            ({"update": {"_id": name}, "body": {"doc": place}} for name, place in places),
        )

    def _grouped(self) -> Iterator[tuple[str, Place]]:
        """The documents that are of a group so far."""
        grouped = {"exists": {"field": "group"}}
        for page in pages(self.connection, self._index, grouped, ["group", "rank"]):
            for name, entry in page:
                yield name, (entry["group"], entry["rank"])
