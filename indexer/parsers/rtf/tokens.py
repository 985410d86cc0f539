"""The tokens of RTF with their places in bytes.

Promises: every byte belongs to one token or to the binary data after ``\bin``, which is passed
over; bytes that RTF does not allow are text. Source: Rich Text Format Specification 1.9.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["open", "close", "word", "symbol", "byte", "text"]

_TOKEN = re.compile(
    rb"""\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})?\ ?
       | \\'(?P<byte>[0-9A-Fa-f]{2})
       | \\(?P<symbol>\r\n|[^A-Za-z])
       | (?P<brace>[{}])
       | [\r\n\0]+
       | (?P<text>[^\\{}\r\n\0]+)""",
    re.VERBOSE | re.DOTALL,
)
_BRACES: dict[bytes, Kind] = {b"{": "open", b"}": "close"}


class Token(NamedTuple):
    """A token: for a word its name and number, for a byte its value, for text the bytes."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    number: int | None = None
    data: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens of a file, line ends apart, which are none."""
    position, length = 0, len(data)
    while position < length:
        match = _TOKEN.match(data, position)
        if match is None:  # a backslash at the very end
            return
        start, position = match.span()
        kind = match.lastgroup
        if kind == "text":
            yield Token("text", start, position, data=match[0])
        elif kind in {"word", "number"}:
            name = match["word"].decode("ascii")
            number = int(match["number"]) if match["number"] else None
            if name == "bin":
                position += max(0, number or 0)
            else:
                yield Token("word", start, position, name, number)
        elif kind == "byte":
            yield Token("byte", start, position, data=bytes([int(match["byte"], 16)]))
        elif kind == "symbol":
            yield Token("symbol", start, position, match["symbol"].decode("latin-1"))
        elif kind == "brace":
            yield Token(_BRACES[match["brace"]], start, position)
