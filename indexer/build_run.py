"""One run of a build: a generation filled, described, checked and swapped in.

Promises: each file that was not or not wholly indexed is in the report with the reason, and
stops nothing else; out of an earlier generation comes what a build from the start would give.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import hashlib
import os
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archive.editions import EditionStore
from archive.errors import IndexDamagedError
from archive.model import BuildReport, Generation
from archive.plain import json_bytes, to_plain
from archive.register import Register, departures
from archive.settings import MIB, Settings
from archive.storage import storage_error, sync_folder
from archive.variants import Variants
from indexer.accession import agent
from indexer.account import Account
from indexer.build_documents import Original, originals
from indexer.build_editions import SkippedError
from indexer.build_sidecars import read_sidecars
from indexer.carrying import Carried, Earlier, Plan, carry, plan
from indexer.check import check_generation
from indexer.containers.expansion import expand
from indexer.containers.found import Contents
from indexer.containers.kept import read_contents, write_contents
from indexer.containers.opening import Opening
from indexer.containers.pool import OpenerPool, RecordReader
from indexer.documents.resources import FoundResource, write_resources
from indexer.filling import Filling
from indexer.generations import Generations
from indexer.kinds import Kind, Writers
from indexer.made import write_made
from indexer.manifest import write_manifest
from indexer.ocr.tesseract import Ocr
from indexer.progress import Progress
from indexer.seen import Sight, write_seen
from indexer.snapshots import REPORT, facts_of, write_variants
from indexer.source_reader import SourceReader

COLLECTED_AFTER = 500_000  # new objects; editions hold ten thousand each, and go by themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be built, and where."""

    settings: Settings
    generations: Generations
    register: Register
    sight: Sight
    progress: Progress
    started: float  # monotonic seconds
    variants: Variants = field(default_factory=Variants)
    ocr: Ocr = field(default_factory=lambda: Ocr(wanted=False))
    notices: list[str] = field(default_factory=list)  # for the report

    @property
    def fingerprint(self) -> str:
        """Of everything that a generation is made of; the corpus's own where there is no more."""
        seen = self.sight.fingerprint()
        withdrawn = sorted(self.register.withdrawn())
        if not self.variants.sha256 and not withdrawn:
            return seen
        whole = " ".join([seen, self.variants.sha256, *withdrawn])
        return hashlib.sha256(whole.encode("ascii")).hexdigest()


