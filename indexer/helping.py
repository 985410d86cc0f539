"""Helping with a build that another machine began: reading a part of the corpus for it.

Promises: what is read is kept and sent as the builder that began would have done it; nothing is
registered, checked or swapped in from here, and nothing that is served changes. Any number of
machines may help, and stop or fall, at any time.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from archive.editions import EditionStore
from archive.register import Register
from archive.settings import MIB, Settings
from indexer.build_run import terms
from indexer.containers.pool import OpenerPool, RecordReader
from indexer.corpus import corpus_root
from indexer.filling import Filling
from indexer.ocr.tesseract import ocr_of
from indexer.places import generations_of
from indexer.progress import Progress, silent
from indexer.source_reader import SourceReader


@dataclass(frozen=True, slots=True)
class Helped:
    """What was done here for a generation."""

    generation: str
    documents: int


def join(settings: Settings, progress: Progress = silent) -> Helped:
    """Read whatever nobody else reads, until everything is read.

    Waits until a build begins. Raises UsageError where there is nothing to share, CorpusError,
    RegisterError, UnavailableError, StorageError.
    """
    corpus_root(settings.corpus)
    kind, ocr = generations_of(settings).kind, ocr_of(settings)
    workers = settings.jobs or os.cpu_count() or 1
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="muniment-join-"))
        head = Register.open(settings.keep_folder).head
        memory = settings.build_memory_mb * MIB
        sharing = kind.helping(Path(folder), memory, terms(head, ocr, kind), progress)
        stack.enter_context(contextlib.closing(sharing))
        openers = stack.enter_context(OpenerPool(workers, settings))
        records = RecordReader(settings.corpus, openers)
        sharing.offer((), {})
        Filling(
            settings=settings,
            reader=SourceReader(settings.corpus, records, settings.max_file_bytes),
            store=EditionStore(settings.keep_folder),
            ocr=ocr,
            workers=workers,
            progress=progress,
        ).run(sharing)
        return Helped(sharing.generation, sharing.entered)
