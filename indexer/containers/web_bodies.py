"""The body of a web server's answer without the encodings of its transport.

Promises: never more than the limit is unpacked, whatever a body claims or grows to; a body that
was already stored unpacked is taken as it is; of one that is cut off or damaged, what comes before
is given, and said to be a part. Sources: RFC 9112, section 7.1 (chunks); RFC 9110, section 8.4
(content codings); RFC 7932 (br); RFC 8878 (zstd).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import brotli

from indexer.containers.web_codecs import (
    GZIP_MAGIC,
    ZSTD_MAGIC,
    Inflating,
    Member,
    MemberError,
    Unframing,
)
from indexer.containers.web_headers import Headers, header
from indexer.decode import control_share

_CODINGS_LIMIT = 4  # one upon another; servers use one
_PIECE = 4_096  # bytes given at once
_STEP = 65_536  # bytes unpacked at once
_LOOKED_AT = 4_096
_CHUNK = re.compile(rb"[ \t]*([0-9a-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n", re.IGNORECASE)
_ZSTD_WINDOW = 1 << 23  # bytes that a server may ask readers to keep (RFC 9659)
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
    pieces: list[bytes] = []
    at = 0
    while size := _CHUNK.match(stored, at):
        length = int(size[1], 16)
        rest = stored[size.end() + length : size.end() + length + 2]
        if not pieces and rest not in (b"", b"\r", b"\r\n"):
            break  # a text that begins with what could be a size
        if not length:
            return b"".join(pieces), True
        pieces.append(stored[size.end() : size.end() + length])
        at = size.end() + length + (2 if rest == b"\r\n" else rest.startswith(b"\n"))
    return (b"".join(pieces), False) if pieces else (stored, True)


class _Brotli:
    def __init__(self) -> None:
        self._unpacking = brotli.Decompressor()

    @property
    def done(self) -> bool:
        return bool(self._unpacking.is_finished())

    def unpack(self, data: bytes) -> tuple[bytes, bytes]:
        # While it holds more than it gave out it takes nothing new.
        takes = self._unpacking.can_accept_more_data()
        try:
            found = self._unpacking.process(data if takes else b"", output_buffer_limit=_STEP)
        except brotli.error as error:
            raise MemberError from error
        return found, b"" if takes else data


def _deflate(stored: bytes) -> Member:
    """With zlib's header, as it should be, or without it, as some servers send it."""
    has_header = len(stored) > 1 and stored[0] & 15 == 8 and int.from_bytes(stored[:2]) % 31 == 0
    return Inflating(15 if has_header else -15)


_DECODERS: dict[str, Callable[[bytes], Member]] = {
    "gzip": lambda _: Inflating(),
    "x-gzip": lambda _: Inflating(),
    "deflate": _deflate,
    "br": lambda _: _Brotli(),
    "zstd": lambda _: Unframing(window_limit=_ZSTD_WINDOW),
}
_MAGIC = {"gzip": GZIP_MAGIC, "x-gzip": GZIP_MAGIC, "zstd": ZSTD_MAGIC}


def _decoded(coding: str, stored: bytes, limit: int) -> tuple[bytes, bool]:
    """What a body holds, and whether it was decoded to its end. Raises BodyError."""
    if coding not in _DECODERS:
        raise BodyError(f"It is compressed in a way that is not known here ({coding[:20]}).")
    magic = _MAGIC.get(coding, b"")
    if not stored.startswith(magic):
        return stored, True  # it was unpacked before it was stored
    found = bytearray()
    at, is_whole = 0, True
    while is_whole and (at == 0 or (magic and stored.startswith(magic, at))):
        data, at, is_whole = _member(_DECODERS[coding](stored), stored, at, limit - len(found))
        found += data
    if not is_whole and not magic and control_share(stored[:_LOOKED_AT]) < _TEXT:
        return stored, True  # likewise; these codings have no magic number
    if stored and not found and not is_whole:
        raise BodyError("Its compressed content is damaged, so it could not be read.")
    return bytes(found), is_whole


def _member(member: Member, stored: bytes, at: int, limit: int) -> tuple[bytes, int, bool]:
    """What is compressed from a place on, where it ends, and whether that is its own end."""
    found = bytearray()
    while not member.done:
        given = stored[at : at + _PIECE]
        try:
            data, rest = member.unpack(given)
        except MemberError as error:
            return bytes(found) + error.before, len(stored), False
        found += data
        at += len(given) - len(rest)
        if len(found) > limit:
            raise BodyError(too_large(limit))
        if not given and not data:
            return bytes(found), at, False
    return bytes(found), at, True
