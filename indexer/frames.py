"""Messages between the archive and its parser processes: a length, then so many bytes.

Promises: what ``frame`` makes is read back whole or not at all; a length is checked before
anything of it is read. Does not know what a message means.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

PIECE = 1 << 20  # bytes asked for at a time, so that an announced length alone costs no memory
_LENGTH = struct.Struct(">I")  # so a message has less than 4 GiB


class FrameError(Exception):
    """The other side ended in the middle of a message."""


class FrameTooLongError(FrameError):
    """The other side announced a longer message than is allowed."""


def frame(message: bytes) -> bytes:
    """The length of a message in 4 bytes, big-endian, to be sent before it."""
    return _LENGTH.pack(len(message))


def read_frame(read: Callable[[int], bytes], limit: int = (1 << 32) - 1) -> bytes | None:
    """The next message, or None when the other side has ended before one.

    ``read(n)`` gives at most n bytes, and none at the end. Raises FrameError when the message
    is cut off, FrameTooLongError when it is longer than ``limit`` bytes.
    """
    length = _up_to(read, _LENGTH.size)
    if not length:
        return None
    if len(length) < _LENGTH.size:
        raise FrameError("a message was cut off")
    (size,) = _LENGTH.unpack(length)
    if size > limit:
        raise FrameTooLongError(f"{size} bytes are announced, {limit} are allowed")
    message = _up_to(read, size)
    if len(message) < size:
        raise FrameError("a message was cut off")
    return bytes(message)


def _up_to(read: Callable[[int], bytes], size: int) -> bytearray:
    """So many bytes, fewer only when the other side ended."""
    data = bytearray()
    while len(data) < size and (piece := read(min(size - len(data), PIECE))):
        data += piece
    return data
