"""What the archive would see in a file, without a corpus: ``muniment inspect``.

Promises: the same reading, sidecar and file-name rules as a rebuild, through the same confined
parser; nothing is written, registered or kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from archive.errors import UnreadableError
from archive.model import Capture, Document, Edition
from archive.settings import Settings
from indexer.build_documents import Original, describe
from indexer.build_editions import parser_of
from indexer.media import media_type
from indexer.roles import SIDECAR_SUFFIXES
from indexer.sandbox import ParseLimits, ParserPool
from indexer.seen import read_source
from indexer.sidecars import LIMIT, Sidecar, read_sidecar


class Inspector:
    """Reads single files; holds one parser process for as long as it is open."""

    def __init__(self, pool: ParserPool, settings: Settings) -> None:
        self._pool = pool
        self._settings = settings

    def inspect(self, path: Path) -> tuple[Document, Edition]:
        """The document and its edition. Raises UnreadableError with a sentence."""
        if not path.is_file():
            raise UnreadableError("There is no file at this path.")
        path = path.resolve()
        limit = self._settings.max_file_bytes
        data = read_source(path.parent, path.name, limit)
        sidecars, problems = _sidecars(path)
        original = Original(
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            media_type=media_type(data, path.name),
            captures=(Capture(path=path.name),),
            sidecars=sidecars,
        )
        parser_of(original.media_type, original.size, path.name, limit)
        edition = self._pool.parse(data, original.media_type, path.name).edition
        document = describe(original, edition)
        return document, replace(edition, notices=(*edition.notices, *problems))


@contextmanager
def inspector(settings: Settings) -> Iterator[Inspector]:
    """An inspector with a parser process of its own."""
    with ParserPool(1, ParseLimits.of(settings)) as pool:
        yield Inspector(pool, settings)


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
