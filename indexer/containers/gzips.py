"""A file that was compressed with gzip (RFC 1952): one record, the file as it was.

Promises: unpacked up to the limit and no further. Web archives, whose every record is compressed by
itself, are a format of their own.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from archive.errors import UnreadableError
from indexer.containers.entries import Entry
from indexer.containers.zips import too_large

_HEADER = 10  # bytes before the name
_NAMED, _EXTRA = 0x08, 0x04  # flags of what follows them
_NAME_WITHIN = 1024  # bytes


def entries(source: BinaryIO, start: int, limit: int) -> Iterator[Entry]:
    """The one record; none from its own ``resume`` on."""
    if start:
        return
    name = _name(source)
    reason, data = "", None
    try:
        data = payload(source, "0", limit)
    except UnreadableError as error:
        reason = str(error)
    yield Entry(
        locator="0",
        resume=1,
        label=name,
        name=name.rpartition("/")[2],
        payload=data,
        reason=reason,
        failed=bool(reason),
        offset=0,
    )


def payload(source: BinaryIO, locator: str, limit: int) -> bytes:
    """The bytes of the file; ``locator`` is always "0"."""
    if locator != "0":
        raise UnreadableError("There is only one record in a compressed file.")
    source.seek(0)
    try:
        with gzip.GzipFile(fileobj=source) as file:
            data = file.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableError("The compressed file is damaged or cut off.") from error
    if len(data) > limit:
        raise UnreadableError(too_large(limit))
    return data


def _name(source: BinaryIO) -> str:
    """The name that the file had, as its header states it (RFC 1952, 2.3.1); "" none."""
    source.seek(0)
    head = source.read(_HEADER + _NAME_WITHIN)
    if len(head) <= _HEADER or head[3] & _EXTRA or not head[3] & _NAMED:
        return ""
    name, end, _ = head[_HEADER:].partition(b"\0")
    text = name.decode("utf-8", "replace") if end else ""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
