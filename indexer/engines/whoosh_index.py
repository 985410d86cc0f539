"""The Whoosh index around the bundles: created, committed, opened and merged through Whoosh.

Promises: a bundle becomes a segment by a commit of Whoosh's own; existing segments are never
changed, only listed, marked as holding deleted documents, or replaced by one that joins them; a
folder is written by one writer at a time, which its caller sees to. Does not sync to disk and
does not publish: generations do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from indexer.arrays.bundle import Array
from indexer.engines.columns_join import joined_columns
from indexer.engines.joining import Join, Source, renumbered
from indexer.engines.keywords import joined_keywords
from indexer.engines.segment_build import write_segment
from indexer.engines.whoosh_codec import EXTENSION, ColumnarCodec, ColumnarSegment, arrays_of
from indexer.engines.whoosh_schema import FIELDS, TEXT, WORDED, schema
from indexer.engines.words_join import joined_words

WriteBundle = Callable[[Path], int]  # writes the file and returns its number of documents


@dataclass(frozen=True, slots=True)
class Part:
    """A segment as it lies: its arrays, and the numbers of its deleted documents, ascending."""

    arrays: dict[str, Array]
    size: int  # documents, deleted ones too
    deleted: tuple[int, ...]

    @property
    def living(self) -> int:
        """Documents that are not deleted."""
        return self.size - len(self.deleted)


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

    def join(self, chosen: Sequence[int]) -> None:
        """Make the new segment of some, by their places, without what was deleted.

        It comes last, whatever the places were. Raises OSError.
        """
        segments = [self.segments[place] for place in chosen]
        for segment in segments:
            self.segments.remove(segment)
        parts = [_part(self.storage, segment) for segment in segments]
        self.add_bundle(lambda path: _join(path, parts))

    def _merge_segments(self, mergetype: Any, optimize: Any, merge: Any) -> list[ColumnarSegment]:
        """Whoosh would merge a posting at a time; segments are joined when ``join`` says."""
        return list(self.segments)

    def _flush_segment(self) -> None:
        """The bundle is written already."""


def _join(path: Path, parts: Sequence[Part]) -> int:
    sources: list[Source] = []
    size = 0
    for part in parts:
        sources.append(Source(part.arrays, renumbered(part.size, size, part.deleted)))
        size += part.living
    joins = {name: Join.of_segments(name, sources, size) for name in FIELDS}
    others = joined_columns(sources) | joined_keywords(sources, joins[TEXT])
    for name in WORDED:
        others |= joined_words([part.arrays for part in parts], name, joins[name])
    write_segment(path, joins, others)
    return size


def create_index(folder: Path) -> FileIndex:
    """A new index without documents. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    return FileIndex.create(FileStorage(str(folder)), schema())


def open_index(folder: Path, *, readonly: bool = True) -> FileIndex:
    """An index that was created in a folder. Raises OSError, and ValueError if there is none."""
    try:
        return FileIndex(FileStorage(str(folder), readonly=readonly))
    except Exception as error:
        if isinstance(error, OSError):
            raise
        raise ValueError(f"the index cannot be opened ({error})") from error


def parts_of(index: FileIndex) -> list[Part]:
    """The segments of an index, in order. Raises OSError, and ValueError if one is damaged."""
    return [_part(index.storage, segment) for segment in index._segments()]


def _part(storage: FileStorage, segment: ColumnarSegment) -> Part:
    deleted = tuple(sorted(segment.deleted_docs()))
    return Part(arrays_of(storage, segment), segment.doc_count_all(), deleted)
