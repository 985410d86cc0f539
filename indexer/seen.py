"""What was seen of a corpus at one time: each file, its digest and its media type.

Promises: the digest is of the bytes as they were read, once; a file whose size, times and inode
are as before is not read again when an earlier sight is at hand; a file that cannot be read
costs that file only. Does not parse and writes nothing but the list of one generation.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive.errors import UnreadableError
from archive.model import FileProblem
from archive.plain import json_bytes
from archive.storage import sha256_stream
from indexer.containers import is_container
from indexer.corpus import Listing, SourceFile, file_reason
from indexer.documents.rows import read_rows, row_maker, row_reader, write_rows
from indexer.media import media_type
from indexer.progress import Progress

FILE_NAME = "seen.jsonl"

# A file that was changed within this time before it was read may be changed again without a
# new time: file systems keep times in steps (FAT's of 2 s are the coarsest). It is read again.
_UNSURE_NS = 2_000_000_000
_LOOKED_AT = 1 << 20  # bytes at either end of a large file that tell its kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A file and what its bytes were: SHA-256 (64 hexadecimal digits) and media type.

    ``sure`` is False when the file may have changed since without a new time. ``media_type`` is
    "" for what is no original and for what is too large and no container.
    """

    file: SourceFile
    sha256: str
    media_type: str = ""
    sure: bool = True


_row_of, _seen_of = row_maker(Seen), row_reader(Seen)


@dataclass(frozen=True, slots=True)
class Sight:
    """A whole corpus as seen, sorted by path, and every file that could not be read."""

    seen: tuple[Seen, ...]
    skipped: tuple[FileProblem, ...]
    failed: tuple[FileProblem, ...]

    def fingerprint(self) -> str:
        """The same for two sights of the same files, bytes and problems (SHA-256)."""
        digest = hashlib.sha256()
        for one in self.seen:
            digest.update(json_bytes([one.file.path, one.file.role, one.file.of, one.sha256]))
        for problem in (*self.skipped, *self.failed):
            digest.update(json_bytes([problem.path, problem.reason]))
        return digest.hexdigest()


def look(
    corpus: Path,
    listing: Listing,
    earlier: Mapping[str, Seen],
    limit: int,
    now_ns: int,
    progress: Progress,
) -> Sight:
    """Read every listed file that is not as it was ``earlier`` (by path).

    ``limit`` (bytes): larger originals are digested, but not kept in memory. ``now_ns`` is the
    time the listing was made at (nanoseconds since 1970).
    """
    seen: list[Seen] = []
    failed = list(listing.failed)
    for done, file in enumerate(listing.files):
        progress("Reading", done, len(listing.files), file.path)
        before = earlier.get(file.path)
        if before and before.sure and before.file == file:
            seen.append(before)
            continue
        try:
            seen.append(_read(corpus, file, limit, now_ns))
        except UnreadableError as error:
            failed.append(FileProblem(path=file.path, reason=str(error)))
    progress("Reading", len(listing.files), len(listing.files))
    return Sight(tuple(seen), listing.skipped, tuple(sorted(failed, key=lambda p: p.path)))


def read_source(corpus: Path, path: str, limit: int) -> bytes:
    """The bytes of a file of the corpus. Raises UnreadableError, also when it is over ``limit``."""
    try:
        with open_source(corpus, path) as stream:
            data = _first(stream, limit + 1)
    except OSError as error:
        raise UnreadableError(file_reason(error)) from error
    if len(data) > limit:
        raise UnreadableError(too_large(limit))
    return data


def open_source(corpus: Path, path: str) -> BinaryIO:
    """Open a regular file of the corpus, never one outside of it. Raises UnreadableError."""
    try:
        root = os.path.realpath(corpus, strict=True)
        place = os.path.realpath(corpus / path, strict=True)
        if not Path(place).is_relative_to(root):
            raise UnreadableError("It leads out of the corpus by a symbolic link.")
        # Not following a link and not waiting for a pipe that took the file's place meanwhile.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        stream = os.fdopen(os.open(place, flags), "rb", buffering=0)
    except OSError as error:
        raise UnreadableError(file_reason(error)) from error
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise UnreadableError("It is no longer a file.")
    return stream


def too_large(limit: int) -> str:
    """The sentence for a file over the limit (bytes)."""
    return (
        f"The file is larger than {limit / 1_048_576:.0f} MB and was not read; "
        "the setting max_file_bytes can allow it."
    )


def write_seen(folder: Path, seen: Iterable[Seen]) -> None:
    """Write the list into a generation's folder. Raises OSError."""
    write_rows(folder / FILE_NAME, map(_row_of, seen))


def read_seen(folder: Path) -> dict[str, Seen]:
    """The list of a generation, by path; empty when it is not there or is not whole."""
    try:
        seen = list(map(_seen_of, read_rows(folder / FILE_NAME)))
    except (OSError, ValueError, TypeError):
        return {}
    return {one.file.path: one for one in seen}


def _read(corpus: Path, file: SourceFile, limit: int, now_ns: int) -> Seen:
    kind = ""
    try:
        with open_source(corpus, file.path) as stream:
            if file.role == "original" and file.size <= limit:
                data = _first(stream, limit + 1)
                digest = hashlib.sha256(data)
                kind = media_type(data, file.path)
                while more := stream.read(1 << 20):
                    digest.update(more)
                sha256 = digest.hexdigest()
            else:
                if file.role == "original":
                    kind = _kind_of_large(stream, file)
                sha256, _ = sha256_stream(stream)
    except OSError as error:
        raise UnreadableError(file_reason(error)) from error
    sure = max(file.mtime_ns, file.ctime_ns) < now_ns - _UNSURE_NS
    return Seen(file=file, sha256=sha256, media_type=kind, sure=sure)


def _kind_of_large(stream: BinaryIO, file: SourceFile) -> str:
    """The media type of a container of any size, by its ends; "" for other files. Rewinds."""
    head = _first(stream, _LOOKED_AT)
    stream.seek(max(_LOOKED_AT, file.size - _LOOKED_AT))
    kind = media_type(head + _first(stream, _LOOKED_AT), file.path)
    stream.seek(0)
    return kind if is_container(kind) else ""


def _first(stream: BinaryIO, count: int) -> bytes:
    """The first ``count`` bytes of a stream, fewer at its end. Raises OSError."""
    parts: list[bytes] = []
    while count > 0 and (part := stream.read(min(count, 1 << 20))):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
