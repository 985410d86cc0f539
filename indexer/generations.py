"""The generations of an index: made aside, verified, swapped in, kept, rolled back, removed.

Promises: ``current`` names a whole generation or, after a crash, the one before; opening always
verifies first, and falls back to an older whole generation with a notice; a generation that
somebody has open is not removed; whatever a killed build left is removed by the next one.
Does not know how a generation is filled.

    <index>/current              the id of the generation in use
    <index>/generations/<id>/    manifest.json, documents/, engine/, and lists (report, seen, made)
    <index>/building/            what is being made or removed; of no use after a crash
    <index>/build.lock           held by whoever changes any of these
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import re
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive.errors import IndexDamagedError, NoIndexError, NotFoundError
from archive.model import Generation
from archive.search import Snapshot
from archive.storage import atomic_write, locked, make_folder, storage_error, sync_folder
from indexer import documents
from indexer.kinds import EMBEDDED, ENGINE_FOLDER, Kind
from indexer.manifest import Manifest, read_manifest
from indexer.snapshots import close_snapshot, open_generation

CURRENT, FOLDER, BUILDING, LOCK = "current", "generations", "building", "build.lock"

Stamp = tuple[int, int, int]  # inode, size (bytes) and time (ns) of the pointer; it is replaced
_ID = re.compile(r"(?P<number>[0-9]{6,})-[0-9]{8}T[0-9]{6}Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A generation that is kept, for lists: its facts, or why they cannot be told."""

    id: str
    is_current: bool
    bytes: int  # of all its files
    generation: Generation | None
    damage: str = ""


