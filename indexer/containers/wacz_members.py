"""The members of a WACZ file as streams that can be read from any place.

Promises: a member that is stored, as the format demands of web archives, is read in place; one
that is compressed is unpacked from its beginning to where it is read. What is damaged ends early
and says so. Source: "Web Archive Collection Zipped" 1.1.1, PKWARE's APPNOTE 6.3, 4.3.7.
"""

from __future__ import annotations

import hashlib
import lzma
import struct
import zipfile
import zlib
from typing import IO, BinaryIO

from archive.errors import UnreadableError
from indexer.streams import Elsewhere

_MEMBER_LIMIT = 20_000
_LOCAL_SIZE = 30  # bytes of a member's own header before its name
_ENCRYPTED = 0x1
_BOMB_SIZE = 1 << 26  # bytes, from which on a member's growth is looked at
_BOMB_RATIO = 400
_STEP = 1 << 20  # bytes
# What `zipfile` raises of damaged archives, and seeking to where no file reaches.
_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, RuntimeError,
    EOFError, ValueError, OverflowError, OSError,
)  # fmt: skip


def opened(source: BinaryIO) -> zipfile.ZipFile:
    """A zip archive. Raises UnreadableError."""
    try:
        found = zipfile.ZipFile(source)
    except _ERRORS as error:
        raise UnreadableError(
            "The WACZ file is damaged: the table of contents at its end is missing or broken. "
            "Files that were not copied to their end look so."
        ) from error
    if len(found.filelist) > _MEMBER_LIMIT:
        raise UnreadableError(
            f"The WACZ file has more than {_MEMBER_LIMIT:,} members, which no real one has."
        )
    return found


def member(source: BinaryIO, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> MemberStream:
    """A member's bytes. Raises UnreadableError."""
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableError("It is encrypted with a password.")
    is_stored = info.compress_type == zipfile.ZIP_STORED
    if not is_stored and info.file_size > max(_BOMB_SIZE, info.compress_size * _BOMB_RATIO):
        raise UnreadableError(
            f"It would unpack to more than {_BOMB_RATIO} times its size, so it was not unpacked."
        )
    try:
        if is_stored:
            return _Stored(source, info)
        return _Compressed(archive.open(info), info)
    except _ERRORS as error:
        raise UnreadableError("It cannot be unpacked: it is damaged.") from error


class MemberStream(Elsewhere):
    """A seekable stream over a member."""

    begin: int | None = None  # bytes from the file's beginning, where it can be read in place

    def __init__(self, info: zipfile.ZipInfo) -> None:
        super().__init__(info.file_size)
        self._crc = info.CRC

    def read(self, size: int = -1) -> bytes:
        """The next bytes; fewer at the end."""
        left = max(0, self._size - self._at)
        data = self._read(left if size < 0 else min(size, left))
        self._at += len(data)
        return data

    def digests(self) -> tuple[str, bool]:
        """SHA-256 in hexadecimal digits, and whether the content is what the zip archive states."""
        self.seek(0)
        digest, crc = hashlib.sha256(), 0
        while data := self.read(_STEP):
            digest.update(data)
            crc = zlib.crc32(data, crc)
        return digest.hexdigest(), crc == self._crc and self._at == self._size

    def _read(self, size: int) -> bytes:
        raise NotImplementedError


class _Stored(MemberStream):
    def __init__(self, source: BinaryIO, info: zipfile.ZipInfo) -> None:
        super().__init__(info)
        source.seek(info.header_offset)
        local = source.read(_LOCAL_SIZE)
        if len(local) < _LOCAL_SIZE or not local.startswith(b"PK\x03\x04"):
            raise UnreadableError("It cannot be unpacked: it is damaged.")
        name, extra = struct.unpack_from("<HH", local, 26)
        self._source = source
        self._begin = info.header_offset + _LOCAL_SIZE + name + extra
        self.begin = self._begin

    def _read(self, size: int) -> bytes:
        try:
            self._source.seek(self._begin + self._at)
            return self._source.read(size)
        except _ERRORS:
            return b""


class _Compressed(MemberStream):
    def __init__(self, unpacking: IO[bytes], info: zipfile.ZipInfo) -> None:
        super().__init__(info)
        self._unpacking = unpacking

    def _read(self, size: int) -> bytes:
        try:
            if self._unpacking.tell() != self._at:
                self._unpacking.seek(self._at)
            return self._unpacking.read(size)
        except _ERRORS:
            return b""  # ends here; its sum tells
