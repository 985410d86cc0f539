"""A MIME message (RFC 2045, 2046): its header and its parts, as a tree.

Promises: never raises for what is in the bytes; a message that was cut off gives the parts that are
there and says so; at most ``PARTS`` parts, ``DEPTH`` deep, in time linear in the bytes. Parts are
cut out of the bytes and decoded only when asked for. Judges no part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from archive.mime_header import (
    Decoder,
    Field,
    by_declaration,
    first_value,
    header_fields,
    header_text,
    parameters,
)
from archive.transfer import transfer_decoded

DEPTH = 20  # of parts within parts; mail that was forwarded often has five levels
PARTS = 20_000  # a page has some hundred pictures and style sheets
_OPENING_WITHIN = 65_536  # bytes
_OPENING = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?$", re.MULTILINE)
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Part:
    """One part: its number as in IMAP ("1", "2.1"; RFC 3501, 6.4.5), its header and its bytes.

    A multipart has ``parts``, unless none were found in it. The message itself is the part "", or
    "1" when it is no multipart.
    """

    number: str
    fields: tuple[Field, ...]
    data: bytes = field(repr=False)  # of the whole message
    begin: int  # of the body, bytes in ``data``
    end: int
    whole: bool = True  # False: the file ends before the part does
    default_type: str = "text/plain"
    parts: tuple[Part, ...] = ()
    outside: tuple[bytes, bytes] = (b"", b"")  # of a multipart: before and behind its parts

    @property
    def raw(self) -> bytes:
        """The body's bytes as they lie."""
        return self.data[self.begin : self.end]

    def content(self) -> bytes:
        """The bytes without their transfer encoding; what is broken in it is passed over."""
        return transfer_decoded(self.raw, self.encoding)

    def value(self, name: str) -> bytes | None:
        """The first field of this lower-case name, as it lies."""
        return next((value for own, value in self.fields if own.lower() == name), None)

    def text(self, name: str, decode: Decoder = by_declaration) -> str:
        """The first field of this lower-case name, decoded; "" where there is none."""
        return header_text(self.value(name) or b"", decode)

    @cached_property
    def media_type(self) -> str:
        """As declared, in lower case; the default where nothing sensible is."""
        stated = self.value("content-type")
        found = first_value(stated) if stated else ""
        return found if _TYPE.fullmatch(found) else self.default_type

    @cached_property
    def parameters(self) -> dict[str, str]:
        """The parameters of Content-Type by lower-case name."""
        return parameters(self.value("content-type") or b"")

    @property
    def charset(self) -> str | None:
        """As declared."""
        return self.parameters.get("charset") or None

    @cached_property
    def encoding(self) -> str:
        """Content-Transfer-Encoding, in lower case."""
        return first_value(self.value("content-transfer-encoding") or b"")

    @cached_property
    def location(self) -> str:
        """Content-Location: its address, which may have been folded; "" not given."""
        return "".join(self.text("content-location").split())

    @cached_property
    def content_id(self) -> str:
        """Content-ID without angle brackets."""
        return self.text("content-id").strip("<>")

    def multiparts(self) -> Iterator[Part]:
        """The parts that hold others, outermost first."""
        if self.parts:
            yield self
            for part in self.parts:
                yield from part.multiparts()

    def leaves(self) -> Iterator[Part]:
        """The parts that hold no others, in order; itself when it is one."""
        if self.parts:
            for part in self.parts:
                yield from part.leaves()
        else:
            yield self


def read_message(data: bytes) -> Part:
    """Take a message apart."""
    begin = len(_BOM) if data.startswith(_BOM) else 0
    begin = len(data) - len(data[begin:].lstrip(b"\r\n"))
    return _Splitter(data).part("", begin, len(data), 0, whole=True)


class _Splitter:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = PARTS

    def part(
        self,
        number: str,
        begin: int,
        end: int,
        depth: int,
        *,
        whole: bool,
        default: str = "text/plain",
    ) -> Part:
        """The part whose header begins at ``begin``."""
        self._left -= 1
        fields, begin = header_fields(self._data, begin, end)
        part = Part(number or "1", fields, self._data, begin, end, whole, default)
        if not part.media_type.startswith("multipart/") or depth == DEPTH:
            return part
        pieces, closed = self._pieces(part)
        outside = self._outside(part, pieces, closed=closed)
        default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
        inner = []
        for index, (first, last) in enumerate(pieces, 1):
            if self._left <= 0:
                closed = False
                break
            own = f"{number}.{index}" if number else str(index)
            is_whole = index < len(pieces) or closed or (whole and depth > 0)
            inner.append(self.part(own, first, last, depth + 1, whole=is_whole, default=default))
        is_whole = closed or (whole and depth > 0)  # what is around it was closed
        return Part(
            number or "1" if not inner else number,
            fields, self._data, begin, end, is_whole, part.default_type, tuple(inner),
            outside,
        )  # fmt: skip

    def _pieces(self, part: Part) -> tuple[list[tuple[int, int]], bool]:
        """What stands between the lines with the boundary, and whether the last one closes."""
        stated = (part.parameters.get("boundary") or "").encode()
        found = self._split(stated, part) if stated else ([], False)
        if found[0]:
            return found
        first = _OPENING.search(self._data, part.begin, min(part.end, part.begin + _OPENING_WITHIN))
        return self._split(first[1], part) if first else found

    def _outside(
        self, part: Part, pieces: list[tuple[int, int]], *, closed: bool
    ) -> tuple[bytes, bytes]:
        """What stands before the first boundary line and behind the last, without these lines."""
        if not pieces:
            return b"", b""
        before = self._data[part.begin : pieces[0][0]].rstrip(b"\r\n").rpartition(b"\n")[0]
        behind = self._data[pieces[-1][1] : part.end].lstrip(b"\r\n") if closed else b""
        return before.strip(), behind.partition(b"\n")[2].strip()

    def _split(self, boundary: bytes, part: Part) -> tuple[list[tuple[int, int]], bool]:
        line = re.compile(rb"^--%b(--)?[ \t]*\r?(?:\n|\Z)" % re.escape(boundary), re.MULTILINE)
        pieces: list[tuple[int, int]] = []
        begin = -1
        for found in line.finditer(self._data, part.begin, part.end):
            if begin >= 0:
                pieces.append((begin, max(begin, self._before_line_end(found.start()))))
            if found[1]:
                return pieces, True
            if len(pieces) > self._left:
                return pieces, False
            begin = found.end()
        if begin >= 0:
            pieces.append((begin, part.end))
        return pieces, False

    def _before_line_end(self, end: int) -> int:
        """The line end before a boundary belongs to the boundary (RFC 2046, 5.1.1)."""
        if self._data[end - 1 : end] == b"\n":
            end -= 1
        if self._data[end - 1 : end] == b"\r":
            end -= 1
        return end