class Generations:
    """The generations in one index folder, which need not exist yet."""

    def __init__(self, index: Path, kind: Kind = EMBEDDED) -> None:
        self.index = index
        self.kind = kind

    @property
    def pointer(self) -> Path:
        """The file that names the current generation; replaced as a whole when it changes."""
        return self.index / CURRENT

    def stamp(self) -> Stamp | None:
        """Another value whenever the generation in use may be another; None where there is none."""
        try:
            status = self.pointer.stat()
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def folder_of(self, generation: str) -> Path:
        """Where a generation lies, or would."""
        return self.index / FOLDER / generation

    def current(self) -> Path | None:
        """The folder of the generation in use, or None when there is none yet."""
        try:
            name, end, rest = self.pointer.read_text("ascii", errors="replace").partition("\n")
        except OSError:
            return None
        folder = self.folder_of(name)
        is_whole = _ID.fullmatch(name) and end and not rest
        return folder if is_whole and folder.is_dir() else None

    def manifest(self) -> Manifest | None:
        """The manifest of the generation in use; None when there is none or it is damaged."""
        folder = self.current()
        try:
            return read_manifest(folder) if folder else None
        except IndexDamagedError:
            return None

    def open_current(self, without: Collection[str] = ()) -> Snapshot:
        """Open the generation in use, or the newest whole one when it is damaged.

        ``without``: identifiers of documents that are not shown, though it may hold them.

        Raises NoIndexError when there is none of this version, IndexDamagedError when there are
        but none is whole.
        """
        current = self.current()
        problems: list[str] = []
        unreadable = False
        for folder in (current, *self._others(current)) if current else self._others(None):
            try:
                snapshot = open_generation(folder, without, self.kind)
            except IndexDamagedError as error:
                problems.append(f"The generation {folder.name} is damaged ({error}).")
            except NoIndexError:
                unreadable = True
            else:
                if folder != current and not problems:
                    problems.append("The file that names the generation in use is damaged.")
                return _noticed(snapshot, problems)
        if problems:
            raise IndexDamagedError(
                " ".join(problems) + " No whole generation is left; run `muniment rebuild`."
            )
        why = "was made by another version" if unreadable else "does not exist yet"
        raise NoIndexError(f"The index {self.index} {why}; run `muniment rebuild`.")

    def list(self) -> tuple[Kept, ...]:
        """Every kept generation, newest first; their files are not verified."""
        current = self.current()
        return tuple(_kept(folder, current) for folder in self._others(None))

    def use(self, generation: str) -> None:
        """Make a kept generation the one in use, after verifying it.

        Raises NotFoundError, IndexDamagedError, LockedError, StorageError.
        """
        folder = self.folder_of(generation)
        if not _ID.fullmatch(generation) or not folder.is_dir():
            raise NotFoundError(
                f"There is no generation “{generation}”; `muniment generations` lists them."
            )
        with self.lock():
            try:
                close_snapshot(open_generation(folder, kind=self.kind))
            except IndexDamagedError as error:
                raise IndexDamagedError(
                    f"The generation {generation} is damaged ({error}) and was not taken."
                ) from error
            self._point(generation)

    def prune(self, keep: int = 2) -> tuple[str, ...]:
        """Remove all but the current generation and the newest others; returns removed ids.

        What is open somewhere stays until another time. Raises LockedError, StorageError.
        """
        with self.lock():
            return self.remove_old(keep)

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only one to change this index. Raises LockedError, StorageError."""
        make_folder(self.index)
        with locked(self.index / LOCK):
            yield

    def begin(self) -> Path:
        """Make an empty folder for a new generation, named by its id. Under the lock."""
        self._remove_leftovers()
        made = [*(self.index / FOLDER).glob("*"), self.index / FOLDER / self._named()]
        numbers = [int(match["number"]) for path in made if (match := _ID.fullmatch(path.name))]
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        folder = self.index / BUILDING / f"{max(numbers, default=0) + 1:06d}-{now}"
        make_folder(folder / ENGINE_FOLDER)
        return folder

    def commit(self, folder: Path) -> None:
        """Swap in a generation that was begun and filled; durable on return. Under the lock."""
        make_folder(self.index / FOLDER)
        try:
            folder.rename(self.index / FOLDER / folder.name)
        except OSError as error:
            raise storage_error(self.index / FOLDER, error) from error
        sync_folder(self.index / FOLDER)
        sync_folder(self.index / BUILDING)
        self._point(folder.name)

    def discard(self, folder: Path) -> None:
        """Remove a generation that was begun and not committed. Under the lock."""
        shutil.rmtree(folder, ignore_errors=True)

    def remove_old(self, keep: int) -> tuple[str, ...]:
        """What ``prune`` does, for who holds the lock."""
        self._remove_leftovers()
        current = self.current()
        others = self._others(current)
        doomed = others[max(keep - (current is not None), 0) :]
        return tuple(folder.name for folder in doomed if self._remove(folder))

    def _remove(self, folder: Path) -> bool:
        """Remove a generation unless somebody has it open."""
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):  # a generation without documents is of no use
                file = stack.enter_context((folder / documents.FILE_NAME).open("rb"))
                try:
                    fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return False
            aside = self.index / BUILDING / folder.name
            make_folder(aside.parent)
            try:
                folder.rename(aside)  # so that half of it never looks like a generation
            except OSError as error:
                raise storage_error(folder, error) from error
            self.discard(aside)
        return True

    def _remove_leftovers(self) -> None:
        """Remove what killed builds, removals and swaps left half-done."""
        if (self.index / BUILDING).exists():
            for folder in (self.index / BUILDING).iterdir():
                self.discard(folder)
        for path in self.index.glob(f"{CURRENT}.*"):
            path.unlink(missing_ok=True)

    def _point(self, generation: str) -> None:
        atomic_write(self.pointer, f"{generation}\n".encode("ascii"))

    def _named(self) -> str:
        """What ``current`` says, whether or not there is such a generation."""
        folder = self.current()
        return folder.name if folder else ""

    def _others(self, current: Path | None) -> tuple[Path, ...]:
        """The folders of all generations but the current one, newest first."""
        found = (self.index / FOLDER).glob("*") if (self.index / FOLDER).is_dir() else ()
        kept = [path for path in found if _ID.fullmatch(path.name) and path != current]
        return tuple(sorted(kept, key=lambda path: (len(path.name), path.name), reverse=True))


def _noticed(snapshot: Snapshot, problems: list[str]) -> Snapshot:
    """The snapshot with a notice of what was passed over to open it."""
    if not problems:
        return snapshot
    notice = (
        f"{' '.join(problems)} The generation {snapshot.generation.id} of "
        f"{snapshot.generation.created[:10]} is used instead; run `muniment rebuild`."
    )
    report = dataclasses.replace(snapshot.report, notices=(*snapshot.report.notices, notice))
    return dataclasses.replace(snapshot, report=report)


def _kept(folder: Path, current: Path | None) -> Kept:
    generation, damage, size = None, "", 0
    try:
        manifest = read_manifest(folder)
        generation = manifest.generation
        size = sum(file.size for file in manifest.files.values())
    except IndexDamagedError as error:
        damage = str(error)
    return Kept(
        id=folder.name,
        is_current=folder == current,
        bytes=size,
        generation=generation,
        damage=damage,
    )
