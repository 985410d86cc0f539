"""Web archives: WARC and ARC files, plain or compressed; every record of one is an entry.

Promises: records are given in their order with where they stand, what they prove and what made the
archive; a locator leads back to its record by unpacking no more than its member. Damage costs
what is damaged: a remark says where, and reading goes on behind it. A compressed archive is one
of gzip or Zstandard members, as a rule one a record; others are read as well, only slower.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from archive.errors import UnreadableError
from indexer.containers.entries import Entry, Remark
from indexer.containers.web_documents import (
    NoDocumentError,
    address_of,
    document_of,
    entry_of,
    kind_of,
    message_of,
    software_of,
)  # fmt: skip
from indexer.containers.web_headers import HEADER_LIMIT
from indexer.containers.web_members import Position
from indexer.containers.web_records import Record, record_at, records
from indexer.containers.web_streams import BEGINNING, Packed

_DESCRIPTIONS = 8  # records at an archive's beginning that may describe it
_LABEL = 120  # code points of an address in a sentence
_DESCRIBING = ("warcinfo", "filedesc")


def entries(source: BinaryIO, start: int, limit: int) -> Iterator[Entry | Remark]:
    """Every record from ``start`` on; see ``indexer.containers``."""
    packed = Packed(source)
    tool = _tool(packed) if start else ""
    had_any = start > 0
    for found in records(packed, Position.of_number(start), limit + HEADER_LIMIT):
        if isinstance(found, Remark):
            yield found
            continue
        had_any = True
        if kind_of(found) in _DESCRIBING:
            tool = software_of(found) or tool
        yield from _told(found, tool, limit)
    if not had_any:
        raise UnreadableError(
            "This file begins as a web archive, but there is no record in it that can be read."
        )


def payload(source: BinaryIO, locator: str, limit: int) -> bytes:
    """The payload that ``entries`` gave with this locator. Raises UnreadableError."""
    try:
        at = Position.of_locator(locator)
    except ValueError:
        raise UnreadableError("This is no place in a web archive.") from None
    record = record_at(Packed(source), at, limit + HEADER_LIMIT)
    if record is None:
        raise UnreadableError(f"No record of the web archive begins at {at.shown}.")
    try:
        return document_of(record, message_of(record), limit).payload
    except NoDocumentError as error:
        raise UnreadableError(str(error)) from error


def _told(record: Record, tool: str, limit: int) -> Iterator[Entry | Remark]:
    """A record's entry, behind the remarks on it, so that who stops at the entry has them."""
    message = message_of(record)
    try:
        document = document_of(record, message, limit)
    except NoDocumentError as error:
        yield from _remarks(record, (), ())
        yield entry_of(record, message, error, tool)
    else:
        yield from _remarks(record, document.faults, document.doubts)
        yield entry_of(record, message, document, tool)


def _remarks(record: Record, faults: tuple[str, ...], doubts: tuple[str, ...]) -> Iterator[Remark]:
    address = "".join(sign for sign in address_of(record)[:_LABEL] if sign.isprintable())
    where = f"In the record at {record.start.shown}" + (f" ({address})" if address else "")
    if record.fault:
        yield Remark(f"{where}: {record.fault}.", partial=record.is_cut)
    for fault in faults:
        yield Remark(f"{where}: {fault}.")
    for doubt in doubts:
        yield Remark(f"{where}: {doubt}.", partial=False)


def _tool(packed: Packed) -> str:
    """The program that made the archive, by the records at its beginning."""
    tool = ""
    for number, found in enumerate(records(packed, BEGINNING, HEADER_LIMIT)):
        if isinstance(found, Remark) or number == _DESCRIPTIONS:
            break
        if kind_of(found) not in _DESCRIBING:
            break
        tool = software_of(found) or tool
    return tool
