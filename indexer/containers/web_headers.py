"""The headers of a web archive's records, and of the HTTP messages in them.

Promises: headers in order, as they stand, whatever ends their lines; a line that is none is passed
over; what is not UTF-8 is read as Latin-1, in which no byte is wrong. Sources: ISO 28500:2017,
section 4; "Arc File Format" (Internet Archive, 1996); RFC 9112, sections 2 to 5.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from indexer.containers.web_streams import Stream

Headers = tuple[tuple[str, str], ...]

HEADER_LIMIT = 65_536  # bytes of the headers of a record, or of a message
_END = re.compile(rb"\r?\n\r?\n")
_STATUS_LINE = re.compile(rb"\s*(HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?!\d)[^\r\n]*)\r?(?:\n|$)")

# At the beginning of a line.
_WARC_BEGINNING = re.compile(rb"(?<![^\n])WARC/\d")
# URL, IP address, date, media type and, in version 2, more, and the length; URLs may hold spaces.
_ARC_BEGINNING = re.compile(
    rb"(?<![^\n])([a-z][a-z0-9+.-]{0,20}:[^\r\n]{0,3500}) ([0-9a-f.:-]{1,45}) (\d{12,20})"
    rb" ([^\r\n]{0,400}?) ?(-?\w{1,15})\r?\n",
    re.IGNORECASE,
)
_ARC_NAMES = ("WARC-Target-URI", "WARC-IP-Address", "WARC-Date", "Content-Type", "Content-Length")


class MalformedError(Exception):
    """What stands there are no headers of a record."""


@dataclass(frozen=True, slots=True)
class Form:
    """How records look in a kind of web archive."""

    beginning: re.Pattern[bytes]
    longest: int  # bytes that are enough to tell whether a record begins
    separator: int  # bytes that stand between records, at least
    headers: Callable[[Stream], Headers]  # raises MalformedError

    def begins(self, data: bytes) -> bool:
        """Whether a record begins so."""
        return bool(self.beginning.match(data))


@dataclass(frozen=True, slots=True)
class Message:
    """The answer of a web server."""

    status_line: str
    status: int
    headers: Headers
    body: bytes


def header(headers: Headers, name: str) -> str:
    """The value of the first header of this name; "" when there is none."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), "")


def read_message(block: bytes) -> Message | None:
    """A block as an answer; None when it does not begin as one."""
    begins = _STATUS_LINE.match(block)
    if begins is None:
        return None
    end = _END.search(block, max(0, begins.end() - 2), HEADER_LIMIT)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    return Message(_text(begins[1]), int(begins[2]), parse(head[begins.end() :]), body)


def parse(head: bytes) -> Headers:
    """The headers of these lines."""
    found: list[tuple[str, str]] = []
    for line in _text(head[:HEADER_LIMIT]).split("\n"):
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and found:  # a line that goes on
            found[-1] = found[-1][0], f"{found[-1][1]} {line.strip()}".strip()
        elif colon and name.strip():
            found.append((name.strip(), value.strip()))
    return tuple(found)


def _warc_headers(stream: Stream) -> Headers:
    lines = [stream.line(HEADER_LIMIT)]
    length = len(lines[0])
    while lines[-1].strip(b"\r\n") and length <= HEADER_LIMIT:
        lines.append(stream.line(HEADER_LIMIT))
        length += len(lines[-1])
    if not lines[-1].endswith(b"\n") or length > HEADER_LIMIT:
        raise MalformedError
    return parse(b"".join(lines[1:]))


def _arc_headers(stream: Stream) -> Headers:
    line = _ARC_BEGINNING.match(stream.line(ARC.longest))
    if line is None:
        raise MalformedError
    values = [_text(value) for value in line.groups()]
    values[3] = values[3].partition(" ")[0]
    return tuple(zip(_ARC_NAMES, values, strict=True))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


WARC = Form(_WARC_BEGINNING, 8, 4, _warc_headers)
ARC = Form(_ARC_BEGINNING, 4_096, 1, _arc_headers)
