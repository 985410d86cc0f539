"""A mail as a container: its attachments, each a document of its own.

Promises: the entries are the parts that ``indexer.parsers.mail`` does not read as the body, in
their order; a locator is the part's number as in IMAP ("2", "1.3"). Pictures that a page in the
mail shows are entries as any. What is missing of a mail is said by its parser.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from archive.errors import UnreadableError
from archive.mime import Part
from archive.mime_header import header_text
from indexer.containers.entries import Entry, Remark
from indexer.media import MAIL
from indexer.parsers.mail.charsets import decode_header
from indexer.parsers.mail.structure import label_of, name_of, taken_apart

_HEADERS = frozenset(
    ("content-type", "content-disposition", "content-transfer-encoding", "content-id",
     "content-description", "content-location")
)  # fmt: skip
_EMPTY = "It is empty."
_MAIL_NAME = "message.eml"  # a short one is not known by its first lines


def entries(source: BinaryIO, start: int, limit: int) -> Iterator[Entry | Remark]:
    """The attachments from the one with the number ``start`` on, from 0."""
    source.seek(0)
    attachments = taken_apart(source.read()).attachments
    for index in range(start, len(attachments)):
        yield _entry(attachments[index], index + 1, limit)


def payload(source: BinaryIO, locator: str, limit: int) -> bytes:
    """The bytes of the attachment with this part's number. Raises UnreadableError."""
    source.seek(0)
    for part in taken_apart(source.read()).attachments:
        if part.number == locator:
            content = part.content()
            if len(content) > limit:
                raise UnreadableError(_too_large(content, limit))
            return content
    raise UnreadableError(f"The mail has no attachment “{locator[:100]}”.")


def _entry(part: Part, resume: int, limit: int) -> Entry:
    content = part.content()
    too_large = len(content) > limit
    reason = _too_large(content, limit) if too_large else "" if content else _EMPTY
    charset = f"; charset={part.charset}" if part.charset else ""
    return Entry(
        locator="" if reason else part.number,
        resume=resume,
        label=label_of(part),
        name=name_of(part) or (_MAIL_NAME if part.media_type == MAIL else ""),
        payload=None if reason else content,
        reason=reason,
        failed=too_large,
        declared=part.media_type + charset,
        offset=part.begin,
        id=part.content_id,
        headers=tuple(
            (name, header_text(value, decode_header))
            for name, value in part.fields
            if name.lower() in _HEADERS
        ),
    )


def _too_large(content: bytes, limit: int) -> str:
    return f"It has {len(content):,} bytes, more than the {limit:,} that are read of one file."
