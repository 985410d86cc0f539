"""Taking files into the corpus: copied, described by a sidecar, entered in the register.

Promises: nothing in the corpus is ever overwritten; a file is there whole or not at all, also
after a crash, and never without the facts stated about it (its sidecar is there first); the
same file added again with the same facts is the same capture. Does not index: an update does.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive.errors import CorpusError, NotFoundError, UnreadableError, UsageError
from archive.register import Register
from archive.settings import Settings
from archive.storage import locked, make_folder, sha256_file, storage_error, sync_folder
from indexer.accession import events
from indexer.addresses import is_web_address
from indexer.corpus import SourceFile, file_reason
from indexer.roles import SIDECAR_SUFFIXES, Role
from indexer.seen import Seen
from indexer.sidecars import BASIS, Sidecar, read_date, write_sidecar

FOLDER = "added"  # in the corpus; below it a folder for each year
LOCK = "adding.lock"
_WAIT_SECONDS = 60.0  # for another `add`: it may be copying large files
_INCOMING = ".incoming-"  # hidden, so that a build does not see a file that is half copied


@dataclass(frozen=True, slots=True)
class _Taken:
    """A file of the corpus that was put there, and what it is."""

    path: Path
    role: Role
    of: str = ""


def add(
    settings: Settings,
    files: Sequence[Path],
    *,
    source_url: str = "",
    captured_at: str = "",
    captured_by: str = "",
    note: str = "",
) -> tuple[str, ...]:
    """Copy files into the corpus with the facts stated about them; returns their paths there.

    ``captured_at`` is an ISO 8601 date of any precision. Raises UsageError, NotFoundError,
    UnreadableError, CorpusError, RegisterError, LockedError, StorageError.
    """
    facts = _facts(source_url, captured_at, captured_by, note)
    for file in files:
        _check(file)
    if not settings.corpus.is_dir():
        raise CorpusError(f"The corpus folder {settings.corpus} does not exist; make it first.")
    adding = _Adding(settings.corpus, facts)
    make_folder(settings.keep_folder)
    with locked(settings.keep_folder / LOCK, _WAIT_SECONDS):
        register = Register.open(settings.keep_folder)
        try:
            return tuple(adding.take(file) for file in files)
        finally:  # what is in the corpus is entered, also when a later file failed
            _enter(register, settings.corpus, adding.taken)


def _facts(source_url: str, captured_at: str, captured_by: str, note: str) -> bytes:
    """The sidecar of these facts, nothing when none is stated. Raises UsageError."""
    dating = read_date(captured_at, BASIS) if captured_at else None
    if captured_at and not dating:
        raise UsageError(
            f"“{captured_at}” is no date; write it as 2021, 2021-02-03 or 2021-02-03T10:00:00Z."
        )
    if source_url and not is_web_address(source_url):
        raise UsageError(f"“{source_url}” is no web address such as https://example.org/page.")
    if not any((source_url, captured_at, captured_by, note)):
        return b""
    return write_sidecar(
        Sidecar(source_url=source_url, captured_at=dating, captured_by=captured_by, note=note)
    )


def _check(file: Path) -> None:
    """Raises when a file cannot be added."""
    if not file.exists():
        raise NotFoundError(f"There is no file {file}.")
    if not file.is_file():
        raise UsageError(f"{file} is not a file; name the files to add.")
    try:
        file.name.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageError(f"The name of {file!a} is not valid UTF-8; rename it first.") from error
    try:
        with file.open("rb"):
            return
    except OSError as error:
        raise UnreadableError(f"{file}: {file_reason(error)}") from error


class _Adding:
    """One run of ``add``, under its lock."""

    def __init__(self, corpus: Path, sidecar: bytes) -> None:
        self._folder = corpus / FOLDER / str(datetime.now(UTC).year)
        self._corpus = corpus
        self._sidecar = sidecar
        self.taken: list[_Taken] = []

    def take(self, file: Path) -> str:
        """Copy one file; returns its path in the corpus."""
        make_folder(self._folder)
        for leftover in self._folder.glob(f"{_INCOMING}*"):  # of a run that was killed
            leftover.unlink(missing_ok=True)
        incoming = self._folder / f"{_INCOMING}file"
        try:
            try:
                sha256 = _copy(file, incoming)
                return self._settle(incoming, sha256, file.name.lstrip(".") or "file")
            finally:
                incoming.unlink(missing_ok=True)
        except OSError as error:
            raise storage_error(self._folder, error) from error

    def _settle(self, incoming: Path, sha256: str, name: str) -> str:
        """Give a copied file the first free name, after its sidecar. Raises OSError."""
        for target in _names(self._folder, name):
            if target.exists():
                if self._is_there(target, sha256):
                    break
                continue
            if self._put_sidecar(target) and _place(incoming, target):
                break
        path = target.relative_to(self._corpus).as_posix()
        self.taken.append(_Taken(target, "original"))
        if self._sidecar:
            self.taken.append(_Taken(_beside(target), "sidecar", path))
        return path

    def _is_there(self, target: Path, sha256: str) -> bool:
        """Whether the same file with the same facts was added before."""
        stated = _stated(target)
        facts = stated[0].read_bytes() if stated else b""
        return facts == self._sidecar and sha256_file(target)[0] == sha256

    def _put_sidecar(self, target: Path) -> bool:
        """Put the facts beside a name that is to be; False when other facts wait there."""
        found = _stated(target)
        if found:  # of a run that was killed, or of a file that is gone
            return found == [_beside(target)] and found[0].read_bytes() == self._sidecar
        if self._sidecar:
            incoming = self._folder / f"{_INCOMING}sidecar"
            with incoming.open("wb") as stream:
                stream.write(self._sidecar)
                stream.flush()
                os.fsync(stream.fileno())
            try:
                return _place(incoming, _beside(target))
            finally:
                incoming.unlink(missing_ok=True)
        return True


def _copy(file: Path, incoming: Path) -> str:
    """Copy bytes and times, and bring them to the disk; returns the SHA-256 of the copy."""
    with file.open("rb") as source, incoming.open("wb") as copy:
        shutil.copyfileobj(source, copy, 1 << 20)
        copy.flush()
        os.fsync(copy.fileno())
        status = os.fstat(source.fileno())
    os.utime(incoming, ns=(status.st_atime_ns, status.st_mtime_ns))
    return sha256_file(incoming)[0]


def _place(incoming: Path, target: Path) -> bool:
    """Give a file its name, durably; False when somebody took that name meanwhile."""
    try:
        os.link(incoming, target)
    except FileExistsError:
        return False
    except OSError:  # this file system has no second names
        if target.exists():
            return False
        incoming.rename(target)
    sync_folder(target.parent)
    return True


def _names(folder: Path, name: str) -> Iterator[Path]:
    """Names that a file may have: its own, then numbered; never one that makes it a sidecar of
    a file that is there."""
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 1
    while True:
        target = folder / (f"{stem}-{number}{suffix}" if number > 1 else name)
        number += 1
        if suffix.lower() not in SIDECAR_SUFFIXES or not target.with_suffix("").exists():
            yield target


def _beside(target: Path) -> Path:
    return target.with_name(target.name + SIDECAR_SUFFIXES[0])


def _stated(target: Path) -> list[Path]:
    """The sidecars that lie beside a name."""
    places = [target.with_name(target.name + suffix) for suffix in SIDECAR_SUFFIXES]
    return [place for place in places if place.exists()]


def _enter(register: Register, corpus: Path, taken: Sequence[_Taken]) -> None:
    """Enter what was taken in the register, unless it is there."""
    seen = []
    for one in taken:
        with contextlib.suppress(FileNotFoundError):  # somebody else removed it already
            sha256, size = sha256_file(one.path)
            status = one.path.stat()
            file = SourceFile(
                path=one.path.relative_to(corpus).as_posix(),
                role=one.role,
                of=one.of,
                size=size,
                mtime_ns=status.st_mtime_ns,
                ctime_ns=status.st_ctime_ns,
                inode=status.st_ino,
            )
            seen.append(Seen(file=file, sha256=sha256))
    paths = {one.file.path for one in seen}
    state = {path: entry for path, entry in register.state().items() if path in paths}
    register.append(list(events(seen, (), state, register.accessioned())))
