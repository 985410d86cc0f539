"""The names of a zip archive's members, without unpacking any of them.

Promises: names in the order of the archive's table of contents, or, where that is missing because
the file was cut off, those that stand in the clear near its beginning; never fails, and looks at
no more than some thousand names, whatever the table claims. Source: PKWARE's APPNOTE 6.3, 4.3.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_MOST = 5_000  # names; no document has as many members
_END = b"PK\x05\x06"
_END_WITHIN = 65_557  # bytes: the end record and the longest comment after it
_ENTRY = b"PK\x01\x02"
_ENTRY_SIZE = 46  # bytes before the name
_LOCAL = b"PK\x03\x04"
_LOCAL_SIZE = 30
_LOCAL_WITHIN = 65_536  # bytes at the beginning of a file that was cut off


def member_names(data: bytes) -> tuple[str, ...]:
    """The names; what is not UTF-8 in them is replaced."""
    found = tuple(_listed(data))
    return found or tuple(_in_the_clear(data[:_LOCAL_WITHIN]))


def has_table(data: bytes) -> bool:
    """Whether the archive's end is there; it is not in a file that was cut off."""
    return _end(data) >= 0


def _listed(data: bytes) -> Iterator[str]:
    end = _end(data)
    if end < 0:
        return
    size, at = struct.unpack_from("<II", data, end + 12)
    # What was put before the archive moves the table; it always lies right before its end record.
    at = at if data.startswith(_ENTRY, at) else end - size
    for _ in range(_MOST):
        if at < 0 or not data.startswith(_ENTRY, at) or at + _ENTRY_SIZE > len(data):
            return
        name, extra, comment = struct.unpack_from("<HHH", data, at + 28)
        yield _text(data[at + _ENTRY_SIZE : at + _ENTRY_SIZE + name])
        at += _ENTRY_SIZE + name + extra + comment


def _end(data: bytes) -> int:
    """Where the end record begins; -1 where there is none."""
    return data.rfind(_END, max(0, len(data) - _END_WITHIN), max(0, len(data) - 18))


def _in_the_clear(head: bytes) -> Iterator[str]:
    at = head.find(_LOCAL)
    while 0 <= at <= len(head) - _LOCAL_SIZE:
        (length,) = struct.unpack_from("<H", head, at + 26)
        yield _text(head[at + _LOCAL_SIZE : at + _LOCAL_SIZE + length])
        at = head.find(_LOCAL, at + _LOCAL_SIZE)


def _text(name: bytes) -> str:
    return name.decode("utf-8", "replace")
