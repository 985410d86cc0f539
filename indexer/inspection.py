"""What the archive would see in a file, without a corpus: ``muniment inspect``.

Promises: the same reading, sidecar and file-name rules as a rebuild, through the same confined
parser; nothing is written, registered or kept.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import UnreadableError
from archive.model import Document, Edition
from archive.settings import Settings
from indexer.build_documents import describe, originals
from indexer.build_editions import parser_of
from indexer.containers import is_container
from indexer.containers.expansion import INSIDE, Expansion, expand
from indexer.containers.opening import Opening
from indexer.containers.pool import OpenerPool, RecordReader
from indexer.corpus import Listing, SourceFile
from indexer.media import media_type
from indexer.ocr.start import recognising
from indexer.ocr.tesseract import ocr_of
from indexer.progress import silent
from indexer.roles import SIDECAR_SUFFIXES
from indexer.sandbox import ParseLimits, ParserPool
from indexer.seen import look, read_source
from indexer.sidecars import LIMIT, Sidecar, read_sidecar
from indexer.sources import Source

if TYPE_CHECKING:
    from indexer.ocr.recogniser import Recogniser


class Inspector:
    """Reads single files; holds a parser process and an opener of containers while it is open."""

    def __init__(
        self,
        pool: ParserPool,
        openers: OpenerPool,
        settings: Settings,
        recogniser: Recogniser | None,
        problems: tuple[str, ...],
    ) -> None:
        self._pool = pool
        self._openers = openers
        self._settings = settings
        self._recogniser = recogniser
        self._problems = problems  # with what reads pictures

    def inspect(self, path: Path) -> tuple[Document, Edition]:
        """The document and its edition; of a record too (``box.zip!/letter.txt``).

        Raises UnreadableError with a sentence.
        """
        limit = self._settings.max_file_bytes
        if INSIDE in str(path) and not path.exists():
            source, data = self._record(path)
            sidecars, problems = _NONE
        else:
            source, data = _file(path, limit)
            sidecars, problems = _sidecars(path.resolve())
        original = replace(originals([source], {}, {})[0], sidecars=sidecars)
        ocr = self._recogniser is not None
        parser_of(original.media_type, original.size, source.path, limit, ocr=ocr)
        edition = self._pool.parse(data, original.media_type, source.path).edition
        if edition.pictures:
            problems = (*problems, *self._problems)
        if edition.pictures and self._recogniser:
            edition = self._recogniser.read(data, edition, source.path).edition
        document = describe(original, edition)
        return document, replace(edition, notices=(*edition.notices, *problems))

    def opened(self, path: Path) -> Expansion | None:
        """What is in a container; None when the file is none. Raises UnreadableError."""
        if not path.is_file():
            return None
        path = path.resolve()
        root, limit = path.parent, self._settings.max_file_bytes
        status = path.stat()
        file = SourceFile(
            path=path.name, role="original", size=status.st_size, mtime_ns=0, ctime_ns=0, inode=0
        )
        sight = look(root, Listing((file,), (), ()), {}, limit, 0, silent)
        if not sight.seen or not is_container(sight.seen[0].media_type):
            return None
        contents = Opening(root, self._openers, 1, silent).run(sight.seen, {})
        return expand(sight, contents, limit, ocr=self._recogniser is not None)

    def _record(self, path: Path) -> tuple[Source, bytes]:
        """A record and its bytes. Raises UnreadableError when it is not in its container."""
        name, _, inside = str(path).partition(INSIDE)
        file = Path(name).resolve()
        found = self.opened(file)
        wanted = f"{file.name}{INSIDE}{inside}"
        source = next((s for s in (found.sources if found else ()) if s.path == wanted), None)
        if source is None:
            raise UnreadableError("There is no such record; inspect the container to see its own.")
        reader = RecordReader(file.parent, self._openers)
        return source, reader.read(source.file, source.within, source.sha256)


@contextmanager
def inspector(settings: Settings) -> Iterator[Inspector]:
    """An inspector with processes of its own."""
    ocr = ocr_of(settings)
    workers = settings.jobs or os.cpu_count() or 1
    with (
        ParserPool(1, ParseLimits.of(settings)) as pool,
        OpenerPool(1, settings) as openers,
        recognising(ocr, pool, settings, workers) as recogniser,
    ):
        yield Inspector(pool, openers, settings, recogniser, ocr.lacking)


_NONE: tuple[tuple[Sidecar, ...], tuple[str, ...]] = ((), ())


def _file(path: Path, limit: int) -> tuple[Source, bytes]:
    """A file and its bytes. Raises UnreadableError."""
    if not path.is_file():
        raise UnreadableError("There is no file at this path.")
    path = path.resolve()
    data = read_source(path.parent, path.name, limit)
    source = Source(
        path=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        media_type=media_type(data, path.name),
    )
    return source, data


def _sidecars(path: Path) -> tuple[tuple[Sidecar, ...], tuple[str, ...]]:
    """The facts stated beside a file, and what of them was not used."""
    for suffix in SIDECAR_SUFFIXES:
        beside = path.with_name(path.name + suffix)
        if beside.is_file():
            try:
                facts, problems = read_sidecar(
                    read_source(beside.parent, beside.name, LIMIT), beside.name
                )
            except UnreadableError as error:
                return (), (f"Its sidecar {beside.name} was not used: {error}",)
            return (facts,), tuple(f"Of its sidecar, {problem}." for problem in problems)
    return (), ()
