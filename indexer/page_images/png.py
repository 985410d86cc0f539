"""Writing pixels as a PNG picture (ISO/IEC 15948).

Promises: nothing is in the picture but its size, its colours and its pixels.
"""

from __future__ import annotations

import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DEPTH, _INDEXED = 8, 3  # bits a pixel; pixels are numbers of colours
_UNFILTERED = b"\0"
_LEVEL = 6


def png(width: int, height: int, palette: bytes, pixels: bytes) -> bytes:
    """The picture of so many rows of bytes, each of which is a colour's number in the table."""
    rows = b"".join(
        _UNFILTERED + pixels[start : start + width] for start in range(0, width * height, width)
    )
    header = struct.pack(">IIBBBBB", width, height, _DEPTH, _INDEXED, 0, 0, 0)
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", palette),
            _chunk(b"IDAT", zlib.compress(rows, _LEVEL)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    checked = name + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))
