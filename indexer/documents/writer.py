"""Writing the documents of a generation: new ones into new parts, old ones by leaving them be.

Promises: a part that is there is never written to, so that generations may share it; memory is
bounded; nothing is safe on the disk before the caller has synced it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from archive.model import Document, LeftOut, Passage
from indexer.documents.part import Part
from indexer.documents.part_build import FULL, PartBuild
from indexer.documents.part_join import join
from indexer.documents.parts import FOLDER, next_name, read_parts, to_join, write_parts

MEMORY: Final = 256 << 20  # bytes
_COPIES: Final = 3  # what a part holds is for a moment in memory so often, when it is written


class DocumentsWriter:
    """Writes the documents of a generation's folder. Raises OSError when the disk refuses."""

    def __init__(self, folder: Path, memory_bytes: int = MEMORY) -> None:
        """``folder``: without documents yet."""
        (folder / FOLDER).mkdir()
        self._begin(folder, memory_bytes, [])

    @classmethod
    def extending(cls, folder: Path, memory_bytes: int = MEMORY) -> DocumentsWriter:
        """A writer for a folder that has documents. Raises also what ``read_parts`` raises."""
        writer = cls.__new__(cls)
        writer._begin(folder, memory_bytes, read_parts(folder))
        return writer

    def _begin(self, folder: Path, memory_bytes: int, parts: list[Part]) -> None:
        self._folder = folder
        self._most = memory_bytes // _COPIES
        self._parts = parts
        self._deleted = [set(part.deleted) for part in parts]
        self._names = [part.path.name for part in parts]  # also of parts that were joined since
        self._build = PartBuild(self._dictionary())
        self.documents = sum(map(len, parts))
        self.passages = sum(part.passage_count() for part in parts)

    def add(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut] = ()
    ) -> None:
        """Add a document, all its passages in reading order, and what is not part of its text.

        Raises UnreadableError, adding nothing, for what cannot be kept.
        """
        self._build.add(document, passages, left_out)
        self.documents += 1
        self.passages += len(passages)
        if len(self._build) >= FULL or self._build.size >= self._most:
            self._end_part()

    def remove(self, document_id: str) -> None:
        """Leave out a document that was there before; nothing when it was not."""
        for part, deleted in zip(self._parts, self._deleted, strict=True):
            number = part.number(document_id)
            if number is not None and number not in deleted:
                deleted.add(number)
                self.documents -= 1
                self.passages -= part.passage_count_of(number)

    def finish(self) -> None:
        """Write what is left, and join parts when they are many."""
        if len(self._build):
            self._end_part()
        self._drop_empty()
        while chosen := to_join(self._sizes(), list(map(len, self._deleted))):
            self._join(chosen)
        write_parts(
            self._folder,
            {
                part.path.name: sorted(deleted)
                for part, deleted in zip(self._parts, self._deleted, strict=True)
            },
        )
        self.close()

    def close(self) -> None:
        """Let go of everything; what was not finished is of no use then."""
        self._parts, self._deleted = [], []
        self._build = PartBuild()

    def _sizes(self) -> list[int]:
        return [
            part.size - len(deleted)
            for part, deleted in zip(self._parts, self._deleted, strict=True)
        ]

    def _dictionary(self) -> bytes:
        """The dictionary of the newest part that has one."""
        of_parts = (part.dictionaries for part in reversed(self._parts))
        return next((dictionaries[-1] for dictionaries in of_parts if dictionaries), b"")

    def _new_path(self) -> Path:
        self._names.append(next_name(self._names))
        return self._folder / FOLDER / self._names[-1]

    def _end_part(self) -> None:
        path = self._new_path()
        self._build.write(path)
        self._build = PartBuild(self._build.dictionary)
        self._take(path)

    def _take(self, path: Path) -> None:
        self._parts.append(Part(path))
        self._deleted.append(set())

    def _join(self, chosen: Sequence[int]) -> None:
        """Put one part in the place of several."""
        path = self._new_path()
        join(path, [Part(self._parts[n].path, self._deleted[n]) for n in chosen])
        self._leave(chosen)
        self._take(path)

    def _drop_empty(self) -> None:
        self._leave([number for number, size in enumerate(self._sizes()) if not size])

    def _leave(self, chosen: Sequence[int]) -> None:
        for number in sorted(chosen, reverse=True):
            self._parts.pop(number).path.unlink()
            self._deleted.pop(number)
