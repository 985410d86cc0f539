"""The editions of originals: those that are kept, and those that have to be read.

Promises: an original whose edition of the current parser version is kept is not parsed again,
nor even opened; several parsers work at once, the results come in the order asked, and only a
few are held in memory; what cannot be read is handed on as the reason, for that original only.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import PurePosixPath
from typing import TypeVar

from archive.editions import EditionStore, Encoded
from archive.errors import UnreadableError
from archive.model import Edition
from indexer.build_documents import Original
from indexer.media import BINARY, by_suffix, describe
from indexer.parsers import parser_for
from indexer.sandbox import ParserPool
from indexer.seen import too_large
from indexer.source_reader import SourceReader

T = TypeVar("T")

_AHEAD = 4  # originals for each worker that may be waiting for their turn


class SkippedError(UnreadableError):
    """A file of a kind that this version does not read; nothing is wrong with it."""


class EditionSource:
    """Gives the edition of an original; may be asked from several threads."""

    def __init__(
        self, reader: SourceReader, store: EditionStore, pool: ParserPool, limit: int
    ) -> None:
        self._reader = reader
        self._store = store
        self._pool = pool
        self._limit = limit  # bytes of a file

    def edition(self, original: Original) -> Edition:
        """The edition of the current parser's version, with at least one passage or a title.

        Raises UnreadableError (SkippedError when no parser is for it), StorageError.
        """
        path = original.captures[0].path
        parser = parser_of(original.media_type, original.size, path, self._limit)
        edition = self._store.get(original.sha256, *parser)
        if edition is None:
            encoded = self._read(original, parser)
            self._store.put(encoded)
            edition = encoded.edition
        if not edition.passages and not edition.metadata.title:
            raise UnreadableError(missing(edition) or "No text was found in it.")
        return edition

    def _read(self, original: Original, parser: tuple[str, str]) -> Encoded:
        """Parse the first of the original's files that still holds its bytes."""
        reason = UnreadableError("The file vanished while the index was being built.")
        for capture in original.captures:
            try:
                data = self._reader.read(capture, original.sha256)
            except UnreadableError as error:
                reason = error
                continue
            if hashlib.sha256(data).hexdigest() != original.sha256:
                reason = UnreadableError(
                    "The file changed while the index was being built; `muniment update` reads "
                    "it again."
                )
                continue
            encoded = self._pool.parse(data, original.media_type, capture.path)
            edition = encoded.edition
            told = (edition.sha256, edition.parser, edition.parser_version)
            if told != (original.sha256, *parser):
                raise UnreadableError("Its parser answered about another file.")
            return encoded
        raise reason


def parser_of(kind: str, size: int, name: str, limit: int) -> tuple[str, str]:
    """Name and version of the parser for an original of this media type, size and file name.

    ``limit`` is the most bytes of a file. Raises SkippedError when its kind is not read,
    UnreadableError when its kind would be read and it cannot be.
    """
    if size == 0:
        raise UnreadableError("The file is empty.")
    if not kind:
        raise UnreadableError(too_large(limit))
    parser = parser_for(kind)
    if parser:
        return parser
    if kind != BINARY:
        raise SkippedError(f"It is of a kind not read by this version: {describe(kind)}.")
    promised = by_suffix(PurePosixPath(name).suffix)
    if promised and parser_for(promised):
        raise UnreadableError(
            f"Its name says {describe(promised)}, but it holds binary data: it is damaged, or "
            "something else under a wrong name."
        )
    raise SkippedError("It holds binary data of no kind that is read by this version.")


def missing(edition: Edition) -> str:
    """What of a file could not be read, in sentences; "" nothing."""
    if not edition.partial:
        return ""
    return " ".join(edition.notices) or "Something in it could not be read."


def in_order(
    items: Iterable[T], work: Callable[[T], Edition], workers: int
) -> Iterator[tuple[T, Edition | UnreadableError]]:
    """Each item with its edition, in the order of the items, made by several threads.

    Other errors than UnreadableError end the iteration and are raised.
    """
    pending: deque[tuple[T, Future[Edition]]] = deque()
    with ThreadPoolExecutor(workers, thread_name_prefix="reading") as executor:
        try:
            for item in items:
                pending.append((item, executor.submit(work, item)))
                if len(pending) > workers * _AHEAD:
                    yield _first(pending)
            while pending:
                yield _first(pending)
        finally:
            for _, future in pending:
                future.cancel()


def _first(
    pending: deque[tuple[T, Future[Edition]]],
) -> tuple[T, Edition | UnreadableError]:
    item, future = pending.popleft()
    try:
        return item, future.result()
    except UnreadableError as error:
        return item, error
