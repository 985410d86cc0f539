"""Confined processes that open containers, and the parent's way to ask them.

Promises: whatever a container does to its opener costs that container only; a record's bytes are
given only when they have the digest that was found before. Needs no memory of a container's size.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from archive.errors import UnreadableError
from archive.model import Record
from archive.plain import from_plain
from archive.settings import MIB, Settings
from indexer.containers import OPENERS
from indexer.containers.found import Batch, Contents
from indexer.parser_process import ParseLimits, ParserProcess
from indexer.sandbox import ConfinedPool, failure
from indexer.seen import open_source

ANSWER = "indexer.containers.child:answer"
Steps = Sequence[tuple[str, str]]  # media type and locator, outermost first


class OpenerPool(ConfinedPool):
    """Processes that open containers, of at most ``limit`` bytes a record."""

    def __init__(self, workers: int, settings: Settings) -> None:
        self._limit = settings.max_file_bytes
        limits = replace(ParseLimits.of(settings), output_bytes=self._limit + MIB)
        super().__init__(workers, limits, ANSWER)

    def contents(
        self,
        source: BinaryIO,
        name: str,
        steps: Steps,
        kind: tuple[str, str],
        why_stop: Callable[[Batch], str] = lambda _: "",
    ) -> Contents:
        """All records of a container; ``kind`` is its media type and SHA-256.

        ``why_stop`` is asked after each batch and answers with a sentence to end; ``name`` is for
        sentences. Raises UnreadableError when it cannot be opened, OSError when its file cannot
        be read.
        """
        container, sha256 = kind
        batches: list[Batch] = []
        start: int | None = 0
        while start is not None:
            question = {
                "steps": steps,
                "container": container,
                "start": start,
                "limit": self._limit,
                "file": _state(source),
            }
            batch = self._batch(source, name, question)
            batches.append(batch)
            reason = why_stop(batch)
            if batch.resume is None or batch.resume <= start:
                start = None
            elif reason:
                batches.append(Batch(missing=(reason,)))
                start = None
            else:
                start = batch.resume
        return Contents(
            sha256=sha256,
            opener=opener_of(container),
            found=tuple(found for batch in batches for found in batch.found),
            missing=tuple(each for batch in batches for each in batch.missing),
            remarks=tuple(each for batch in batches for each in batch.remarks),
        )

    def payload(self, source: BinaryIO, name: str, steps: Steps) -> bytes:
        """The bytes of the record that the steps lead to. Raises UnreadableError, OSError."""

        def ask(process: ParserProcess) -> bytes:
            question = {"steps": steps, "limit": self._limit, "file": _state(source)}
            answer = process.ask(source, name, question)
            if answer.startswith(b"\0"):
                return answer[1:]
            raise failure(process, answer, name)

        return self.using(ask)

    def _batch(self, source: BinaryIO, name: str, question: dict[str, object]) -> Batch:
        def ask(process: ParserProcess) -> Batch:
            answer = process.ask(source, name, question)
            try:
                return from_plain(Batch, json.loads(answer)["found"])
            except (ValueError, KeyError, TypeError, RecursionError):
                raise failure(process, answer, name) from None

        return self.using(ask)


class RecordReader:
    """Gives the bytes of records by where they lie; may be asked from several threads."""

    def __init__(self, corpus: Path, pool: OpenerPool) -> None:
        self._corpus = corpus
        self._pool = pool

    def read(self, file: str, within: Sequence[Record], sha256: str | None) -> bytes:
        """The bytes of the record there, with this digest if one is given.

        Raises UnreadableError.
        """
        steps = [(record.container, record.locator) for record in within]
        try:
            with open_source(self._corpus, file) as source:
                data = self._pool.payload(source, file, steps)
        except OSError as error:
            raise UnreadableError("The file that it lies in cannot be read.") from error
        if sha256 and hashlib.sha256(data).hexdigest() != sha256:
            raise UnreadableError(
                f"The file {file} has changed since; `muniment update` reads it again."
            )
        return data


def _state(source: BinaryIO) -> str:
    """What differs between files, and after each change: nobody can set the last of these times."""
    about = os.fstat(source.fileno())
    return f"{about.st_dev} {about.st_ino} {about.st_size} {about.st_mtime_ns} {about.st_ctime_ns}"


def opener_of(container: str) -> str:
    """What opens a container of this media type, and its version."""
    return f"{container} {OPENERS[container][1]}"
