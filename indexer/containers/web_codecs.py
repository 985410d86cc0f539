"""How the members of a compressed web archive are unpacked: gzip, and Zstandard.

Promises: an archive is unpacked in small steps, so that what grows without end can be stopped; a
damaged member gives what stands before the damage. Sources: RFC 1952 (a file is any number of
members); RFC 8878 and IIPC's "Zstandard compression for WARC files 1.0" (its first frame may hold
the dictionary of all others).
"""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO, Protocol

import zstandard

GZIP_MAGIC = b"\x1f\x8b\x08"  # with the only method there is
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"
_SKIPPED = range(0x184D2A50, 0x184D2A60)  # frames that hold no data
_STEP = 65_536  # bytes unpacked at once
_ZSTD_STEP = 256  # bytes given at once; each may become 32 KB
_WINDOW_LIMIT = 1 << 27  # bytes that a frame may ask to be kept in memory
_DICTIONARY_LIMIT = 1 << 24  # bytes; a real one has some 100 KB


class MemberError(Exception):
    """A member cannot be unpacked further; ``before`` holds what could be."""

    def __init__(self, before: bytes = b"") -> None:
        super().__init__("damaged")
        self.before = before


class Member(Protocol):
    """One member that is being unpacked."""

    @property
    def done(self) -> bool:
        """Whether its end was met."""

    def unpack(self, data: bytes) -> tuple[bytes, bytes]:
        """Some of what the bytes hold, and the bytes not used yet. Raises MemberError."""


class Codec(Protocol):
    """A kind of compression."""

    magic: bytes  # what its members begin with

    def member(self) -> Member:
        """A member to unpack from its beginning."""

    def skipped(self, head: bytes) -> int:
        """The length of a member without data that begins so; 0 when it is none."""


class Gzip:
    """A gzip file: members, each with a check of its own."""

    magic = GZIP_MAGIC

    def member(self) -> Member:
        """A member to unpack from its beginning."""
        return Inflating()

    def skipped(self, head: bytes) -> int:
        """There are no members without data."""
        return 0


class Inflating:
    """A member of a gzip file, or with another window (see ``zlib``) what zlib makes else."""

    def __init__(self, window: int = 31) -> None:
        self._inflating = zlib.decompressobj(window)

    @property
    def done(self) -> bool:
        """Whether its end was met."""
        return self._inflating.eof

    def unpack(self, data: bytes) -> tuple[bytes, bytes]:
        """Some of what the bytes hold, and the bytes not used yet. Raises MemberError."""
        before = self._inflating.copy()
        try:
            unpacked = self._inflating.decompress(data, _STEP)
        except zlib.error as error:
            raise MemberError(_until_damage(before, data)) from error
        return unpacked, self._inflating.unconsumed_tail or self._inflating.unused_data


def _until_damage(inflating: zlib._Decompress, data: bytes) -> bytes:
    """What can be unpacked before the byte that cannot."""
    good = bytearray()
    try:
        for at in range(len(data)):
            good += inflating.decompress(data[at : at + 1])
    except zlib.error:
        pass
    return bytes(good)


class Zstd:
    """A Zstandard file: frames, maybe with one dictionary that stands in the first."""

    magic = ZSTD_MAGIC

    def __init__(self, dictionary: bytes = b"") -> None:
        self._dictionary = zstandard.ZstdCompressionDict(dictionary) if dictionary else None

    def member(self) -> Member:
        """A frame to unpack from its beginning."""
        return Unframing(self._dictionary)

    def skipped(self, head: bytes) -> int:
        """The length of a skippable frame; 0 when it is none."""
        if len(head) < 8:
            return 0
        magic, size = struct.unpack_from("<II", head)
        return size + 8 if magic in _SKIPPED else 0


class Unframing:
    """A Zstandard frame."""

    def __init__(
        self,
        dictionary: zstandard.ZstdCompressionDict | None = None,
        window_limit: int = _WINDOW_LIMIT,
    ) -> None:
        unpacker = zstandard.ZstdDecompressor(dictionary, max_window_size=window_limit)
        self._unpacking = unpacker.decompressobj()

    @property
    def done(self) -> bool:
        """Whether its end was met."""
        return self._unpacking.eof

    def unpack(self, data: bytes) -> tuple[bytes, bytes]:
        """Some of what the bytes hold, and the bytes not used yet. Raises MemberError."""
        try:
            unpacked = self._unpacking.decompress(data[:_ZSTD_STEP]) if data else b""
        except zstandard.ZstdError as error:
            raise MemberError from error
        return unpacked, self._unpacking.unused_data + data[_ZSTD_STEP:]


def codec_of(source: BinaryIO) -> Codec | None:
    """How a file is compressed, by its beginning; None when it is not.

    Raises MemberError when the dictionary that everything in it needs is damaged.
    """
    source.seek(0)
    head = source.read(8)
    if head.startswith(GZIP_MAGIC[:2]):
        return Gzip()
    if head.startswith(DICTIONARY_MAGIC):
        return Zstd(_dictionary(source.read(min(Zstd().skipped(head) - 8, _DICTIONARY_LIMIT))))
    return Zstd() if head.startswith(ZSTD_MAGIC) or Zstd().skipped(head) else None


def _dictionary(data: bytes) -> bytes:
    """A dictionary as it is, or itself compressed."""
    if not data.startswith(ZSTD_MAGIC):
        return data
    try:
        unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW_LIMIT)
        with unpacker.stream_reader(data) as reader:
            return reader.read(_DICTIONARY_LIMIT)
    except zstandard.ZstdError as error:
        raise MemberError from error
