"""Writing so that a crash leaves the old bytes or the new ones: files, folders, digests, locks.

Promises: a file written by ``atomic_write`` is whole or absent after a crash, and on disk when
the call returns; a lock is advisory and is released by the kernel when its holder dies; what the
system refuses is raised as a sentence. Does not know what the files mean.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from archive.errors import LockedError, MunimentError, StorageError

READ_SIZE = 1 << 20  # bytes read at a time: fast on a disk, small beside a parser's memory
LOCK_RETRY_SECONDS = 0.05  # short beside the wait a person notices

TEMPORARY_SUFFIX = ".tmp"  # a file so named was never finished and may be deleted

_SENTENCES = {
    errno.ENOSPC: "the disk is full; free some space and try again",
    errno.EDQUOT: "the disk quota is used up; free some space and try again",
    errno.EACCES: "this user may not write there; change the permissions or choose another folder",
    errno.EPERM: "this user may not write there; change the permissions or choose another folder",
    errno.EROFS: "that place is read-only; choose another folder in the settings",
    errno.EIO: "the disk reports an input or output error; check the disk",
}


def storage_error(path: Path, error: OSError) -> MunimentError:
    """The sentence for a write that the system refused; for ``raise … from``."""
    reason = _SENTENCES.get(error.errno or 0, "the system refused it; check the folder and disk")
    return StorageError(f"{path} could not be written: {reason}.")


def sync_folder(path: Path) -> None:
    """Bring a folder's entries (names made, replaced, removed in it) to the disk.

    Raises StorageError.
    """
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def sync_file(path: Path) -> None:
    """Bring a file's bytes to the disk. Raises StorageError."""
    _sync(path, os.O_RDONLY)


def _sync(path: Path, flags: int) -> None:
    try:
        descriptor = os.open(path, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise storage_error(path, error) from error


def make_folder(path: Path) -> None:
    """Make a folder and its missing parents, and bring each new entry to the disk.

    Raises StorageError.
    """
    missing = []
    folder = path
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    try:
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            sync_folder(folder.parent)
    except OSError as error:
        raise storage_error(path, error) from error


def replace_file(path: Path, data: bytes, *, sync: bool = True) -> None:
    """Write ``data`` under a temporary name beside ``path``, then rename it there.

    With ``sync`` the file's bytes are on the disk before the rename; the folder is not synced,
    so that many files may share one ``sync_folder``. Raises StorageError.
    """
    temporary = path.with_name(f"{path.name}.{os.getpid()}-{time.monotonic_ns()}{TEMPORARY_SUFFIX}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise storage_error(path, error) from error


def atomic_write(path: Path, data: bytes) -> None:
    """Make ``path`` hold ``data``, durably: after a crash it holds the old bytes or the new.

    The folder must exist. Raises StorageError.
    """
    replace_file(path, data)
    sync_folder(path.parent)


def sha256_stream(stream: BinaryIO) -> tuple[str, int]:
    """SHA-256 (64 hexadecimal digits) and size (bytes) of what is left of a stream.

    Never holds more than READ_SIZE bytes. Raises OSError as the stream does.
    """
    digest = hashlib.sha256()
    size = 0
    while data := stream.read(READ_SIZE):
        digest.update(data)
        size += len(data)
    return digest.hexdigest(), size


def sha256_file(path: Path) -> tuple[str, int]:
    """SHA-256 (64 hexadecimal digits) and size (bytes) of a file, read in pieces.

    Raises OSError: only the caller knows whether a missing file is a finding or a fault.
    """
    with path.open("rb", buffering=0) as file:
        return sha256_stream(file)


@contextlib.contextmanager
def locked(path: Path, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the exclusive lock that the file ``path`` stands for (made when absent, never removed).

    Between processes and between threads (each call opens the file anew). Waits up to
    ``wait_seconds``, then raises LockedError; raises StorageError when the lock file cannot be
    made. The kernel frees the lock when the holder ends, however it ends.
    """
    try:
        file = path.open("ab")
    except OSError as error:
        raise storage_error(path, error) from error
    with file:
        _take(file.fileno(), path, time.monotonic() + wait_seconds)
        yield


def _take(descriptor: int, path: Path, until: float) -> None:
    """Take the lock or raise LockedError after ``until`` (monotonic seconds)."""
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise LockedError(
                    f"Another process is writing here ({path} is locked); wait until it has "
                    "finished, then try again."
                ) from None
            time.sleep(LOCK_RETRY_SECONDS)
        else:
            return
