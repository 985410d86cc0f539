"""Header fields of MIME messages: cut out of the bytes, decoded, their parameters read.

Promises: never raises; linear time whatever a header holds (the standard library reads parameters
in quadratic time, two seconds for 60 kB); a field that is broken costs that field only.
Which characters bytes are is asked of a decoder, since a caller may know better. Sources: RFC
5322, 2.2; RFC 2047; RFC 2231.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from email.errors import MessageError
from email.message import Message
from quopri import decodestring
from typing import Any

from archive.transfer import base64_decoded

HEADER_BYTES = 1_048_576  # of one part; lists of thousands of recipients take half of it
Field = tuple[str, bytes]  # name as written, value as it lies, with its folds
Decoder = Callable[[bytes, str | None], str]  # bytes and the charset that is declared for them

_PARAMETER_BYTES = 4_096  # the standard library takes quadratic time for more
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:([^\n]*+(?:\n[ \t]+[^\s][^\n]*+)*+)(?:\n|\Z)")
_POSTMARK = re.compile(rb">?From [^\n]*(?:\n|\Z)")  # of a mailbox, left in the message
# A fold whose indentation was lost, within a header: a field that every mail has comes after it.
_LOST_FOLD = re.compile(
    rb"[^\r\n]++\r?\n(?=(?:received|date|from|to|cc|subject|message-id|mime-version|return-path"
    rb"|delivered-to|reply-to|sender|content-[a-z-]+|x-[\w-]+):[^\n]*\n)",
    re.IGNORECASE,
)
_SPACES = re.compile(rb"[ \t]+\r?\n")
_END = re.compile(rb"\r?\n")
_BLANK_LINE = re.compile(rb"\n\r?\n")
# The text of a word may hold a question mark, which it should not, but not begin another word.
_WORD = re.compile(rb"=\?([!->@-~]{1,75})\?([bBqQ])\?((?:[^?=]|\?(?!=)|=(?!\?(?!=))){0,4000}+)\?=")


def by_declaration(data: bytes, charset: str | None) -> str:
    """As the label says; else UTF-8, if it is that; else Windows-1252, as browsers do."""
    for name in (charset, "utf-8"):
        try:
            return codecs.decode(data, name) if name else data.decode()
        except (LookupError, ValueError, TypeError):  # the last: a codec that makes no text
            continue
    return data.decode("cp1252", "replace")


def header_fields(data: bytes, begin: int, end: int) -> tuple[tuple[Field, ...], int]:
    """The fields of a header that begins at ``begin``, and where the body begins.

    A header ends at an empty line, or where a line is no field: then that line is of the body.
    """
    fields: list[Field] = []
    limit = min(end, begin + HEADER_BYTES)
    while begin < limit:
        if found := _FIELD.match(data, begin, limit):
            fields.append((found[1].decode("ascii"), found[2]))
        elif ended := _END.match(data, begin, end):
            return tuple(fields), ended.end()
        elif spaces := _SPACES.match(data, begin, end):
            if not _FIELD.match(data, spaces.end(), limit):
                return tuple(fields), spaces.end()
            found = spaces
        elif not (found := _POSTMARK.match(data, begin, limit)) and fields:
            found = _LOST_FOLD.match(data, begin, limit)
            fields[-1] = (
                fields[-1][0],
                fields[-1][1] + b" " + found[0] if found else fields[-1][1],
            )
        if found is None and (limit == end or data.find(b"\n", begin, limit) >= 0):
            return tuple(fields), begin
        if found is None:  # a line that the limit cuts
            break
        begin = found.end()
    if begin < end:  # longer than any that was meant to be
        blank = _BLANK_LINE.search(data, begin - 1, end)
        begin = blank.end() if blank else end
    return tuple(fields), begin


def header_text(value: bytes, decode: Decoder = by_declaration) -> str:
    """A field's text on one line, its encoded words (RFC 2047) decoded where they can be."""
    line = b" ".join(value.split())
    if b"=?" not in line:
        return _tidy(_said(line, decode))
    return _tidy("".join(_decoded(list(_pieces(line)), decode)))


def parameters(value: bytes, decode: Decoder = by_declaration) -> dict[str, str]:
    """The parameters of a field such as Content-Type by lower-case name, decoded (RFC 2231)."""
    message = Message()
    message["content-type"] = " ".join(value[:_PARAMETER_BYTES].decode("latin-1").split())
    try:
        stated: Any = message.get_params(failobj=[], unquote=True)  # the stubs know no tuples
    except (MessageError, LookupError, ValueError, TypeError):
        return {}
    found: dict[str, str] = {}
    for name, said in stated[1:]:
        charset, text = (said[0], said[2]) if isinstance(said, tuple) else (None, said)
        data = text.encode("latin-1", "replace")
        known = decode(data, charset) if charset else header_text(data, decode)
        found.setdefault(name.lower(), _tidy(known))
    return found


def first_value(value: bytes) -> str:
    """What stands before a field's parameters, in lower case: "text/plain", "attachment"."""
    return value.split(b";", 1)[0].decode("ascii", "ignore").strip().lower()


def _pieces(line: bytes) -> Iterator[tuple[bytes, str | None]]:
    """The stretches of a line: bytes and charset of a word, or bytes as they are and None."""
    last = 0
    for word in _WORD.finditer(line):
        between = line[last : word.start()]
        if between.strip():  # white space between two words is not text
            yield between, None
        text, encoding = word[3], word[2].lower()
        data = base64_decoded(text) if encoding == b"b" else decodestring(text, header=True)
        yield data, word[1].decode("ascii").partition("*")[0]  # RFC 2231, 5: with a language
        last = word.end()
    if line[last:]:
        yield line[last:], None


def _decoded(pieces: list[tuple[bytes, str | None]], decode: Decoder) -> Iterator[str]:
    """Texts of pieces; words side by side are one, since characters are cut between them."""
    held, charset = b"", None
    for data, own in [*pieces, (b"", None)]:
        if own and charset and own.lower() == charset.lower():
            held += data
            continue
        yield decode(held, charset) if charset else _said(held, decode)
        held, charset = data, own


def _said(data: bytes, decode: Decoder) -> str:
    return data.decode("ascii") if data.isascii() else decode(data, None)


def _tidy(text: str) -> str:
    """On one line, and without what no text holds."""
    text = " ".join(text.split()).replace("\0", "\ufffd")
    return text.encode("utf-8", "replace").decode("utf-8")
