"""The records of a web archive, in order: WARC (ISO 28500:2017) and ARC (version 1).

Promises: each record tells where it begins and where the next one does; of a malformed archive
every record that can be made out is given, and a remark says what stands between. A record is cut
where the next one begins when its stated length is wrong. Nothing larger than asked is held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from indexer.containers.entries import Remark
from indexer.containers.web_headers import ARC, WARC, Form, Headers, MalformedError, header
from indexer.containers.web_members import Position
from indexer.containers.web_streams import BEGINNING, Packed, Stream

_FAULT_LIMIT = 5_000  # interruptions, after which the rest is given up
_SEARCHED = 65_536  # bytes looked at in one go when the next record is sought

_WRONG_LENGTH = "Its stated length is wrong, so it was read to the next record"
_NO_LENGTH = "Its length is not stated, so it was read to the next record"
_CUT_OFF = "It is cut off: the archive ends or is damaged before the record ends"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record as it stands: headers in order, and its block when it is small enough."""

    is_arc: bool
    start: Position
    end: Position  # where to go on
    headers: Headers
    block: bytes | None  # None: larger than asked for
    length: int  # bytes of the block
    fault: str = ""  # a sentence, without a full stop, on what is wrong with its length
    is_cut: bool = False  # something of it is missing

    def get(self, name: str) -> str:
        """The first header of this name; "" when there is none."""
        return header(self.headers, name)


def records(packed: Packed, at: Position, limit: int) -> Iterator[Record | Remark]:
    """The records from a position on, with blocks of up to ``limit`` bytes."""
    form = _form(packed)
    stream = packed.stream(at)
    faults = 0
    while faults < _FAULT_LIMIT:
        stream.skip_blank()
        begin = stream.position
        if form.begins(stream.peek(form.longest)):
            try:
                record, stream = _record(packed, stream, form, limit)
            except MalformedError:
                pass
            else:
                faults += bool(record.fault)
                yield record
                continue
        faults += 1
        if stream.peek(1) or stream.position != begin:
            _to_next(stream, form, 0)
            yield Remark(
                f"What stands between {begin.shown} and {stream.position.shown} is no record that "
                "can be read."
            )
        elif stream.damage:
            yield Remark(f"In what begins at {begin.shown}, {stream.damage}.")
            if not stream.mend(lambda data: form.begins(data.lstrip(b"\r\n"))):
                return
        else:
            return
    yield Remark(
        f"The archive is damaged in {faults:,} places, so what follows {stream.position.shown} was "
        "not read."
    )


def record_at(packed: Packed, at: Position, limit: int) -> Record | None:
    """The record that begins at a position; None when there is none."""
    form, stream = _form(packed), packed.stream(at)
    if not form.begins(stream.peek(form.longest)):
        return None
    try:
        return _record(packed, stream, form, limit)[0]
    except MalformedError:
        return None


def _form(packed: Packed) -> Form:
    """WARC or ARC, by the first of an archive's beginnings that is not damaged."""
    stream = packed.stream(BEGINNING)
    stream.skip_blank()
    for size in (ARC.longest, _SEARCHED):
        data = stream.peek(size)
        found = [
            (match.start(), form) for form in (WARC, ARC) if (match := form.beginning.search(data))
        ]
        if found:
            return min(found, key=itemgetter(0))[1]
    if stream.damage and stream.mend(lambda data: _is_any(data.lstrip(b"\r\n"))):
        stream.skip_blank()
        return ARC if ARC.begins(stream.peek(ARC.longest)) else WARC
    return WARC


def _is_any(data: bytes) -> bool:
    return WARC.begins(data) or ARC.begins(data)


def _record(packed: Packed, stream: Stream, form: Form, limit: int) -> tuple[Record, Stream]:
    """The record that begins here, and the stream behind it.

    Raises MalformedError; then the stream is behind the record's first line.
    """
    start = stream.position
    headers = form.headers(stream)
    block_at, stated = stream.position, header(headers, "Content-Length")
    length = int(stated) if re.fullmatch(r"\d{1,18}", stated) else None
    block, is_whole = _stated_block(stream, form, length, limit)
    fault, is_cut = "", False
    if length is None or not is_whole:
        stream = packed.stream(block_at)
        block, there = _to_next(stream, form, limit)
        is_cut = length is not None and there < length and not stream.peek(1)
        fault = _CUT_OFF if is_cut else _NO_LENGTH if length is None else _WRONG_LENGTH
        length = there
    record = Record(
        is_arc=form is ARC, start=start, end=stream.position, headers=headers, block=block,
        length=length, fault=fault, is_cut=is_cut,
    )  # fmt: skip
    return record, stream


def _stated_block(
    stream: Stream, form: Form, length: int | None, limit: int
) -> tuple[bytes | None, bool]:
    """A block of the stated length, and whether the record really ends there."""
    if length is None:
        return None, False
    block = stream.read(length) if length <= limit else None
    read = stream.skip(length) if block is None else len(block)
    is_apart = stream.skip_blank() >= form.separator
    follows = stream.peek(form.longest)
    return block, read == length and (is_apart or not follows or form.begins(follows))


def _to_next(stream: Stream, form: Form, limit: int) -> tuple[bytes | None, int]:
    """Go to where the next record begins, or to the end; what was passed, and its length.

    Of up to ``limit`` bytes; without the line ends that separate records.
    """
    passed = bytearray()
    length = 0
    looked_at = 0  # bytes at the stream's head where no record begins
    while data := stream.peek(_SEARCHED):
        found = form.beginning.search(data, looked_at)
        at_end = len(data) < _SEARCHED
        size = found.start() if found else len(data) - (0 if at_end else form.longest)
        length += size
        piece = stream.read(size)
        if length <= limit + form.separator:
            passed += piece
        if found or at_end:
            if found:
                passed = _without_end(passed, form.separator)
            break
        looked_at = 1  # what stands before it was seen, so that it is known whether a line begins
    is_kept = length <= limit + form.separator
    return (bytes(passed) if is_kept else None), (len(passed) if is_kept else length)


def _without_end(passed: bytearray, separator: int) -> bytearray:
    """A block without the line ends that separate records."""
    for end in (b"\r\n\r\n", b"\r\n", b"\n") if separator > 1 else (b"\n",):
        if passed.endswith(end):
            return passed[: -len(end)]
    return passed
