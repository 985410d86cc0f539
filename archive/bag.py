"""Bags: folders that carry their own manifest, for handing files over and keeping them (BagIt).

Promises: what is written is a bag by RFC 8493, version 1.0, with SHA-256 manifests that
``sha256sum -c`` reads as they are; nothing is held in memory but one piece of one file; an
unfinished bag never has the name of a finished one. Writes where nothing is, and nowhere else.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO, Protocol

from archive.errors import UsageError
from archive.storage import READ_SIZE, storage_error

PAYLOAD = "data/"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
UNFINISHED = ".unfinished"  # behind the name of a bag that is being written
_TAG_SUFFIXES = frozenset({".txt", ".html", ".css"})  # of the files beside the payload
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_NEVER_IN_NAMES = frozenset("%\\")  # of which the one is encoded in manifests, the other escaped
_BREAKING = frozenset({"Cc", "Zl", "Zp"})  # categories: controls, ends of lines and paragraphs


def is_plain_name(path: str) -> bool:
    """Whether a manifest can name this path so that every reader of manifests understands it.

    RFC 8493 (2.1.3) has "%" and line ends encoded, which sha256sum does not undo; sha256sum
    escapes backslashes, which no reader of bags undoes; some strip white space at the end, and end
    lines at every sign that Unicode calls a line's end.
    """
    return path == path.strip() and not any(
        sign in _NEVER_IN_NAMES or unicodedata.category(sign) in _BREAKING for sign in path
    )


class Target(Protocol):
    """Where a bag's files go."""

    def write(self, path: str, pieces: Iterable[bytes]) -> None:
        """Write a file that is not there yet. Raises OSError."""
        ...


@dataclass(frozen=True, slots=True)
class _Folder:
    root: Path

    def write(self, path: str, pieces: Iterable[bytes]) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as out:
            out.writelines(pieces)


@dataclass(frozen=True, slots=True)
class _Zip:
    """The bag as one folder in a zip archive (RFC 8493, 4.2), with ZIP64 where that is needed."""

    archive: zipfile.ZipFile
    name: str

    def write(self, path: str, pieces: Iterable[bytes]) -> None:
        with self.archive.open(f"{self.name}/{path}", "w", force_zip64=True) as out:
            for piece in pieces:
                out.write(piece)


class BagWriter:
    """A bag in the making: payload files, then whatever else lies beside them, then its end."""

    def __init__(self, target: Target, manifest: IO[bytes]) -> None:
        self._target = target
        self._manifest = manifest
        self._tags: list[str] = []
        self.files = 0  # of the payload
        self.bytes = 0  # of the payload

    def add(self, path: str, pieces: Iterable[bytes]) -> str:
        """Add a file under ``data/``; gives its SHA-256.

        Raises ValueError for a name that manifests cannot have, OSError.
        """
        if not path.startswith(PAYLOAD) or not is_plain_name(path):
            raise ValueError(f"no path of a payload: {path!r}")
        digest, size = self._write(path, pieces)
        self._manifest.write(_line(digest, path))
        self.files += 1
        self.bytes += size
        return digest

    def add_tag(self, path: str, pieces: Iterable[bytes]) -> None:
        """Add a file beside the payload, such as a page that leads into it. Raises OSError."""
        self._tags.append(_line(self._write(path, pieces)[0], path).decode())

    def finish(self, about: Iterable[tuple[str, str]]) -> str:
        """Write the declaration, what is said about the bag, and the manifests. Raises OSError.

        ``about`` are labels and values of ``bag-info.txt``; the payload's size is added. Gives the
        SHA-256 of the last manifest: noted elsewhere, it vouches for the whole bag.
        """
        lines = [*about, ("Payload-Oxum", f"{self.bytes}.{self.files}")]
        info = "".join(f"{label}: {' '.join(value.split())}\n" for label, value in lines)
        self.add_tag("bagit.txt", [_DECLARATION])
        self.add_tag("bag-info.txt", [info.encode("utf-8", "replace")])
        self._manifest.seek(0)
        self.add_tag(MANIFEST, pieces_of(self._manifest))
        return self._write(TAG_MANIFEST, ["".join(self._tags).encode()])[0]

    def _write(self, path: str, pieces: Iterable[bytes]) -> tuple[str, int]:
        """Write a file; gives its SHA-256 and its size in bytes."""
        digest, size = hashlib.sha256(), 0

        def seen() -> Iterator[bytes]:
            nonlocal size
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                yield piece

        self._target.write(path, seen())
        return digest.hexdigest(), size


