"""The editions of originals: those that are kept, and those that have to be read.

Promises: an original whose edition of the current parser version is kept is not parsed again,
nor even opened; several parsers work at once, the results come in the order asked, and only a
few are held in memory; what cannot be read is handed on as the reason, for that original only.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from archive.editions import EditionStore, Encoded
from archive.errors import UnreadableError
from archive.model import Edition
from indexer.build_documents import Original
from indexer.media import BINARY, PICTURES, by_suffix, describe
from indexer.parsers import parser_for
from indexer.sandbox import ParserPool
from indexer.seen import too_large
from indexer.source_reader import SourceReader

if TYPE_CHECKING:
    from indexer.ocr.recogniser import Recogniser

T = TypeVar("T")

_AHEAD = 4  # originals for each worker that may be waiting for their turn


class SkippedError(UnreadableError):
    """A file of a kind that this version does not read; nothing is wrong with it."""


class MissingError(UnreadableError):
    """No file of an original can be read, or none has its bytes any more."""


class EditionSource:
    """Gives the edition of an original; may be asked from several threads."""

    def __init__(
        self,
        reader: SourceReader,
        store: EditionStore,
        pool: ParserPool,
        limit: int,
        recogniser: Recogniser | None,
    ) -> None:
        self._reader = reader
        self._store = store
        self._pool = pool
        self._limit = limit  # bytes of a file
        self._recogniser = recogniser

    def edition(self, original: Original) -> Edition:
        """The edition of the current parser's version, with at least one passage or a title.

        Raises UnreadableError (SkippedError when no parser is for it, MissingError when its file
        is not there), StorageError.
        """
        path = original.captures[0].path
        with_ocr = self._recogniser is not None
        parser = parser_of(original.media_type, original.size, path, self._limit, ocr=with_ocr)
        edition = self._store.get(original.sha256, *parser) or self._made(
            original, parser, partial(self._pool.parse, media_type=original.media_type)
        )
        if edition.pictures and self._recogniser:
            edition = self._recognised(original, edition, self._recogniser)
        if not edition.passages and not edition.metadata.title:
            if original.media_type in PICTURES and not edition.partial:
                raise SkippedError("It is a picture in which OCR found no text.")
            raise UnreadableError(missing(edition) or "No text was found in it.")
        return edition

    def _recognised(self, original: Original, base: Edition, recogniser: Recogniser) -> Edition:
        """The edition with the text of the pages that are pictures."""
        parser = recogniser.parser(base)
        kept = self._store.get(original.sha256, *parser)
        if kept and recogniser.is_whole(kept, base):
            return kept
        return self._made(original, parser, partial(recogniser.read, base=base))

    def _made(
        self, original: Original, parser: tuple[str, str], read: Callable[..., Encoded]
    ) -> Edition:
        """An edition by this parser, which ``read`` makes of bytes and a name; kept from now on."""
        encoded = self._read(original, parser, read)
        self._store.put(encoded)
        return encoded.edition

    def _read(
        self, original: Original, parser: tuple[str, str], read: Callable[..., Encoded]
    ) -> Encoded:
        """Read the first of the original's files that still holds its bytes."""
        reason = "The file vanished while the index was being built."
        for capture in original.captures:
            try:
                data = self._reader.read(capture, original.sha256)
            except UnreadableError as error:
                reason = str(error)
                continue
            if hashlib.sha256(data).hexdigest() != original.sha256:
                reason = (
                    "The file changed while the index was being built; `muniment update` reads "
                    "it again."
                )
                continue
            encoded = read(data, name=capture.path)
            edition = encoded.edition
            told = (edition.sha256, edition.parser, edition.parser_version)
            if told != (original.sha256, *parser):
                raise UnreadableError("Its parser answered about another file.")
            return encoded
        raise MissingError(reason)


def parser_of(kind: str, size: int, name: str, limit: int, *, ocr: bool = True) -> tuple[str, str]:
    """Name and version of the parser for an original of this media type, size and file name.

    ``limit`` is the most bytes of a file; ``ocr``: whether pictures are read. Raises SkippedError
    when its kind is not read, UnreadableError when its kind would be read and it cannot be.
    """
    if size == 0:
        raise UnreadableError("The file is empty.")
    if not kind:
        raise UnreadableError(too_large(limit))
    parser = parser_for(kind)
    if parser and kind in PICTURES and not ocr:
        raise SkippedError(
            f"It is a picture ({describe(kind)}). If it shows text, OCR can read that: the setting "
            "ocr, and Tesseract installed."
        )
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
    items: Iterable[T], work: Callable[[T], Edition], workers: int, stop: Callable[[], None]
) -> Generator[tuple[T, Edition | UnreadableError], None, None]:
    """Each item with its edition, in the order of the items, made by several threads.

    Other errors than UnreadableError end the iteration and are raised. ``stop`` makes work that is
    still being done end soon; it is called where the iteration ends before the items do.
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
        except BaseException:  # of ours, of who asks, or an interruption
            for _, future in pending:
                future.cancel()
            stop()
            raise


def _first(
    pending: deque[tuple[T, Future[Edition]]],
) -> tuple[T, Edition | UnreadableError]:
    item, future = pending.popleft()
    try:
        return item, future.result()
    except UnreadableError as error:
        return item, error
