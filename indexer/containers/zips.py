"""Zip archives: their members in the order of the table of contents.

Promises: a member is unpacked up to the limit and no further, whatever its header says; nothing is
written, so that a name can lead nowhere; a folder's entry is none. A locator holds what is needed
to unpack its member ("8:1234:567": method, offset of its header, bytes packed), so that a member of
a large archive costs no reading of the table of contents. A name is UTF-8 where the archive says so
or it is valid, else in the code page of old zip programs. Source: PKWARE's APPNOTE 6.3.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from archive.errors import UnreadableError
from archive.model import NAMED
from indexer.containers.entries import Entry

MOST = 1_000_000  # members; no folder that somebody saved has as many
_PIECE = 1 << 18  # bytes read at a time
_ENCRYPTED = 0x1  # a member's flag
_UTF_8 = 0x800
_LOCAL = struct.Struct("<4s22xHH")  # a member's own header: signature, lengths of name and extra
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_PLACE = re.compile(r"([08]):(\d{1,18}):(\d{1,18})", re.ASCII)
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, ValueError,
    IndexError, OSError, RuntimeError,
)  # fmt: skip


def entries(source: BinaryIO, start: int, limit: int) -> Iterator[Entry]:
    """The members from the number ``start`` on (from 0)."""
    archive = _opened(source)
    for number, member in enumerate(archive.filelist[start:], start):
        if not is_folder(member):
            yield _entry(archive, member, number, limit)


def is_folder(member: zipfile.ZipInfo) -> bool:
    """Whether it stands for a folder; the library's own answer fails on an empty name."""
    return member.filename.endswith("/")


def payload(source: BinaryIO, locator: str, limit: int) -> bytes:
    """The bytes of the member at this place, or with this number or (the last) ``NAMED`` path."""
    if place := _PLACE.fullmatch(locator):
        method, offset, size = map(int, place.groups())
        return _unpacked_at(source, method, offset, size, limit)
    archive = _opened(source)
    try:
        return _unpacked(archive, _member(archive, locator), limit)
    except (LookupError, ValueError) as error:
        raise UnreadableError("There is no such member in the archive.") from error


def _member(archive: zipfile.ZipFile, locator: str) -> zipfile.ZipInfo:
    if not locator.startswith(NAMED):
        if not _NUMBER.fullmatch(locator):
            raise LookupError(locator)
        return archive.filelist[int(locator)]
    named = {_name(member): member for member in archive.filelist}
    return named[locator.removeprefix(NAMED)]


def _opened(source: BinaryIO) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(source)
    except _DAMAGED as error:
        raise UnreadableError(
            "The zip archive is damaged: its table of contents is missing or broken. Files that "
            "were not copied to their end look so."
        ) from error
    if len(archive.filelist) > MOST:
        raise UnreadableError(f"The zip archive has more than {MOST:,} members.")
    return archive


def _entry(archive: zipfile.ZipFile, member: zipfile.ZipInfo, number: int, limit: int) -> Entry:
    name = _name(member)
    reason, data = "", None
    try:
        data = _unpacked(archive, member, limit)
    except UnreadableError as error:
        reason = str(error)
    return Entry(
        locator=_locator(member, number),
        resume=number + 1,
        label=name,
        name=name.rpartition("/")[2],
        payload=data,
        reason=reason,
        failed=bool(reason),
        offset=member.header_offset,
        headers=tuple(_headers(member)),
    )


def _locator(member: zipfile.ZipInfo, number: int) -> str:
    """The member's place; its number when it is packed as few are."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return str(number)
    return f"{member.compress_type}:{member.header_offset}:{member.compress_size}"


def _unpacked_at(source: BinaryIO, method: int, offset: int, size: int, limit: int) -> bytes:
    try:
        source.seek(offset)
        signature, name, extra = _LOCAL.unpack(source.read(_LOCAL.size))
        if signature != b"PK\3\4":
            raise zipfile.BadZipFile
        source.seek(offset + _LOCAL.size + name + extra)
        if method == zipfile.ZIP_STORED:
            data = source.read(min(size, limit + 1))
        else:
            data = _inflated(source, size, limit + 1)
    except _DAMAGED as error:
        raise UnreadableError("There is no such member in the archive.") from error
    if len(data) > limit:
        raise UnreadableError(too_large(limit))
    return data


def _inflated(source: BinaryIO, size: int, most: int) -> bytes:
    """What ``size`` bytes unpack to, and no more of it than ``most`` bytes."""
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    parts: list[bytes] = []
    while size > 0 and most > 0 and not inflating.eof:
        packed = source.read(min(size, _PIECE))
        if not packed:
            raise EOFError
        size -= len(packed)
        while packed and most > 0:
            parts.append(inflating.decompress(packed, most))
            most -= len(parts[-1])
            packed = inflating.unconsumed_tail
    if most > 0 and not inflating.eof:
        raise EOFError
    return b"".join(parts)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    if member.flag_bits & _ENCRYPTED:
        raise UnreadableError("It is encrypted with a password, so it was not read.")
    try:
        with archive.open(member) as part:
            data = part.read(limit + 1)
    except NotImplementedError as error:
        raise UnreadableError("It is packed in a way that is not read.") from error
    except _DAMAGED as error:
        raise UnreadableError("It cannot be unpacked: the archive is damaged there.") from error
    if len(data) > limit:
        raise UnreadableError(too_large(limit))
    return data


def too_large(limit: int) -> str:
    """The sentence for what unpacks to more than the limit (bytes)."""
    return (
        f"It unpacks to more than {limit / 1_048_576:.0f} MB and was not read; the setting "
        "max_file_bytes can allow it."
    )


def _name(member: zipfile.ZipInfo) -> str:
    """The member's path. The library takes what is not marked as UTF-8 for code page 437."""
    name = member.filename
    if not member.flag_bits & _UTF_8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in name)


def _headers(member: zipfile.ZipInfo) -> Iterator[tuple[str, str]]:
    year, month, day, hour, minute, second = member.date_time
    if month and day:
        yield "Last changed", f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
    yield "CRC-32", f"{member.CRC:08x}"
    if member.comment:
        yield "Comment", member.comment.decode("utf-8", "replace")
