"""Building the Whoosh engine's part of a generation, anew or out of an earlier one.

Promises: documents are numbered in the order of adding; the analyser runs once over each text; a
folder is written by one builder only. Existing files are never changed: what is new lies in
segments of its own, what is gone is listed as deleted, and when there are many small segments
some are joined, so that there are never more than a few besides those that are large. Does not
sync to disk and does not publish: generations do.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from whoosh.index import FileIndex

from archive.model import Document, LeftOut, Passage
from indexer.arrays.strings import Strings
from indexer.engines.grouping import write_groups
from indexer.engines.memory import keep_freed_memory
from indexer.engines.segment import segments_of
from indexer.engines.segment_build import MOST_DOCUMENTS, SegmentBuild
from indexer.engines.whoosh_index import (
    ColumnarWriter,
    Part,
    create_index,
    open_index,
    parts_of,
)

_RUNS: Final = "runs"  # temporary files
MEMORY_BYTES: Final = 3 << 29
_SMALL: Final = MOST_DOCUMENTS // 2  # any two segments below this make one that is not too large
_MOST_SMALL: Final = 6  # segments below that, before some are joined: each costs every query
_WASTED: Final = 0.5  # of a segment's documents deleted: then it is written anew


class WhooshBuilder:
    """An ``EngineBuilder`` that writes a Whoosh index of columnar segments."""

    def __init__(self, folder: Path, memory_bytes: int = MEMORY_BYTES) -> None:
        """Begin a new index in an empty folder. Raises OSError."""
        self._begin(folder, memory_bytes, create_index(folder))

    @classmethod
    def extending(cls, folder: Path, memory_bytes: int = MEMORY_BYTES) -> WhooshBuilder:
        """Go on with an index. Raises OSError, and ValueError if it is damaged."""
        builder = cls.__new__(cls)
        builder._begin(folder, memory_bytes, open_index(folder, readonly=False))
        return builder

    def _begin(self, folder: Path, memory_bytes: int, index: FileIndex) -> None:
        keep_freed_memory()
        self._folder = folder
        self._memory = memory_bytes
        self._index = index
        self._gone: list[str] = []
        self._segment = self._new_segment()
        self._earlier = parts_of(index)

    def _new_segment(self) -> SegmentBuild:
        return SegmentBuild(self._folder / _RUNS, self._memory)

    def add(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut] = ()
    ) -> None:
        """Enter one document; each id once. ``passages`` are all of it, in reading order."""
        if self._segment.is_full:
            self._write_segment()
        self._segment.add(document, passages, left_out)

    def remove(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut] = ()
    ) -> None:
        """Take out a document that the index held when it was begun with, as it was entered."""
        if self._segment.is_full:
            self._write_segment()
        self._gone.append(document.id)
        self._segment.remove(document, passages, left_out)

    def close(self) -> None:
        """Nothing is held open between calls."""

    def finish(self) -> None:
        """Write everything. Raises OSError when the disk refuses."""
        if self._gone:
            self._delete()
        if not (self._earlier and self._segment.is_empty):
            self._write_segment()
        while chosen := to_join(parts_of(self._index)):
            writer = ColumnarWriter(self._index)
            writer.join(chosen)
            writer.commit()
        write_groups(self._folder, segments_of(parts_of(self._index)))

    def _write_segment(self) -> None:
        writer = ColumnarWriter(self._index)
        writer.add_bundle(self._segment.write)
        writer.commit()
        self._segment = self._new_segment()

    def _delete(self) -> None:
        """List the documents that went as deleted, in the segments that were there before."""
        gone = {each.encode() for each in self._gone}
        writer = ColumnarWriter(self._index)
        base = 0
        for part in self._earlier:
            for number, each in enumerate(Strings(part.arrays, "ids")):
                if each in gone:
                    writer.delete_document(base + number)
            base += part.size
        writer.commit()


def to_join(parts: Sequence[Part]) -> list[int]:
    """The places of the segments that should be one now; none if all is well.

    One whose documents are mostly gone, by itself; else the smallest ones when there are too many
    small ones, each next as long as it is not much larger than all before it together, so that
    a document is copied a few times in its life and not at every update.
    """
    for place, part in enumerate(parts):
        if len(part.deleted) > _WASTED * part.size and len(parts) > 1:
            return [place]
    small = sorted((part.living, place) for place, part in enumerate(parts) if part.living < _SMALL)
    if len(small) <= _MOST_SMALL:
        return []
    total = 0
    chosen: list[int] = []
    for living, place in small:
        if len(chosen) > 1 and (living > 2 * total or total + living > MOST_DOCUMENTS):
            break
        chosen.append(place)
        total += living
    return sorted(chosen)
