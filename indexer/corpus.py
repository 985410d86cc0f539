"""What lies in a corpus folder: originals, sidecars, assets, and what is none of these.

Promises: the listing is the same whatever order the file system gives; every entry that is not
listed as a file is listed as skipped or failed with a reason; nothing outside the corpus is
ever opened: symbolic links that lead out of it, devices and sockets are reported, not followed.
Reads no file's content.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.errors import CorpusError
from archive.model import FileProblem
from indexer.roles import ALONE, HIDDEN, Role, join, pages_of, roles


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A regular file of the corpus; size in bytes, times in nanoseconds since 1970.

    ``of`` is the path of the file that a sidecar describes or of the page an asset belongs to.
    """

    path: str  # in the corpus, POSIX, relative
    role: Role
    of: str = ""
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A walked corpus, each part sorted by path."""

    files: tuple[SourceFile, ...]
    skipped: tuple[FileProblem, ...]
    failed: tuple[FileProblem, ...]


def walk(corpus: Path, without: Collection[Path] = ()) -> Listing:
    """List the corpus; ``without`` are folders of our own that may lie in it.

    Raises CorpusError when the folder is missing, is no folder, may not be read, or holds
    nothing to read.
    """
    root = corpus_root(corpus)
    walker = _Walker(root, {path.resolve() for path in without})
    walker.run()
    if not walker.files and not walker.failed:
        raise CorpusError(
            f"The corpus folder {corpus} holds no documents. Put files into it, or name "
            "another folder with --corpus."
        )
    return Listing(
        tuple(sorted(walker.files, key=lambda file: file.path)),
        tuple(sorted(walker.skipped, key=lambda problem: problem.path)),
        tuple(sorted(walker.failed, key=lambda problem: problem.path)),
    )


def shown(path: str) -> str:
    """A path that may hold bytes that are no UTF-8, as text that can be printed and stored."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def corpus_root(corpus: Path) -> Path:
    """The real path of the corpus folder.

    Raises CorpusError when it is missing, is no folder, or may not be read.
    """
    if not corpus.exists():
        raise CorpusError(
            f"The corpus folder {corpus} does not exist. Make it and put files into it, or name "
            "another folder with --corpus."
        )
    if not corpus.is_dir():
        raise CorpusError(f"The corpus {corpus} is not a folder. Name a folder with --corpus.")
    root = corpus.resolve()
    try:
        with os.scandir(root):
            return root
    except OSError as error:
        raise CorpusError(
            f"The corpus folder {corpus} may not be read by this user. Change its permissions, "
            "or name another folder with --corpus."
        ) from error


class _Walker:
    """One walk: a stack instead of recursion, since folders nest deeper than calls may."""

    def __init__(self, root: Path, without: set[Path]) -> None:
        self._root = root
        self._without = without
        self.files: list[SourceFile] = []
        self.skipped: list[FileProblem] = []
        self.failed: list[FileProblem] = []

    def run(self) -> None:
        stack = [("", "")]  # folder and the page whose assets it holds
        while stack:
            stack.extend(self._folder(*stack.pop()))

    def _folder(self, folder: str, page: str) -> Iterator[tuple[str, str]]:
        """Enter a folder's files; give the folders in it."""
        try:
            with os.scandir(self._root / folder) as entries:
                found = sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            self.failed.append(FileProblem(path=shown(folder), reason=_folder_reason(error)))
            return
        named = [entry for entry in found if self._has_usable_name(folder, entry.name)]
        folders: list[str] = []
        files: dict[str, os.stat_result] = {}
        for entry in named:
            self._sort(folder, entry, folders, files)
        for name, owner in pages_of(folders, files):
            yield join(folder, name), page or (join(folder, owner) if owner else "")
        self._enter(folder, page, files)

    def _has_usable_name(self, folder: str, name: str) -> bool:
        path = join(folder, name)
        if name == ".muniment":
            return False  # our own register and editions
        if name.startswith("."):
            self._skip(path, HIDDEN)
            return False
        try:
            name.encode("utf-8")
        except UnicodeEncodeError:
            reason = "Its name is not valid UTF-8 and cannot be registered; rename it."
            self.failed.append(FileProblem(path=shown(path), reason=reason))
            return False
        return True

    def _sort(
        self,
        folder: str,
        entry: os.DirEntry[str],
        folders: list[str],
        files: dict[str, os.stat_result],
    ) -> None:
        """Put one entry to the folders, the files, or what is not followed."""
        path = join(folder, entry.name)
        try:
            if entry.is_symlink() and not self._stays_inside(path):
                return
            status = entry.stat()
        except OSError as error:
            self.failed.append(FileProblem(path=path, reason=file_reason(error)))
            return
        if stat.S_ISDIR(status.st_mode):
            if self._root / path not in self._without:  # links to folders are not followed
                folders.append(entry.name)
        elif stat.S_ISREG(status.st_mode):
            files[entry.name] = status
        else:
            self._skip(path, "It is a device, a pipe or a socket, not a file.")

    def _stays_inside(self, path: str) -> bool:
        """Whether a symbolic link leads to a file of the corpus; if not it is reported."""
        target = Path(os.path.realpath(self._root / path, strict=True))
        if not target.is_relative_to(self._root):
            self._skip(path, "It is a symbolic link that leads out of the corpus.")
        elif target.is_dir():
            self._skip(path, "It is a symbolic link to a folder, which is read where it lies.")
        else:
            return True
        return False

    def _enter(self, folder: str, page: str, files: dict[str, os.stat_result]) -> None:
        """Enter the files of one folder with their roles."""
        for name, (role, of) in roles(folder, page, files).items():
            if role is None:
                self._skip(join(folder, name), ALONE)
                continue
            status = files[name]
            self.files.append(
                SourceFile(
                    path=join(folder, name),
                    role=role,
                    of=of,
                    size=status.st_size,
                    mtime_ns=status.st_mtime_ns,
                    ctime_ns=status.st_ctime_ns,
                    inode=status.st_ino,
                )
            )

    def _skip(self, path: str, reason: str) -> None:
        self.skipped.append(FileProblem(path=shown(path), reason=reason))


def file_reason(error: OSError) -> str:
    """Why a file could not be looked at, as a sentence."""
    if isinstance(error, FileNotFoundError):
        return "The file vanished while the index was being built, or is a broken link."
    if isinstance(error, PermissionError):
        return "The file may not be read by this user; change its permissions."
    return f"The file could not be read: {error.strerror or 'the system refused it'}."


def _folder_reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "The folder vanished while the index was being built."
    if isinstance(error, PermissionError):
        return "The folder may not be read by this user; change its permissions."
    return f"The folder could not be read: {error.strerror or 'the system refused it'}."
