"""Documents analysed and sent, and of their words what is kept: one segment after another.

Promises: bounded memory, since what was analysed is sent piece by piece and the server's "not so
fast" is heeded; nothing that was not acknowledged counts as entered. What is sent may carry a
version: then the highest stays, whichever arrives last, and one who is overtaken is told.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from archive.model import Document, LeftOut, Passage
from indexer.engines.opensearch.analysed import Analysed, Terms
from indexer.engines.opensearch.connection import Connection
from indexer.engines.opensearch.entries import entry_of
from indexer.engines.opensearch.kept import reduce
from indexer.engines.opensearch.sending import send

Added = tuple[Document, Sequence[Passage], Sequence[LeftOut]]


class Filler:
    """Fills one index."""

    def __init__(
        self,
        connection: Connection,
        index: str,
        runs: Path,
        memory_bytes: int,
        version: int | None = None,
    ) -> None:
        """``runs``: a folder for temporary files, made when needed and removed in the end.

        ``index``: an alias, where there is a ``version``.
        """
        self._connection = connection
        self._index = index
        self._runs = runs
        self._memory = memory_bytes
        self._how: dict[str, Any] = {}
        if version is not None:
            self._how = {"version": version, "version_type": "external_gte", "require_alias": True}
        self.documents = self.passages = 0  # added, less those removed
        self._begin()

    def _begin(self) -> None:
        self._segment = Analysed(self._runs, self._memory)
        self._waiting: list[Added] = []
        self._going: list[str] = []
        self._removed: dict[str, Terms] = {}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return self._segment.is_empty

    @property
    def is_full(self) -> bool:
        """Whether the segment should be written before more is added."""
        return self._segment.is_full

    def add(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut] = ()
    ) -> None:
        """Enter one document; each id once. ``passages`` are all of it, in reading order."""
        self._waiting.append((document, passages, left_out))
        self._segment.add(document, passages, left_out)
        self.documents += 1
        self.passages += len(passages)
        self._send()

    def remove(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut] = ()
    ) -> None:
        """Take out a document that the index held when it was begun with, as it was entered."""
        self._going.append(document.id)
        self._segment.remove(document, passages, left_out)
        self.documents -= 1
        self.passages -= len(passages)
        self._send()

    def write(self, path: Path) -> dict[str, Terms]:
        """Send the rest, and keep what ``kept.reduce`` leaves of the segment.

        Returns the terms of what was removed since it was begun. Begins another segment.
        """
        self._segment.write(path)
        self._send()
        reduce(path)
        removed = self._removed
        self._begin()
        return removed

    def drop(self) -> None:
        """Forget what was not written."""
        shutil.rmtree(self._runs, ignore_errors=True)
        self._begin()

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
                ({"index": {"_id": entry["id"], **self._how}, "body": entry} for entry in entries),
            )
