"""The generations of an archive in a cluster: made aside, checked, and swapped in by an alias.

Promises: what ``indexer.generations`` promises, for every node that asks the cluster: the alias
leads to one generation, whole, and moves at once; the one before is kept; what a killed build left
is removed by the next. The folder of an index holds copies of a generation's small files, which
any node fetches when it has none, and may lose.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection
from pathlib import Path
from typing import Final
from zlib import crc32

from archive.errors import IndexDamagedError, MunimentError, NoIndexError, StorageError
from archive.search import Snapshot
from archive.settings import Settings
from archive.storage import make_folder, storage_error
from indexer.engines.opensearch import files
from indexer.engines.opensearch.connection import Connection
from indexer.engines.opensearch.kind import ClusterKind
from indexer.generations import BUILDING, FOLDER, Generations, Kept, Stamp
from indexer.manifest import FILE_NAME as MANIFEST
from indexer.manifest import read_manifest

_FRESH: Final = 1.0  # seconds that what the alias leads to is taken for granted


class ClusterGenerations(Generations):
    """The generations in one cluster, and in a folder that need not exist yet."""

    def __init__(self, settings: Settings) -> None:
        """Raises SettingsError."""
        self._kind = ClusterKind(settings)
        super().__init__(settings.index_folder, self._kind)
        self._replicas = settings.opensearch_replicas
        self._connection = Connection(settings)
        self._asked = float("-inf")
        self._current = ""

    def stamp(self) -> Stamp | None:
        """Another value whenever the generation in use is another; the last where none answers."""
        if time.monotonic() - self._asked > _FRESH:
            try:
                self._current = self._pointed_to()
            except MunimentError:
                if not self._current:
                    return 0, 0, int(time.monotonic())  # asked again by the next
            self._asked = time.monotonic()
        return (1, len(self._current), crc32(self._current.encode())) if self._current else None

    def current(self) -> Path | None:
        """The folder of the generation in use, fetched if need be; None when there is none yet.

        Raises MunimentError.
        """
        generation = self._pointed_to()
        return self._fetched(generation) if generation else None

    def open_current(self, without: Collection[str] = ()) -> Snapshot:
        """Open the generation in use. Raises NoIndexError, IndexDamagedError, MunimentError."""
        self._connection.check()
        if not self._pointed_to():
            raise NoIndexError(
                f"The cluster at {self._connection.addresses} has no index named "
                f"“{self._kind.names.archive}” yet; run `muniment rebuild`."
            )
        return super().open_current(without)

    def list(self) -> tuple[Kept, ...]:
        """Every kept generation, newest first; their files are not verified."""
        current = self._pointed_to()
        return tuple(self._told(name, is_current=name == current) for name in self._whole())

    def folder_of(self, generation: str) -> Path:
        """Where the files of a generation lie here, fetched if there is such a one."""
        folder = super().folder_of(generation)
        if not folder.is_dir() and generation in self._whole():
            return self._fetched(generation)
        return folder

    def begin(self) -> Path:
        """Make an empty folder for a new generation, named by its id. Under the lock."""
        self._connection.check()
        return super().begin()

    def commit(self, folder: Path) -> None:
        """Swap in a generation that was begun and filled. Under the lock."""
        try:
            index = self._kind.names.files(folder.name)
            files.send(self._connection, index, folder, self._replicas)
        except OSError as error:
            raise storage_error(folder, error) from error
        super().commit(folder)

    def discard(self, folder: Path) -> None:
        """Remove a generation that was begun and not committed. Under the lock."""
        if folder.exists():
            self._kind.discard(folder)
        super().discard(folder)

    def remove_old(self, keep: int) -> tuple[str, ...]:
        """Remove all but the current generation and the newest others, and what is not whole."""
        self._remove_leftovers()
        current, whole = self._pointed_to(), self._whole()
        others = [name for name in whole if name != current]
        removed = tuple(others[max(keep - bool(current), 0) :])
        for name in removed:
            self._kind.discard(Path(name))
        kept = set(whole) - set(removed)
        for folder in (self.index / FOLDER).glob("*"):
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)
        return removed

    def _remove_leftovers(self) -> None:
        whole = {*self._whole(), self._pointed_to()}
        for name in self._indices():
            for generation in self._kind.names.generations([name]):
                if generation not in whole:
                    self._kind.discard(Path(generation))
        super()._remove_leftovers()

    def _point(self, generation: str) -> None:
        """Lead the alias to the indices of a generation, in one step."""
        names = self._kind.names
        change = [
            {
                "remove": {
                    "index": f"{names.archive}-*",
                    "alias": names.current,
                    "must_exist": False,
                }
            },
            *({"add": {"index": name, "alias": names.current}} for name in names.both(generation)),
        ]
        indices = self._connection.client.indices
        self._connection.call(indices.update_aliases, body={"actions": change})
        self._asked = float("-inf")

    def _named(self) -> str:
        """The newest generation there is in the cluster, for the next one's number."""
        return next(iter(self._kind.names.generations(self._indices())), "")

    def _others(self, current: Path | None) -> tuple[Path, ...]:
        """The folders of all other whole generations, newest first; those kept here only."""
        name = current.name if current else ""
        kept = (Generations.folder_of(self, each) for each in self._whole() if each != name)
        return tuple(folder for folder in kept if folder.is_dir())

    # What the cluster has

    def _pointed_to(self) -> str:
        """The generation that the alias leads to, "" if there is none."""
        found = self._connection.aliased(self._kind.names.current)
        return next(iter(self._kind.names.generations(found)), "")

    def _indices(self) -> tuple[str, ...]:
        return self._connection.indices(self._kind.names.every)

    def _whole(self) -> tuple[str, ...]:
        """The generations whose manifest was sent, newest first."""
        names, indices = self._kind.names, set(self._indices())
        return tuple(
            name
            for name in names.generations(indices)
            if {*names.both(name)} <= indices
            and self._connection.found(names.files(name), f"0:{MANIFEST}")
        )

    def _fetched(self, generation: str) -> Path:
        """The folder of a generation with its files, fetched if it is not there."""
        folder = super().folder_of(generation)
        if folder.is_dir():
            return folder
        aside = self.index / BUILDING / f"fetching-{generation}-{time.monotonic_ns()}"
        index = self._kind.names.files(generation)
        try:
            make_folder(aside)
            for name in files.names(self._connection, index):
                path = aside / name
                if aside not in path.resolve().parents:
                    raise IndexDamagedError(f"The file “{name}” of {index} has no place here.")
                files.fetch(self._connection, index, name, path)
            make_folder(folder.parent)
            try:
                aside.rename(folder)
            except OSError as error:
                if not folder.is_dir():  # else somebody was quicker
                    raise StorageError(f"The folder {folder} cannot be made ({error}).") from error
        except OSError as error:
            raise storage_error(aside, error) from error
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        return folder

    def _told(self, generation: str, *, is_current: bool) -> Kept:
        damage, facts = "", None
        try:
            facts = read_manifest(self._fetched(generation)).generation
        except IndexDamagedError as error:
            damage = str(error)
        size = self._kind.bytes(Path(generation))
        return Kept(
            id=generation, is_current=is_current, bytes=size, generation=facts, damage=damage
        )
