"""The body of a web server's answer without the encodings of its transport.

Promises: never more than the limit is unpacked, whatever a body claims or grows to; a body that
was already stored unpacked is taken as it is; of one that is cut off or damaged, what comes before
is given, and said to be a part. Sources: RFC 9112, section 7.1 (chunks); RFC 9110, section 8.4
(content codings); RFC 7932 (br); RFC 8878 (zstd).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import brotli
import zstandard

from indexer.containers.web_headers import Headers, header
from indexer.decode import control_share

_CODINGS_LIMIT = 4  # one upon another; servers use one
_STEP = 65_536  # bytes given at once
_LOOKED_AT = 4_096
_CHUNK = re.compile(rb"[ \t]*([0-9a-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n", re.IGNORECASE)
_ZSTD_STEP = 256  # bytes; each may become 32 KB
_ZSTD_WINDOW = 1 << 23  # bytes, as RFC 9659 limits it for the web
_TEXT = 0.02  # share of control characters, which compressed data is above

CHUNKS_CUT = "Its last chunks are missing or broken"
CODING_CUT = "Its compressed content is cut off or damaged"


class BodyError(Exception):
    """The body is no document that can be read; ``str`` is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body as its server meant it."""

    content: bytes
    unchunked: bytes  # still compressed: what some programs take a payload's digest of
    fault: str = ""  # a sentence, without a full stop, on what of it is missing


def body_of(headers: Headers, stored: bytes, limit: int) -> Body:
    """The body that is stored with these headers. Raises BodyError."""
    unchunked, fault = stored, ""
    if "chunked" in header(headers, "Transfer-Encoding").lower():
        unchunked, is_whole = _unchunked(stored)
        fault = "" if is_whole else CHUNKS_CUT
    content = unchunked
    for coding in reversed(_codings(headers)):
        content, is_whole = _decoded(coding, content, limit)
        fault = fault or ("" if is_whole else CODING_CUT)
    if len(content) > limit:
        raise BodyError(too_large(limit))
    return Body(content, unchunked, fault)


def too_large(limit: int) -> str:
    """The sentence on what is more than is read of one document."""
    size = f"{limit // 1_048_576:,} MB" if limit >= 1_048_576 else f"{limit:,} bytes"
    return f"It is larger than what is read of one document ({size})."


def _codings(headers: Headers) -> list[str]:
    """The content codings in the order in which they were applied."""
    stated = header(headers, "Content-Encoding").lower().replace(" ", "").split(",")
    codings = [name for name in stated if name not in ("", "identity", "none", "utf-8")]
    transfer = header(headers, "Transfer-Encoding").lower().replace(" ", "").split(",")
    codings += [name for name in transfer if name in _DECODERS]
    if len(codings) > _CODINGS_LIMIT:
        raise BodyError("It is compressed many times over, so it was not unpacked.")
    return codings


def _unchunked(stored: bytes) -> tuple[bytes, bool]:
    """A body without its chunks' sizes, and whether the last one is there.

    Programs that put the chunks together before they store them leave the header as it was.
    """
    pieces = []
    at = 0
    while size := _CHUNK.match(stored, at):
        length = int(size[1], 16)
        if not length:
            return b"".join(pieces), True
        piece = stored[size.end() : size.end() + length]
        pieces.append(piece)
        at = size.end() + len(piece)
        if len(piece) < length:
            break
        at += 2 if stored.startswith(b"\r\n", at) else stored.startswith(b"\n", at)
    return (b"".join(pieces), False) if pieces else (stored, True)


class _Decoder(Protocol):
    def decode(self, data: bytes) -> bytes:
        """More of the content, a limited amount. Raises one of ``_ERRORS``."""

    @property
    def is_done(self) -> bool:
        """Whether the content's end was met."""


class _Inflating:
    """gzip and deflate."""

    def __init__(self, window: int) -> None:
        self._inflating = zlib.decompressobj(window)

    def decode(self, data: bytes) -> bytes:
        return self._inflating.decompress(self._inflating.unconsumed_tail + data, _STEP)

    @property
    def is_done(self) -> bool:
        return self._inflating.eof


class _Brotli:
    def __init__(self) -> None:
        self._unpacking = brotli.Decompressor()
        self._waiting = b""

    def decode(self, data: bytes) -> bytes:
        # While it holds more than it gave out it takes nothing new.
        self._waiting += data
        given = b""
        if self._unpacking.can_accept_more_data():
            given, self._waiting = self._waiting, b""
        unpacked: bytes = self._unpacking.process(given, output_buffer_limit=_STEP)
        return unpacked

    @property
    def is_done(self) -> bool:
        return bool(self._unpacking.is_finished())


class _Zstd:
    def __init__(self) -> None:
        unpacker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._unpacking = unpacker.decompressobj()
        self._waiting = b""

    def decode(self, data: bytes) -> bytes:
        given = self._waiting + data
        self._waiting = given[_ZSTD_STEP:]
        return self._unpacking.decompress(given[:_ZSTD_STEP]) if given else b""

    @property
    def is_done(self) -> bool:
        return self._unpacking.eof


def _deflate(stored: bytes) -> _Decoder:
    """With zlib's header, as it should be, or without it, as some servers send it."""
    has_header = len(stored) > 1 and stored[0] & 15 == 8 and int.from_bytes(stored[:2]) % 31 == 0
    return _Inflating(15 if has_header else -15)


_ERRORS = (zlib.error, brotli.error, zstandard.ZstdError)
_DECODERS: dict[str, Callable[[bytes], _Decoder]] = {
    "gzip": lambda _: _Inflating(31),
    "x-gzip": lambda _: _Inflating(31),
    "deflate": _deflate,
    "br": lambda _: _Brotli(),
    "zstd": lambda _: _Zstd(),
}
_MAGIC = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}


def _decoded(coding: str, stored: bytes, limit: int) -> tuple[bytes, bool]:
    """What a body holds, and whether it was decoded to its end. Raises BodyError."""
    if coding not in _DECODERS:
        raise BodyError(f"It is compressed in a way that is not known here ({coding[:20]}).")
    if not stored.startswith(_MAGIC.get(coding, b"")):
        return stored, True  # was stored as it is when unpacked
    decoder = _DECODERS[coding](stored)
    found = bytearray()
    at = 0
    try:
        while not decoder.is_done and len(found) <= limit:
            given = stored[at : at + _STEP]
            data = decoder.decode(given)
            found += data
            at += len(given)
            if not given and not data:
                break
    except _ERRORS:
        if control_share(stored[:_LOOKED_AT]) < _TEXT:
            return stored, True
        if not found:
            raise BodyError("Its compressed content is damaged, so it could not be read.") from None
    if len(found) > limit:
        raise BodyError(too_large(limit))
    return bytes(found), decoder.is_done
