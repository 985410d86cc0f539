"""The bytes of a source, wherever they lie: in a file of the corpus, or in a container.

Promises: never more than a limit, never from outside of the corpus. Whether the bytes are still
those that were seen is for the caller to tell by their digest.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from archive.model import Record
from indexer.containers.pool import RecordReader
from indexer.seen import read_source


class Lying(Protocol):
    """Where bytes lie: a source, or the capture that is made of it."""

    @property
    def path(self) -> str:
        """Of the file, or of the record for readers."""

    @property
    def file(self) -> str:
        """The file that a record lies in."""

    @property
    def within(self) -> tuple[Record, ...]:
        """The way to the record."""


class SourceReader:
    """Reads sources; may be asked from several threads."""

    def __init__(self, corpus: Path, records: RecordReader, limit: int) -> None:
        self._corpus = corpus
        self._records = records
        self._limit = limit  # bytes

    def read(self, place: Lying, sha256: str, limit: int | None = None) -> bytes:
        """The bytes; a record's have this digest, or UnreadableError is raised.

        ``limit``: bytes, of a file, if not that of all sources.
        """
        if place.within:
            return self._records.read(place.file, place.within, sha256)
        return read_source(self._corpus, place.path, self._limit if limit is None else limit)
