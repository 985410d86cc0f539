"""Building a generation's indices in the cluster: documents with their terms, and a dictionary.

Promises: an ``EngineBuilder``; bounded memory, since what was analysed is sent piece by piece and
the server's "not so fast" is heeded; nothing that was not acknowledged counts as entered. The
dictionary (``dictionary``) is written beside, as files of the generation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from archive.model import Document, LeftOut, Passage
from indexer.engines.near_duplicates import groups
from indexer.engines.opensearch.analysed import Analysed, Terms
from indexer.engines.opensearch.connection import Connection
from indexer.engines.opensearch.entries import entry_of
from indexer.engines.opensearch.kept import KeptFiles
from indexer.engines.opensearch.paging import pages
from indexer.engines.opensearch.sending import send

_RUNS: Final = "runs"
MEMORY_BYTES: Final = 3 << 29

Added = tuple[Document, Sequence[Passage], Sequence[LeftOut]]
Place = tuple[int | None, int | None]  # a group, and a rank


class OpenSearchBuilder:
    """Fills one index of documents."""

    def __init__(
        self, connection: Connection, index: str, folder: Path, memory_bytes: int = MEMORY_BYTES
    ) -> None:
        """``index``: made; ``folder``: for the files beside it, or with those of the index that
        this one was made of. Raises OSError, ValueError."""
        folder.mkdir(parents=True, exist_ok=True)
        self._connection = connection
        self._index = index
        self._runs = folder / _RUNS
        self._memory = memory_bytes
        self._files = KeptFiles(folder)
        self._waiting: list[Added] = []
        self._going: list[str] = []
        self._removed: dict[str, Terms] = {}
        self.documents = self.passages = 0  # added, less those removed
        self._segment = self._new_segment()

    def _new_segment(self) -> Analysed:
        return Analysed(self._runs, self._memory)

    def add(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut] = ()
    ) -> None:
        """Enter one document; each id once. ``passages`` are all of it, in reading order."""
        if self._segment.is_full:
            self._write_segment()
        self._waiting.append((document, passages, left_out))
        self._segment.add(document, passages, left_out)
        self.documents += 1
        self.passages += len(passages)
        self._send()

    def remove(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut] = ()
    ) -> None:
        """Take out a document that the index held when it was begun with, as it was entered."""
        if self._segment.is_full:
            self._write_segment()
        self._going.append(document.id)
        self._segment.remove(document, passages, left_out)
        self.documents -= 1
        self.passages -= len(passages)
        self._send()

    def close(self) -> None:
        """Let go of the connections to the cluster."""
        self._connection.close()

    def finish(self) -> None:
        """Send and write everything. Raises MunimentError, and OSError when the disk refuses."""
        self._write_segment()
        self._files.join()
        indices = self._connection.client.indices
        self._connection.call(indices.refresh, index=self._index)
        self._group()
        self._connection.call(indices.refresh, index=self._index)
        # It never changes from now on; the next generation may be made of it.
        self._connection.call(indices.add_block, index=self._index, block="write")

    def _write_segment(self) -> None:
        """Keep the words of what was added and removed."""
        path = self._files.next()
        self._segment.write(path)
        self._send()
        self._files.remove(self._removed)
        self._removed = {}
        self._files.keep(path)
        self._segment = self._new_segment()

    def _send(self) -> None:
        """Send the documents that are analysed."""
        gone = self._segment.told_removed()
        if gone:
            ids, self._going = self._going[: len(gone)], self._going[len(gone) :]
            self._removed |= dict(zip(ids, gone, strict=True))
            send(self._connection, self._index, ({"delete": {"_id": each}} for each in ids))
        told = self._segment.told()
        if told:
            done, self._waiting = self._waiting[: len(told)], self._waiting[len(told) :]
            entries = (entry_of(*one, terms) for one, terms in zip(done, told, strict=True))
            send(
                self._connection,
                self._index,
                ({"index": {"_id": entry["id"]}, "body": entry} for entry in entries),
            )

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
            self._connection,
            self._index,
            ({"update": {"_id": name}, "body": {"doc": place}} for name, place in places),
        )

    def _grouped(self) -> Iterator[tuple[str, Place]]:
        """The documents that are of a group so far."""
        grouped = {"exists": {"field": "group"}}
        for page in pages(self._connection, self._index, grouped, ["group", "rank"]):
            for name, entry in page:
                yield name, (entry["group"], entry["rank"])
