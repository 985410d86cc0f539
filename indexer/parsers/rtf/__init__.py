r"""Rich Text Format: its text as blocks, and what it says of itself.

Promises: bytes decoded by code page and font, characters given by number (``\u``) without their
fallback, rows of tables, headings, list items, notes where they are referred to, text boxes; what
is no part of the text (headers and footers, comments, deleted and hidden text) is a block with its
reason. Every character has its place in bytes of the file; control words that stand before a
character within a paragraph lie in the range of the passage. Reads from bytes alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from archive.errors import UnreadableError
from indexer.blocks import Reading, without_text
from indexer.charsets import canonical
from indexer.parsers.office.paragraphs import Resolver
from indexer.parsers.office.properties import Properties, metadata
from indexer.parsers.rtf.reader import Reader

_PART = re.compile(r"(yr|mo|dy|hr|min)(\d+) ")
_BEGINS = re.compile(rb"[\s\0]*(?:\xef\xbb\xbf)?\{\\rtf", re.IGNORECASE)


def read(data: bytes) -> Reading:
    """The blocks and the metadata of an RTF file. Raises UnreadableError."""
    if not _BEGINS.match(data):
        raise UnreadableError("The file does not begin as an RTF document does.")
    reader = Reader()
    blocks = reader.read(data)
    notices = []
    if not reader.is_whole:
        notices.append("The file ends in the middle of the document; what follows is missing.")
    return Reading(
        scheme="bytes",
        blocks=tuple(blocks),
        metadata=metadata(_properties(reader.facts), blocks, reader.flow.titles),
        charset=canonical(reader.codec) or reader.codec,
        notices=(*notices, *without_text(blocks)),
        partial=not reader.is_whole,
    )


def resolver(data: bytes) -> Resolver:
    """Finds the characters of a place in this document again."""
    recorder = _Recorder()
    recorder.read(data)
    found = sorted(recorder.found)
    starts = [start for start, _ in found]

    def resolve(_path: str, start: int, end: int) -> str:
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        return "".join(sign for _, sign in found[first:last])

    return resolve


class _Recorder(Reader):
    """Notes every character with the byte at which it begins."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def put(self, sign: str, start: int, end: int) -> None:
        """Note the character, and read on."""
        self.found.append((start, sign))
        super().put(sign, start, end)


def _properties(facts: dict[str, str]) -> Properties:
    return Properties(
        title=facts.get("title", ""),
        creators=(facts.get("author", ""),),
        created=_date(facts.get("creatim", "")),
        modified=_date(facts.get("revtim", "")),
        publisher=facts.get("company", ""),
    )


def _date(written: str) -> str:
    """ISO 8601 from the parts of a date; "" when there is no day."""
    parts = {name: int(number) for name, number in _PART.findall(f"{written} ")}
    if not all(parts.get(name) for name in ("yr", "mo", "dy")):
        return ""
    day = f"{parts['yr']:04}-{parts['mo']:02}-{parts['dy']:02}"
    return f"{day}T{parts.get('hr', 0):02}:{parts.get('min', 0):02}"
