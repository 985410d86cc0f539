"""From a corpus to a new generation: walked, read, entered, parsed, indexed, checked, swapped in.

Promises: one builder an index at a time; the generation in use stays as it is until another one
is whole on the disk; the same corpus gives the same documents and passages, whether all is made
anew (``rebuild``) or only what changed (``update``).
"""

from __future__ import annotations

import time

from archive.errors import IndexDamagedError
from archive.model import BuildReport
from archive.register import Register
from archive.settings import Settings
from archive.variants import read_variants
from indexer.accession import enter
from indexer.build_run import BuildRun, Job
from indexer.carrying import earlier
from indexer.corpus import corpus_root, walk
from indexer.generations import Generations
from indexer.leftovers import kept_alone
from indexer.ocr.tesseract import ocr_of
from indexer.places import generations_of
from indexer.progress import Progress, silent
from indexer.seen import Seen, look, read_seen
from indexer.snapshots import needs_rebuild


def rebuild(settings: Settings, progress: Progress = silent) -> BuildReport:
    """Read the whole corpus anew and make a generation of it; then it is the one in use.

    Nothing of an earlier generation is used, so that it helps whatever is wrong with one; kept
    editions are, so that one that was interrupted goes on. Raises CorpusError, LockedError,
    RegisterError, StorageError; the earlier generation is then still in use.
    """
    corpus_root(settings.corpus)  # before a lock in it makes a folder that is missing
    generations = generations_of(settings)
    with generations.lock(), kept_alone(settings.keep_folder):
        return BuildRun(_job(settings, generations, {}, progress), None).run()


def update(settings: Settings, progress: Progress = silent) -> BuildReport | None:
    """Take in what is new, changed or gone; None when there is nothing to do.

    Files whose size, times and inode are as they were are not read again, and what was made of
    them is carried over. Raises as ``rebuild``.
    """
    corpus_root(settings.corpus)  # before a lock in it makes a folder that is missing
    generations = generations_of(settings)
    with generations.lock(), kept_alone(settings.keep_folder):
        folder, manifest = generations.current(), generations.manifest()
        job = _job(settings, generations, read_seen(folder) if folder else {}, progress)
        unchanged = manifest and manifest.fingerprint == job.fingerprint
        if (
            manifest
            and unchanged
            and not needs_rebuild(manifest.generation, job.ocr.label, generations.kind)
        ):
            return None
        try:
            progress("Checking the index before", 0, 1)
            base = earlier(folder, manifest, job.ocr.label, generations.kind)
            progress("Checking the index before", 1, 1)
            if base:
                return BuildRun(job, base).run()
        except IndexDamagedError as error:
            name = folder.name if folder else ""
            job.notices.append(
                f"The generation {name} was not fit to go on from ({str(error).rstrip('.')}); "
                "everything was made anew."
            )
        return BuildRun(job, None).run()


def _job(
    settings: Settings, generations: Generations, seen: dict[str, Seen], progress: Progress
) -> Job:
    """Walk and read the corpus, but for files that were ``seen``; enter what the register did not
    know."""
    started, now_ns = time.monotonic(), time.time_ns()
    listing = walk(settings.corpus, (settings.index_folder, settings.keep_folder))
    register = Register.open(settings.keep_folder)
    sight = look(settings.corpus, listing, seen, settings.max_file_bytes, now_ns, progress)
    enter(register, sight)
    return Job(
        settings=settings,
        generations=generations,
        register=register,
        sight=sight,
        progress=progress,
        started=started,
        variants=read_variants(settings.keep_folder),
        ocr=ocr_of(settings),
    )
