"""A page saved as one MIME message (MHTML, RFC 2557): its parts, and which of them is the page.

Promises: never raises for what is in the bytes; a message that was cut off gives the parts that are
there and says so; a part is found by its Content-ID or its address, as pages name their pictures
and style sheets. Parts are cut out of the bytes and decoded only when asked for; headers are read
by the standard library's mail parser. Judges no page and fetches nothing.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from urllib.parse import urldefrag, urljoin

from archive.model import Place

MEDIA_TYPE = "multipart/related"
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})

_HEADER_BYTES = 65_536  # of one part; the longest in the wild are addresses of some thousand
_DEPTH = 8  # of parts within parts; tools write two levels at most
_PARTS = 20_000  # a page has some hundred pictures and style sheets
_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n|\A\r?\n")
_OPENING = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?$", re.MULTILINE)
_NOT_BASE_64 = bytes(set(range(256)) - set(b"+/") - set(range(0x30, 0x3A))
                     - set(range(0x41, 0x5B)) - set(range(0x61, 0x7B)))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its number as in IMAP ("1", "2.1"; RFC 3501, 6.4.5) and its bytes as they lie."""

    number: str
    media_type: str
    charset: str | None  # as declared
    encoding: str  # Content-Transfer-Encoding, lower case
    location: str  # Content-Location: its address, "" not given
    content_id: str  # without angle brackets
    raw: bytes
    whole: bool  # False: the file ends before the part does

    def content(self) -> bytes:
        """The bytes without their transfer encoding; what is broken in it is passed over."""
        if self.encoding == "quoted-printable":
            return quopri.decodestring(self.raw)
        if self.encoding == "base64":
            digits = self.raw.translate(None, _NOT_BASE_64)
            digits = digits[: len(digits) - (len(digits) % 4 == 1)]
            return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))
        return self.raw


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The message: headers by lower-case name, its parts in order, the page among them."""

    headers: Mapping[str, str]
    parts: tuple[Part, ...]
    root: Part | None
    whole: bool  # False: the file ends before the message does

    @property
    def address(self) -> str:
        """The address that the page was saved from, as the headers say; "" when they do not."""
        stated = self.headers.get("snapshot-content-location") or self.headers.get(
            "content-location"
        )
        return _address(stated or "") or (self.root.location if self.root else "")

    @property
    def frames(self) -> tuple[Part, ...]:
        """The other pages in it, which were shown in frames."""
        return tuple(p for p in self.parts if p.media_type in PAGE_TYPES and p is not self.root)

    def resource(self, reference: str) -> Part | None:
        """The part that the page means by an address or ``cid:`` in it; None: there is none."""
        reference = reference.strip()
        if reference.lower().startswith("cid:"):
            name = reference[4:]
            return next((p for p in self.parts if p.content_id == name), None) or self._at(
                reference
            )
        try:
            return self._at(urldefrag(urljoin(self.address, reference))[0])
        except ValueError:  # a broken address
            return None

    def _at(self, address: str) -> Part | None:
        return next((p for p in self.parts if address and p.location == address), None)


def read_saved_page(data: bytes) -> SavedPage:
    """Take a message apart. Without a page in it ``root`` is None."""
    header, body = _header_and_body(data)
    message = _message(header)
    headers = {name.lower(): decoded_header(value) for name, value in message.items()}
    parts, whole = _parts(message, body, "", 0)
    found = tuple(part for _, part in zip(range(_PARTS), parts, strict=False))
    page = SavedPage(headers, found, None, whole and len(found) < _PARTS)
    return replace(page, root=_root(page, message))


def within_part(place: Place | None, number: str) -> Place | None:
    """A passage's place in the page that a part holds; None when it is in another part."""
    if place is None or place.scheme != "part":
        return None
    start = f"{number}/"
    if not all(path.startswith(start) for path, _, _ in place.ranges):
        return None
    ranges = tuple((path[len(number) :], begin, end) for path, begin, end in place.ranges)
    return Place("html", ranges)


def decoded_header(value: object) -> str:
    """A header's text on one line, its encoded words (RFC 2047) decoded where they can be."""
    text = " ".join(str(value).split())
    with suppress(MessageError, LookupError, ValueError):
        text = str(make_header(decode_header(text)))
    return text.encode("utf-8", "replace").decode("utf-8")