@contextmanager
def writing(path: Path) -> Iterator[BagWriter]:
    """A new bag at ``path``: a folder or, where the name ends so, a ``.zip`` archive.

    It has its name once it is whole; where the work ends early, what was written is removed, by
    the next that is to have this name if need be. Raises UsageError when something is at ``path``,
    StorageError when the system refuses a write.
    """
    path = path.absolute()
    _refuse_taken(path)
    unfinished = path.with_name(path.name + UNFINISHED)
    with ExitStack() as held:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _remove_left_over(unfinished)
            if _is_zip(path):
                unfinished.touch(exist_ok=False)
            else:
                unfinished.mkdir()
            held.enter_context(_held(unfinished))
        except OSError as error:
            raise storage_error(path, error) from error
        try:
            with TemporaryFile() as manifest, _target(unfinished, path) as target:
                yield BagWriter(target, manifest)
            unfinished.replace(path)
        except OSError as error:
            raise storage_error(path, error) from error
        finally:
            _remove(unfinished)  # there is none where all went well


@contextmanager
def _held(unfinished: Path) -> Iterator[None]:
    """A lock on what is being written, which ends with its writer however that ends."""
    descriptor = os.open(unfinished, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _remove_left_over(unfinished: Path) -> None:
    """Remove what an export that was cut off has left of a bag, which holds copies only.

    Raises UsageError while another writes it, and for what is no bag's; OSError.
    """
    if not unfinished.exists():
        return
    try:
        with _held(unfinished):
            _refuse_foreign(unfinished)
            _remove(unfinished)
    except BlockingIOError:
        raise UsageError(
            f"Another export is writing {unfinished}; wait until it has finished, or choose "
            "another name."
        ) from None


def _refuse_foreign(unfinished: Path) -> None:
    """Raises UsageError for what no unfinished bag can be."""
    if unfinished.is_dir():
        ours = all(
            each.name == PAYLOAD.rstrip("/") or (each.is_file() and each.suffix in _TAG_SUFFIXES)
            for each in unfinished.iterdir()
        )
    else:
        with unfinished.open("rb") as file:
            ours = file.read(2) in (b"", b"PK")
    if not ours:
        raise UsageError(
            f"There is {unfinished}, which no export has made: it holds something else. Move it, "
            "or choose another name."
        )


@contextmanager
def _target(unfinished: Path, path: Path) -> Iterator[Target]:
    if _is_zip(path):
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            yield _Zip(archive, path.stem)
    else:
        yield _Folder(unfinished)


def pieces_of(file: BinaryIO | IO[bytes]) -> Iterator[bytes]:
    """What is left of a file, in pieces."""
    while piece := file.read(READ_SIZE):
        yield piece


def _refuse_taken(path: Path) -> None:
    if path.is_mount() or path == Path.cwd():  # nothing can be renamed to these
        raise UsageError(f"{path} itself cannot become a bag; name a new folder in it.")
    empty = path.is_dir() and not any(path.iterdir()) and not _is_zip(path)
    if path.exists() and not empty:
        raise UsageError(
            f"There is something at {path} already, and an export never writes over anything; "
            "name a new folder or a new .zip file."
        )


def _is_zip(path: Path) -> bool:
    return path.suffix.lower() == ".zip"


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _line(digest: str, path: str) -> bytes:
    return f"{digest}  {path}\n".encode()
