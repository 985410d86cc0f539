"""Bags read back: a folder or a ``.zip`` file with its manifests (BagIt 1.0, RFC 8493).

Promises: only files that the payload manifest names are read, and only bytes of the digest that it
has; a path never leads out of the bag. The manifests themselves must be what the manifest of
manifests says. Writes nothing.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from archive.bag import MANIFEST, PAYLOAD, TAG_MANIFEST, pieces_of
from archive.errors import UnreadableError, UsageError

_DAMAGED = (OSError, KeyError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError)


class _Source(Protocol):
    """Where a bag's files come from."""

    def open(self, path: str) -> IO[bytes]:
        """A file, by its path in the bag. Raises one of ``_DAMAGED``."""
        ...


@dataclass(frozen=True, slots=True)
class _Folder:
    root: Path

    def open(self, path: str) -> IO[bytes]:
        file = (self.root / path).resolve()
        if not file.is_relative_to(self.root):  # a link to elsewhere
            raise FileNotFoundError(path)
        return file.open("rb")


@dataclass(frozen=True, slots=True)
class _Zip:
    archive: zipfile.ZipFile
    name: str

    def open(self, path: str) -> IO[bytes]:
        return self.archive.open(f"{self.name}/{path}")


class BagReader:
    """An opened bag; ``files`` are the digests of its payload, by path; ``about`` is bag-info."""

    def __init__(self, source: _Source) -> None:
        """Raises UsageError for what is no bag, UnreadableError for one without good manifests."""
        self._source = source
        try:
            tags = _manifest(self._whole(TAG_MANIFEST))
        except _DAMAGED as error:
            raise UsageError(f"It has no {TAG_MANIFEST}, so it is no bag that was finished.") from (
                error
            )
        found = {name: self._checked(name, digest) for name, digest in tags.items()}
        if "bagit.txt" not in found or MANIFEST not in found:
            raise UsageError(f"Its {TAG_MANIFEST} names no manifest with SHA-256.")
        self.files: Mapping[str, str] = _manifest(found[MANIFEST])
        self.about = dict(_labels(found.get("bag-info.txt", b"").decode("utf-8", "replace")))

    def pieces(self, path: str) -> Iterator[bytes]:
        """A file of the payload in pieces.

        Raises UnreadableError where the file is missing or, behind the last piece, not what the
        manifest says.
        """
        digest = hashlib.sha256()
        try:
            with self._source.open(path) as file:
                for piece in pieces_of(file):
                    digest.update(piece)
                    yield piece
        except _DAMAGED as error:
            raise UnreadableError("It is missing, or cannot be read.") from error
        if digest.hexdigest() != self.files[path]:
            raise UnreadableError(
                f"Its SHA-256 is {digest.hexdigest()}; the bag’s manifest has {self.files[path]}."
            )

    def _checked(self, path: str, digest: str) -> bytes:
        try:
            data = self._whole(path)
        except _DAMAGED as error:
            raise UnreadableError(f"{path} of the bag is missing.") from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise UnreadableError(
                f"{path} of the bag is not what it was: get another copy of the bag."
            )
        return data

    def _whole(self, path: str) -> bytes:
        with self._source.open(path) as file:
            return file.read()


@contextmanager
def reading(path: Path) -> Iterator[BagReader]:
    """The bag at ``path``. Raises UsageError for what is none, UnreadableError."""
    with ExitStack() as stack:
        try:
            source = _opened(path, stack)
        except (OSError, zipfile.BadZipFile) as error:
            raise UsageError(f"{path} is no folder and no .zip file with a bag in it.") from error
        yield BagReader(source)


def _opened(path: Path, stack: ExitStack) -> _Source:
    if path.is_dir():
        return _Folder(path.resolve())
    archive = stack.enter_context(zipfile.ZipFile(path))
    return _Zip(archive, _top(archive))


def _top(archive: zipfile.ZipFile) -> str:
    """The one folder that a packed bag is (RFC 8493, 4.2)."""
    tops = {name.partition("/")[0] for name in archive.namelist()}
    return tops.pop() if len(tops) == 1 else ""


def _manifest(data: bytes) -> dict[str, str]:
    """Digests by path. Raises UnreadableError for a line that is none or leads elsewhere."""
    found = {}
    for line in data.decode("utf-8", "replace").splitlines():
        digest, _, path = line.partition("  ")
        if len(digest) != 2 * hashlib.sha256().digest_size or not is_inside(path):
            raise UnreadableError(f"A manifest of the bag has the line “{line[:200]}”.")
        found[path] = digest.lower()
    return found


def is_inside(path: str) -> bool:
    """Whether a relative path names something below the folder it is relative to."""
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\0" not in path


def payload_below(files: Mapping[str, str], folder: str) -> Iterator[tuple[str, str]]:
    """Paths of the payload in a folder of it, each with the path below that folder."""
    prefix = f"{folder}/"
    if not prefix.startswith(PAYLOAD):
        raise ValueError(f"no folder of a payload: {folder!r}")
    yield from ((path, path.removeprefix(prefix)) for path in files if path.startswith(prefix))


def _labels(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        label, _, value = line.partition(":")
        yield label.strip(), value.strip()
