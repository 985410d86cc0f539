"""Web archives: WARC and ARC files, plain or compressed; every record of one is an entry.

Promises: records are given in their order with where they stand, what they prove and what made the
archive; a locator leads back to its record by unpacking no more than its member. Damage costs
what is damaged: a remark says where, and reading goes on behind it. A compressed archive is one
of gzip or Zstandard members, as a rule one a record; others are read as well, only slower.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from archive.errors import UnreadableError
from indexer.containers.entries import Entry, Remark
from indexer.containers.web_documents import (
    NoDocumentError,
    address_of,
    document_of,
    entry_of,
    is_description,
    message_of,
    software_of,
)
from indexer.containers.web_headers import HEADER_LIMIT
from indexer.containers.web_members import Position
from indexer.containers.web_records import Record, record_at, records
from indexer.containers.web_streams import BEGINNING, Packed

_DESCRIPTIONS = 8  # records at an archive's beginning that may describe it
_LABEL = 120  # code points of an address in a sentence
_TOOLS_LIMIT = 1_000  # descriptions that are remembered


def entries(source: BinaryIO, start: int, limit: int) -> Iterator[Entry | Remark]:
    """Every record from ``start`` on; see ``indexer.containers``."""
    packed = Packed(source)
    tools = _Tools()
    if start:
        _read_descriptions(packed, tools)
    had_any = start > 0
    for found in records(packed, Position.of_number(start), limit + HEADER_LIMIT):
        if isinstance(found, Remark):
            yield found
            continue
        had_any = True
        tools.note(found)
        yield from _told(found, tools.of(found), limit)
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


class _Tools:
    """The programs that made an archive, as its descriptions say so far."""

    def __init__(self) -> None:
        self._by_id: dict[str, str] = {}
        self._last = ""

    def note(self, record: Record) -> None:
        """Look at a record; those that are no descriptions say nothing."""
        if is_description(record):
            self._last = software_of(record) or self._last
            if len(self._by_id) < _TOOLS_LIMIT:
                self._by_id[record.get("WARC-Record-ID")] = self._last

    def of(self, record: Record) -> str:
        """The program that made a record; "" when its own description was not seen."""
        described_by = record.get("WARC-Warcinfo-ID")
        return self._by_id.get(described_by, "") if described_by else self._last


def _read_descriptions(packed: Packed, tools: _Tools) -> None:
    """Note those at an archive's beginning."""
    for found in islice(records(packed, BEGINNING, HEADER_LIMIT), _DESCRIPTIONS):
        if isinstance(found, Record):
            if not is_description(found):
                break
            tools.note(found)
