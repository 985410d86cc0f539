"""Filling a generation: originals read by several parsers at once, described, and entered.

Promises: whoever fills it, the builder that began a generation or one that helps, makes the same
documents of the same originals; what cannot be read is a reason, and costs that original only.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from archive.editions import EditionStore
from archive.errors import UnreadableError
from archive.model import Edition
from archive.settings import Settings
from indexer.build_documents import Original, describe
from indexer.build_editions import EditionSource, in_order, missing
from indexer.made import Made, digest_of
from indexer.ocr.start import recognising
from indexer.ocr.tesseract import Ocr
from indexer.progress import Progress
from indexer.sandbox import ParseLimits, ParserPool
from indexer.sharing import Outcome, Sharing
from indexer.source_reader import SourceReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What reads originals: settings, where they lie, where their editions are kept."""

    settings: Settings
    reader: SourceReader
    store: EditionStore
    ocr: Ocr
    workers: int  # parsers at once
    progress: Progress

    def run(self, sharing: Sharing) -> None:
        """Read and enter whatever there is to be read. Raises StorageError, MunimentError."""
        settings = self.settings
        with (
            ParserPool(self.workers, ParseLimits.of(settings)) as pool,
            recognising(self.ocr, pool, settings, self.workers) as recogniser,
        ):
            source = EditionSource(
                self.reader, self.store, pool, settings.max_file_bytes, recogniser
            )
            stop = recogniser.stop if recogniser else _nothing
            while sharing.more():
                editions = in_order(sharing.taken(), source.edition, self.workers, stop)
                with contextlib.closing(editions):
                    for original, edition in editions:
                        self._tell(sharing, original.captures[0].path)
                        sharing.done(original, _entered(sharing, original, edition))
            self._tell(sharing, "")
        self.store.sync()

    def _tell(self, sharing: Sharing, path: str) -> None:
        if sharing.offered:
            self.progress("Indexing", sharing.ready, sharing.offered, path)


def _entered(sharing: Sharing, original: Original, edition: Edition | UnreadableError) -> Outcome:
    if isinstance(edition, UnreadableError):
        return edition
    document = describe(original, edition)
    try:
        sharing.enter(document, edition.passages, edition.left_out)
    except UnreadableError as error:
        return error
    reason = missing(edition)
    if not edition.passages and reason:
        reason += " Only its title can be searched."
    elif not edition.passages:
        reason = "No text was found in it; only its title can be searched."
    return Made(document.sha256, digest_of(original), reason)


def _nothing() -> None:
    """What there is to stop where nothing runs."""
