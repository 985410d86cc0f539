"""Mailboxes in one file (mbox, RFC 4155): each message a document of its own.

Promises: a message's payload is the bytes as they lie between its separator line and the empty
line before the next, nothing unquoted, so that anybody can take its digest with ``tail`` and
``head``; the locator is its offset and length in bytes ("512:2048"). A file of any size is read in
windows of at most a megabyte, and one message is held. Where a Content-Length is right (mboxcl)
it tells where a message ends; else the next separator line after an empty line does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from archive.errors import UnreadableError
from archive.mime_header import Field, header_fields, header_text
from indexer.containers.entries import LABEL_LIMIT, Entry, Remark
from indexer.media import is_postmark
from indexer.parsers.mail.charsets import decode_header

_WINDOWS = (1 << 15, 1 << 20)  # bytes, the first and the largest: most messages are small
_HEAD = 32_768  # bytes of a message in which its header is read
_LINES = 4_096  # bytes that hold a separator line and the line after it
_NAME = "message.eml"
_CANDIDATE = re.compile(rb"\n\r?\nFrom ")
_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?\s*")
_LOCATOR = re.compile(r"(\d{1,18}):(\d{1,18})")
_EMPTY_LINE = re.compile(rb"(?:\A|(?<=\n))\r?\n\Z")
_LENGTH = re.compile(rb"\s*(\d{1,15})\s*")


def entries(source: BinaryIO, start: int, limit: int) -> Iterator[Entry | Remark]:
    """The messages from the separator line at ``start`` on. Raises UnreadableError."""
    size = source.seek(0, 2)
    at = start or _first(source, size)
    if at > start and not start and _read(source, 0, min(at, _LINES)).strip():
        yield Remark(f"The first {at:,} bytes stand before the first message; they were not read.")
    while at < size:
        line = _read(source, at, _LINES).split(b"\n", 1)[0]
        begin = min(at + len(line) + 1, size)
        fields, body = header_fields(head := _read(source, begin, _HEAD), 0, len(head))
        end, following = _end(source, begin, begin + body, fields, size)
        yield _entry(source, line, fields, (begin, end), following, limit)
        at = following


def payload(source: BinaryIO, locator: str, limit: int) -> bytes:
    """The bytes at a locator. Raises UnreadableError."""
    found = _LOCATOR.fullmatch(locator)
    size = source.seek(0, 2)
    if found is None or int(found[1]) + int(found[2]) > size:
        raise UnreadableError(f"The mailbox has no message at “{locator[:100]}”.")
    if int(found[2]) > limit:
        raise UnreadableError(_too_large(int(found[2]), limit))
    return _read(source, int(found[1]), int(found[2]))


def _entry(
    source: BinaryIO,
    line: bytes,
    fields: tuple[Field, ...],
    span: tuple[int, int],
    resume: int,
    limit: int,
) -> Entry:
    begin, length = span[0], span[1] - span[0]
    said = {name.lower(): value for name, value in reversed(fields)}
    subject = header_text(said.get("subject", b""), decode_header)
    too_large = length > limit
    reason = _too_large(length, limit) if too_large else "" if length else "It is empty."
    return Entry(
        locator="" if reason else f"{begin}:{length}",
        resume=resume,
        label=subject[:LABEL_LIMIT] or f"message at {begin}",
        name=_NAME,
        payload=None if reason else _read(source, begin, length),
        reason=reason,
        failed=too_large,
        declared="message/rfc822",
        offset=begin,
        id=header_text(said.get("message-id", b""), decode_header),
        headers=(("From_", header_text(line, decode_header)),),
    )


def _too_large(length: int, limit: int) -> str:
    return f"The message has {length:,} bytes, more than the {limit:,} that are read of one file."


def _first(source: BinaryIO, size: int) -> int:
    """Where the first separator line begins. Raises UnreadableError when there is none."""
    head = _read(source, 0, _LINES)
    blank = _BEGINNING.match(head)
    begin = blank.end() if blank else 0
    if is_postmark(head[begin:]):
        return begin
    found = _next(source, 0, size)
    if found == size:
        raise UnreadableError("This file is no mailbox: no line in it begins a message.")
    return found


def _end(
    source: BinaryIO, begin: int, body: int, fields: tuple[Field, ...], size: int
) -> tuple[int, int]:
    """Where a message ends, and where the next separator line begins."""
    counted = next((value for name, value in fields if name.lower() == "content-length"), b"")
    if number := _LENGTH.fullmatch(counted):
        end = body + int(number[1])
        if end <= size and (following := _separator_at(source, end, size)) is not None:
            return end, following
    following = _next(source, begin - 1, size)
    return _without_empty_line(source, begin, following), following


def _separator_at(source: BinaryIO, end: int, size: int) -> int | None:
    """Where a separator line begins, if only line ends stand before it; the file's end is one."""
    head = _read(source, end, _LINES)
    rest = head.lstrip(b"\r\n")
    at = end + len(head) - len(rest)
    if at == size:
        return size
    is_line = end == 0 or at > end or _read(source, end - 1, 1) == b"\n"
    return at if is_line and is_postmark(rest) else None


def _next(source: BinaryIO, begin: int, size: int) -> int:
    """Where the next separator line after an empty line begins; the file's size, if none does."""
    overlap = len(b"\n\r\nFrom ") - 1
    length, largest = _WINDOWS
    while begin < size:
        window = _read(source, begin, length + overlap)
        for found in _CANDIDATE.finditer(window):
            at = found.end() - len(b"From ")
            lines = window[at : at + _LINES]
            if len(lines) < _LINES:
                lines = _read(source, begin + at, _LINES)
            if is_postmark(lines):
                return begin + at
        begin += length
        length = min(2 * length, largest)
    return size


def _without_empty_line(source: BinaryIO, begin: int, end: int) -> int:
    """The end of a message without the empty line that belongs to the mailbox (RFC 4155)."""
    last = _read(source, max(begin, end - 4), min(4, end - begin))
    empty = _EMPTY_LINE.search(last)
    return end - len(empty[0]) if empty else end


def _read(source: BinaryIO, offset: int, length: int) -> bytes:
    source.seek(offset)
    return source.read(length)