def _header_and_body(data: bytes) -> tuple[bytes, bytes]:
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    end = _BLANK_LINE.search(data, 0, _HEADER_BYTES)
    return (data[: end.start()], data[end.end() :]) if end else (data[:_HEADER_BYTES], b"")


def _message(header: bytes) -> Message:
    return BytesHeaderParser().parsebytes(header + b"\r\n\r\n")


def _parts(message: Message, body: bytes, number: str, depth: int) -> tuple[Iterator[Part], bool]:
    """The leaves of a message, and whether it was closed."""
    if message.get_content_maintype() != "multipart" or depth == _DEPTH:
        return iter([_leaf(message, body, number or "1", whole=True)]), True
    pieces, whole = _split(body, _boundary(message, body))
    return _leaves(pieces, number, depth, whole), whole


def _leaves(pieces: list[bytes], number: str, depth: int, whole: bool) -> Iterator[Part]:
    for index, piece in enumerate(pieces, 1):
        header, body = _part_header_and_body(piece)
        message = _message(header)
        own = f"{number}.{index}" if number else str(index)
        closed = whole or index < len(pieces)
        if message.get_content_maintype() == "multipart" and depth < _DEPTH:
            yield from _parts(message, body, own, depth + 1)[0]
        else:
            yield _leaf(message, body, own, whole=closed)


def _part_header_and_body(piece: bytes) -> tuple[bytes, bytes]:
    end = _BLANK_LINE.search(piece, 0, _HEADER_BYTES)
    return (piece[: end.start()], piece[end.end() :]) if end else (piece[:_HEADER_BYTES], b"")


def _leaf(message: Message, body: bytes, number: str, *, whole: bool) -> Part:
    return Part(
        number=number,
        media_type=message.get_content_type(),
        charset=_parameter(message, "charset"),
        encoding=decoded_header(message.get("content-transfer-encoding", "")).lower(),
        location=_address(decoded_header(message.get("content-location", ""))),
        content_id=decoded_header(message.get("content-id", "")).strip("<>"),
        raw=body,
        whole=whole,
    )


def _boundary(message: Message, body: bytes) -> bytes:
    """The boundary as declared; else the first line of the body that looks like one."""
    stated = _parameter(message, "boundary")
    if stated:
        return stated.encode("utf-8", "surrogateescape")
    first = _OPENING.search(body, 0, _HEADER_BYTES)
    return first[1] if first else b""


def _split(body: bytes, boundary: bytes) -> tuple[list[bytes], bool]:
    """What stands between the lines with the boundary, and whether the last one closes."""
    if not boundary:
        return [], False
    line = re.compile(rb"^--%b(--)?[ \t]*\r?(?:\n|\Z)" % re.escape(boundary), re.MULTILINE)
    pieces: list[bytes] = []
    begin = -1
    for found in line.finditer(body):
        if begin >= 0:
            pieces.append(body[begin : found.start()].removesuffix(b"\n").removesuffix(b"\r"))
        if found[1]:
            return pieces, True
        begin = found.end()
    if begin >= 0:
        pieces.append(body[begin:])
    return pieces, False


def _root(page: SavedPage, message: Message) -> Part | None:
    """The page itself: as ``start`` names it, by the message's address, else the first one."""
    pages = [part for part in page.parts if part.media_type in PAGE_TYPES]
    start = (_parameter(message, "start") or "").strip().strip("<>")
    address = page.address
    named = [part for part in pages if start and part.content_id == start]
    placed = [part for part in pages if address and part.location == address]
    return next(iter([*named, *placed, *pages]), None)


def _parameter(message: Message, name: str) -> str | None:
    """A parameter of Content-Type; None where it is missing or cannot be read."""
    try:
        value = message.get_param(name)
    except (ValueError, LookupError, TypeError):
        return None
    if isinstance(value, tuple):  # RFC 2231: charset, language, value
        value = value[2]
    return value if isinstance(value, str) and value else None


def _address(text: str) -> str:
    """An address that may have been folded over lines."""
    return "".join(text.split())
