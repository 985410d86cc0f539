"""What lies in a corpus folder: originals, sidecars, assets, and what is none of these.

Promises: the listing is the same whatever order the file system gives; every entry that is not
listed as a file is listed as skipped or failed with a reason; nothing outside the corpus is
ever opened: symbolic links that lead out of it, devices and sockets are reported, not followed.
Reads no file's content.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from archive.errors import CorpusError
from archive.model import FileProblem

Role = Literal["original", "sidecar", "asset"]

PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
SIDECAR_SUFFIXES = (".yaml", ".yml", ".json")  # in the order in which one is chosen

# How browsers and office programs, in their own languages, name the folder of a saved page's
# pictures and styles after the page itself ("Page.html" and "Page_files").
ASSET_ENDINGS = (
    "_files", ".files", "-files", "_file", "_fichiers", "_archivos", "_arquivos", "_ficheiros",
    "-dateien", "_dateien", "_bestanden", "_pliki", "_soubory", "_súbory", "_filer", "-filer",
    "_tiedostot", "_elemei", "_dosyalar", "_datoteke", "_fitxers", "_fitxategiak", "_failid",
    "_fails", "_bylos", "_fajlovi", "_fișiere", "_αρχεία", "_файлы", "_файли", "_файлове",
    "_ملفات", "_پرونده‌ها", "_פרטים", "_קבצים", "_文件", "_檔案", "_ファイル", "_파일",
)  # fmt: skip


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
        pages = _pages(files)
        for name in folders:
            owner = pages.get(_page_of(name))
            yield _join(folder, name), page or (_join(folder, owner) if owner else "")
        self._enter(folder, page, files)

    def _has_usable_name(self, folder: str, name: str) -> bool:
        path = _join(folder, name)
        if name == ".muniment":
            return False  # our own register and editions
        if name.startswith("."):
            self._skip(path, "It is hidden: its name begins with a dot.")
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
        path = _join(folder, entry.name)
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
        owners = {} if page else _owners(files)
        for name, status in files.items():
            owner = owners.get(name)
            if owner == "":
                self._skip(
                    _join(folder, name), "It looks like a sidecar, but its file is not beside it."
                )
                continue
            role: Role = "asset" if page else "sidecar" if owner else "original"
            self.files.append(
                SourceFile(
                    path=_join(folder, name),
                    role=role,
                    of=page or (_join(folder, owner) if owner else ""),
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


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _same(name: str) -> str:
    """A name for comparing: systems differ in how they compose letters."""
    return unicodedata.normalize("NFC", name)


def _pages(names: Collection[str]) -> dict[str, str]:
    """What an asset folder's name begins with, to the page's name: both "P.html" and "P"."""
    pages: dict[str, str] = {}
    for name in names:
        stem, suffix = Path(name).stem, Path(name).suffix
        if suffix.lower() in PAGE_SUFFIXES:
            pages.setdefault(_same(stem), name)
            pages[_same(name)] = name
    return pages


def _page_of(folder: str) -> str:
    """The name of the page whose assets a folder holds, by its own name; "" for others."""
    name = _same(folder)
    for ending in ASSET_ENDINGS:
        if name.lower().endswith(_same(ending)):
            return name[: -len(_same(ending))]
    return ""


def _owners(names: Collection[str]) -> dict[str, str]:
    """Each name that ends like a sidecar, to the name of the file it describes, or to "".

    Shorter names first: a file's sidecar is not itself a file that has a sidecar.
    """
    owners: dict[str, str] = {}
    for name in sorted(names, key=len):
        stem, suffix = Path(name).stem, Path(name).suffix
        if suffix.lower() in SIDECAR_SUFFIXES:
            owners[name] = stem if stem in names and not owners.get(stem) else ""
    return owners
