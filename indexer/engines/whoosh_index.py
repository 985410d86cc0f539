"""The Whoosh index around the bundles: created, committed, opened and merged through Whoosh.

Promises: a bundle becomes a segment by a commit of Whoosh's own; existing segments are never
changed, only listed or replaced by one that joins them; a folder is written by one writer at a
time, which its caller sees to. Does not sync to disk and does not publish: generations do.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from indexer.engines.bundle import Array
from indexer.engines.columns_join import joined_columns
from indexer.engines.joining import Source, renumbered
from indexer.engines.segment_build import join
from indexer.engines.whoosh_codec import EXTENSION, ColumnarCodec, ColumnarSegment, arrays_of
from indexer.engines.whoosh_schema import schema

WORDS: Final = "words.arrays"
WriteBundle = Callable[[Path], int]  # writes the file and returns its number of documents


class ColumnarWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh carries no types
    """Whoosh's writer, given whole bundles instead of documents."""

    def __init__(self, index: FileIndex) -> None:
        # No lock file: readers then need no permission to write.
        super().__init__(index, _lk=False, codec=ColumnarCodec())

    def add_bundle(self, write: WriteBundle) -> None:
        """Make the new segment of a bundle; once, then ``commit``. Raises OSError."""
        name = self.newsegment.make_filename(EXTENSION)
        self.docnum = write(Path(self.storage.folder) / name)
        self._added = True

    def join_all(self) -> None:
        """Make the new segment of all there are, without what was deleted. Raises OSError."""
        segments = list(self.segments)
        self.segments.clear()
        self.add_bundle(lambda path: _join(path, self.storage, segments))

    def _merge_segments(self, mergetype: Any, optimize: Any, merge: Any) -> list[ColumnarSegment]:
        """Whoosh would merge a posting at a time; segments are joined when ``join_all`` says."""
        return list(self.segments)

    def _flush_segment(self) -> None:
        """The bundle is written already."""


def _join(path: Path, storage: FileStorage, segments: list[ColumnarSegment]) -> int:
    sources: list[Source] = []
    size = 0
    for segment in segments:
        deleted = list(segment.deleted_docs())
        numbers = renumbered(segment.doc_count_all(), size, deleted)
        sources.append(Source(arrays_of(storage, segment), numbers))
        size += segment.doc_count_all() - len(deleted)
    join(path, sources, joined_columns(sources))
    return size


def create_index(folder: Path) -> FileIndex:
    """A new index without documents. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    return FileIndex.create(FileStorage(str(folder)), schema())


def open_segment(folder: Path) -> dict[str, Array]:
    """The arrays of the one segment of a generation.

    Raises OSError, and ValueError if they are damaged or the index is in several parts.
    """
    storage = FileStorage(str(folder), readonly=True)
    segments = FileIndex(storage)._segments()
    if len(segments) != 1 or segments[0].has_deletions():
        raise ValueError("the index is in several parts")
    return arrays_of(storage, segments[0])
