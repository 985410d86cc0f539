"""Building the Whoosh engine's part of a generation.

Promises: documents are numbered in the order of adding, in one segment; the analyser runs once
over each text; a folder is written by one builder only, and nothing else is in it. Does not sync
to disk and does not publish: generations do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from archive.facts import language_of
from archive.model import Document, Passage
from indexer.analysis import tokens
from indexer.engines.base import GAP, bylines_of, header_of, stated_title
from indexer.engines.columns import ColumnsWriter
from indexer.engines.whoosh_schema import AUTHOR, TEXT, TITLE, codec, schema
from indexer.engines.words import WordsWriter

_MEMORY_MB = 128  # postings held before Whoosh spills a sorted run to disk


class _Field:
    """The occurrences of one field of one document, unit after unit."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._next = 0
        self._positions: defaultdict[str, list[int]] = defaultdict(list)
        self.length = 0
        self.words: set[tuple[str, str]] = set()

    def add(self, text: str) -> int:
        """Add a unit; returns its first position."""
        first = self._next
        found = tokens(text, self._language)
        for position, (term, start, end) in enumerate(found, first):
            self._positions[term].append(position)
            self.words.add((term, text[start:end]))
        self.length += len(found)
        self._next = first + len(found) + GAP
        return first

    def add_all(self, texts: Iterable[str]) -> list[int]:
        """Add units; returns the first position of each."""
        return [self.add(text) for text in texts]

    def occurrences(self) -> list[tuple[str, list[int]]]:
        """Each term with its positions, ascending."""
        return list(self._positions.items())


class WhooshBuilder:
    """An ``EngineBuilder`` that writes a Whoosh index with its columns and words."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        index = FileIndex.create(FileStorage(str(folder)), schema())
        # No lock file: the generation's folder belongs to this builder.
        self._writer = SegmentWriter(index, _lk=False, limitmb=_MEMORY_MB, codec=codec())
        self._columns = ColumnsWriter()
        self._words = WordsWriter()

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """Enter one document; each id once. ``passages`` are all of it, in reading order."""
        text, title, author = (_Field(language_of(document)) for _ in range(3))
        text.add_all(header_of(document))
        starts = text.add_all(passage.text for passage in passages)
        title.add(stated_title(document))
        author.add_all(bylines_of(document))
        fields = {TEXT: text, TITLE: title, AUTHOR: author}
        self._writer.add_document(**{name: f.occurrences() for name, f in fields.items()})
        self._columns.add(document, text.length, starts)
        self._words.add(text.words)

    def close(self) -> None:
        """Release the files of an index that was not finished."""
        if not self._writer.is_closed:
            self._writer.cancel()

    def finish(self) -> None:
        """Write everything. Raises OSError when the disk refuses."""
        self._writer.commit()
        self._columns.write(self._folder)
        self._words.write(self._folder)