class BuildRun:
    """One run, under the index's lock."""

    def __init__(self, job: Job, base: Earlier | None) -> None:
        self._job = job
        self._settings = job.settings
        self._base = base
        self._store = EditionStore(job.settings.keep_folder)
        self._account = Account(job.sight)
        self._contents: dict[str, Contents] = {}
        self._resources: list[FoundResource] = []
        self._workers = job.settings.jobs or os.cpu_count() or 1
        self._carried = Carried({}, {})
        self._passages = 0

    def run(self) -> BuildReport:
        """Fill, check and swap in a generation. Raises IndexDamagedError when it is not right."""
        generations = self._job.generations
        folder = generations.begin()
        try:
            try:
                self._fill(folder)
                report = self._finish(folder)
            except OSError as error:
                raise storage_error(folder, error) from error
            check_generation(folder, generations.kind)
            generations.commit(folder)
        finally:
            generations.discard(folder)
        generations.remove_old(self._settings.keep_generations)
        return report

    def _fill(self, folder: Path) -> None:
        """Write documents and their terms."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(_collecting_seldom())
            openers = stack.enter_context(OpenerPool(self._workers, self._settings))
            reader = SourceReader(
                self._settings.corpus,
                RecordReader(self._settings.corpus, openers),
                self._settings.max_file_bytes,
            )
            found = self._found(openers, reader)
            todo = plan(self._base, found) if self._base else Plan([], found, [])
            writers = self._writers(folder, stack)
            self._leave_out(todo, writers)
            kind = self._job.generations.kind
            sharing = kind.sharing(folder, writers)
            stack.enter_context(contextlib.closing(sharing))
            agreed = terms(self._job.register.head, self._job.ocr, kind)
            sharing.offer(todo.new, agreed)
            Filling(
                settings=self._settings,
                reader=reader,
                store=self._store,
                ocr=self._job.ocr,
                workers=self._workers,
                progress=self._job.progress,
            ).run(sharing)
            for original, outcome in sharing.gather():
                self._account.became(original, outcome)
            self._job.progress("Writing", 0, 1)
            writers.documents.finish()
            writers.engine.finish()
            self._job.progress("Writing", 1, 1)
        self._passages = writers.documents.passages

    def _found(self, openers: OpenerPool, reader: SourceReader) -> list[Original]:
        """The originals of the corpus, those in containers too."""
        job = self._job
        before = read_contents(self._base.folder) if self._base else {}
        opening = Opening(self._settings.corpus, openers, self._workers, job.progress)
        self._contents = opening.run(job.sight.seen, before)
        expansion = expand(
            job.sight,
            self._contents,
            self._settings.max_file_bytes,
            ocr=job.ocr.tesseract is not None,
        )
        self._resources = expansion.resources
        stated, problems = read_sidecars(reader, expansion.sources)
        self._account.records(expansion)
        self._account.problems(problems)
        found = originals(expansion.sources, stated, job.register.accessioned())
        return list(self._shown(found))

    def _shown(self, found: Sequence[Original]) -> Iterator[Original]:
        """The originals without those that were withdrawn, which are told."""
        withdrawn = self._job.register.withdrawn()
        for original in found:
            entry = withdrawn.get(original.sha256)
            if entry is None:
                yield original
            else:
                reason = f"It was withdrawn on {entry.at[:10]}. {entry.note}".strip()
                self._account.left(original, SkippedError(reason))

    def _writers(self, folder: Path, stack: contextlib.ExitStack) -> Writers:
        memory = self._settings.build_memory_mb * MIB
        kind = self._job.generations.kind
        if not self._base:
            return _closed_with(stack, kind.writers(folder, memory))
        self._carried = carry(self._base, folder)
        try:
            writers = kind.extending(folder, self._base.folder, memory)
        except (ValueError, TypeError, LookupError) as error:
            raise IndexDamagedError("its files cannot be read") from error
        return _closed_with(stack, writers)

    def _leave_out(self, todo: Plan, writers: Writers) -> None:
        """Take over what stays, and take out what does not."""
        for original, made in todo.kept:
            self._account.document(original, made)
        if not todo.gone or not self._base:
            return
        with contextlib.closing(self._job.generations.kind.documents(self._base.folder)) as store:
            for identifier in todo.gone:
                document = store.document(identifier)
                if document is None:
                    raise IndexDamagedError(f"the document {identifier} is not in it")
                left_out = store.left_out(identifier)
                writers.engine.remove(document, store.passages(identifier), left_out)
                writers.documents.remove(identifier)

    def _finish(self, folder: Path) -> BuildReport:
        """Write what is known of the generation, and bring everything to the disk."""
        self._job.progress("Checking", 0, 1)
        write_seen(folder, self._job.sight.seen)
        write_made(folder, self._account.made)
        write_contents(folder, self._contents.values())
        write_resources(folder, self._resources)
        write_variants(folder, self._job.variants)
        report = self._report(folder.name)
        (folder / REPORT).write_bytes(json_bytes(to_plain(report)) + b"\n")
        known = self._carried.still(folder)
        _sync_tree(folder)
        write_manifest(folder, self._generation(folder.name), self._job.fingerprint, known)
        self._job.progress("Checking", 1, 1)
        return report

    def _report(self, name: str) -> BuildReport:
        job = self._job
        return self._account.report(
            name,
            passages=self._passages,
            files=sum(one.file.role == "original" for one in job.sight.seen),
            notices=(
                *job.notices,
                *job.ocr.lacking,
                *job.variants.notices,
                *job.register.notices,
                *self._store.notices,
                *departures(job.register.entries),
            ),
            seconds=time.monotonic() - job.started,
        )

    def _generation(self, name: str) -> Generation:
        return dataclasses.replace(
            facts_of(
                name,
                len(self._account.made),
                self._passages,
                self._job.ocr.label,
                self._job.generations.kind,
            ),
            register_head=self._job.register.head,
            register_count=self._job.register.count,
        )


@contextlib.contextmanager
def _collecting_seldom() -> Generator[None, None, None]:
    """Look for garbage seldom: looking cost as much as checking the editions."""
    before = gc.get_threshold()
    gc.set_threshold(COLLECTED_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def terms(register: str, ocr: Ocr, kind: Kind) -> dict[str, str]:
    """What has to be the same for all builders of one generation; ``register``: its head."""
    return {
        "version": agent(),
        "schema": kind.schema,
        "ocr": ocr.label,
        "register": register,
    }


def _closed_with(stack: contextlib.ExitStack, writers: Writers) -> Writers:
    stack.enter_context(contextlib.closing(writers.documents))
    stack.enter_context(contextlib.closing(writers.engine))
    return writers


def _sync_tree(folder: Path) -> None:
    """Bring every file and folder below ``folder`` to the disk. Raises OSError, StorageError."""
    for place, _, files in os.walk(folder):
        for name in files:
            with (Path(place) / name).open("rb") as file:
                os.fsync(file.fileno())
        sync_folder(Path(place))
