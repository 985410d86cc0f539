"""From a corpus to a new generation: walked, read, entered, parsed, indexed, checked, swapped in.

Promises: one builder an index at a time; the generation in use stays as it is until another one
is whole on the disk; each file that was not or not wholly indexed is in the report with the
reason, and stops nothing else; the same corpus gives the same documents, passages and order.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path

from archive.editions import EditionStore
from archive.errors import UnreadableError
from archive.model import BuildReport, Edition, FileProblem, Generation
from archive.plain import json_bytes, to_plain
from archive.register import Register, departures
from archive.settings import Settings
from archive.storage import storage_error, sync_folder
from archive.text import CANON
from indexer.accession import enter
from indexer.analysis import ANALYSER
from indexer.build_documents import Original, describe, originals
from indexer.build_editions import EditionSource, SkippedError, in_order
from indexer.build_sidecars import read_sidecars
from indexer.check import check_generation
from indexer.corpus import corpus_root, walk
from indexer.documents import DocumentsWriter
from indexer.engines.whoosh_build import WhooshBuilder
from indexer.generations import Generations
from indexer.leftovers import kept_alone
from indexer.manifest import write_manifest
from indexer.parsers import parser_versions
from indexer.progress import Progress, silent
from indexer.sandbox import ParseLimits, ParserPool
from indexer.seen import Seen, Sight, look, read_seen, write_seen
from indexer.snapshots import ENGINE, ENGINE_FOLDER, REPORT, needs_rebuild, schema


def rebuild(settings: Settings, progress: Progress = silent) -> BuildReport:
    """Read the whole corpus anew and make a generation of it; then it is the one in use.

    Raises CorpusError, LockedError, RegisterError, StorageError; the earlier generation is
    then still in use.
    """
    corpus_root(settings.corpus)  # before a lock in it makes a folder that is missing
    generations = Generations(settings.index_folder)
    with generations.lock(), kept_alone(settings.keep_folder):
        started = time.monotonic()
        register, sight = _look(settings, {}, progress)
        return _Build(settings, generations, register, sight, progress, started).run()


def update(settings: Settings, progress: Progress = silent) -> BuildReport | None:
    """The same, for what is new, changed or gone; None when there is nothing to do.

    Files whose size, times and inode are as they were are not read again. Raises as ``rebuild``.
    """
    corpus_root(settings.corpus)  # before a lock in it makes a folder that is missing
    generations = Generations(settings.index_folder)
    with generations.lock(), kept_alone(settings.keep_folder):
        started = time.monotonic()
        folder, manifest = generations.current(), generations.manifest()
        earlier = read_seen(folder) if folder else {}
        register, sight = _look(settings, earlier, progress)
        unchanged = manifest and manifest.fingerprint == sight.fingerprint()
        if manifest and unchanged and not needs_rebuild(manifest.generation):
            return None
        return _Build(settings, generations, register, sight, progress, started).run()


def _look(
    settings: Settings, earlier: dict[str, Seen], progress: Progress
) -> tuple[Register, Sight]:
    """Walk and read the corpus, and enter in the register what it did not know."""
    now_ns = time.time_ns()
    listing = walk(settings.corpus, (settings.index_folder, settings.keep_folder))
    register = Register.open(settings.keep_folder)
    limit = settings.max_file_bytes
    sight = look(settings.corpus, listing, earlier, limit, now_ns, progress)
    enter(register, sight)
    return register, sight


class _Build:
    """One run, under the index's lock."""

    def __init__(
        self,
        settings: Settings,
        generations: Generations,
        register: Register,
        sight: Sight,
        progress: Progress,
        started: float,
    ) -> None:
        self._settings = settings
        self._generations = generations
        self._register = register
        self._sight = sight
        self._progress = progress
        self._started = started  # monotonic seconds
        self._store = EditionStore(settings.keep_folder)
        self._skipped = list(sight.skipped)
        self._failed = list(sight.failed)
        self._partial: list[FileProblem] = []
        self._documents = self._passages = 0

    def run(self) -> BuildReport:
        """Fill, check and swap in a generation."""
        folder = self._generations.begin()
        try:
            try:
                self._fill(folder)
                report = self._finish(folder)
            except OSError as error:
                raise storage_error(folder, error) from error
            check_generation(folder)
            self._generations.commit(folder)
        finally:
            self._generations.discard(folder)
        self._generations.remove_old(self._settings.keep_generations)
        return report

    def _fill(self, folder: Path) -> None:
        """Write documents and their terms."""
        stated, self._partial = read_sidecars(self._settings.corpus, self._sight)
        found = originals(self._sight, stated, self._register.accessioned())
        with contextlib.ExitStack() as stack:
            writer = stack.enter_context(contextlib.closing(DocumentsWriter(folder)))
            engine = stack.enter_context(contextlib.closing(WhooshBuilder(folder / ENGINE_FOLDER)))
            editions = stack.enter_context(contextlib.closing(self._editions(found)))
            for done, (original, edition) in enumerate(editions):
                self._progress("Indexing", done, len(found), original.captures[0].path)
                if isinstance(edition, Edition):
                    self._add(writer, engine, original, edition)
                else:
                    self._left(original, edition)
            self._progress("Indexing", len(found), len(found))
            writer.finish()
            engine.finish()
        self._documents, self._passages = writer.documents, writer.passages

    def _editions(
        self, found: list[Original]
    ) -> Generator[tuple[Original, Edition | UnreadableError], None, None]:
        settings = self._settings
        workers = settings.jobs or os.cpu_count() or 1
        with ParserPool(workers, ParseLimits.of(settings)) as pool:
            source = EditionSource(settings.corpus, self._store, pool, settings.max_file_bytes)
            yield from in_order(found, source.edition, workers)
        self._store.sync()

    def _add(
        self, writer: DocumentsWriter, engine: WhooshBuilder, original: Original, edition: Edition
    ) -> None:
        document = describe(original, edition)
        try:
            writer.add(document, edition.passages, edition.left_out)
        except UnreadableError as error:
            self._left(original, error)
            return
        engine.add(document, edition.passages)
        if not edition.passages:
            reason = "No text was found in it; only its title can be searched."
        elif edition.partial:
            reason = " ".join(edition.notices) or "Something in it could not be read."
        else:
            return
        self._partial += [FileProblem(path=c.path, reason=reason) for c in document.captures]

    def _left(self, original: Original, error: UnreadableError) -> None:
        """Report an original that is not indexed, by each of its files."""
        problems = self._skipped if isinstance(error, SkippedError) else self._failed
        problems += [FileProblem(path=c.path, reason=str(error)) for c in original.captures]

    def _finish(self, folder: Path) -> BuildReport:
        """Write what is known of the generation, and bring everything to the disk."""
        self._progress("Checking", 0, 1)
        write_seen(folder, self._sight.seen)
        report = BuildReport(
            generation=folder.name,
            documents=self._documents,
            passages=self._passages,
            files=sum(one.file.role == "original" for one in self._sight.seen),
            skipped=_sorted(self._skipped),
            partial=_sorted(self._partial),
            failed=_sorted(self._failed),
            notices=(
                *self._register.notices,
                *self._store.notices,
                *departures(self._register.entries),
            ),
            seconds=round(time.monotonic() - self._started, 3),
        )
        (folder / REPORT).write_bytes(json_bytes(to_plain(report)) + b"\n")
        _sync_tree(folder)
        write_manifest(folder, self._generation(folder.name), self._sight.fingerprint())
        return report

    def _generation(self, name: str) -> Generation:
        return Generation(
            id=name,
            created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            documents=self._documents,
            passages=self._passages,
            engine=ENGINE,
            schema=schema(),
            analyser=ANALYSER,
            parsers=parser_versions(),
            canon=CANON,
            register_head=self._register.head,
            register_count=self._register.count,
        )


def _sorted(problems: list[FileProblem]) -> tuple[FileProblem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.path, problem.reason)))


def _sync_tree(folder: Path) -> None:
    """Bring every file and folder below ``folder`` to the disk. Raises OSError, StorageError."""
    for place, _, files in os.walk(folder):
        for name in files:
            with (Path(place) / name).open("rb") as file:
                os.fsync(file.fileno())
        sync_folder(Path(place))
