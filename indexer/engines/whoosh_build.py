"""Building the Whoosh engine's part of a generation.

Promises: documents are numbered in the order of adding, in one segment; the analyser runs once
over each text; a folder is written by one builder only, and nothing else is in it. Does not sync
to disk and does not publish: generations do.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from archive.model import Document, Passage
from indexer.engines.segment_build import SegmentBuild
from indexer.engines.whoosh_index import WORDS, ColumnarWriter, create_index
from indexer.engines.words import WordsWriter

_RUNS = "runs"  # temporary files


class WhooshBuilder:
    """An ``EngineBuilder`` that writes a Whoosh index with its columns and words."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = create_index(folder)
        self._words = WordsWriter()
        self._segment = SegmentBuild(folder / _RUNS, self._words)

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """Enter one document; each id once. ``passages`` are all of it, in reading order."""
        self._segment.add(document, passages)

    def close(self) -> None:
        """Nothing is held open between calls."""

    def finish(self) -> None:
        """Write everything. Raises OSError when the disk refuses."""
        writer = ColumnarWriter(self._index)
        writer.add_bundle(self._segment.write)
        writer.commit()
        self._words.write(self._folder / WORDS)
