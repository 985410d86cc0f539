"""What a confined process does with a container: list its records, or give one's bytes.

Promises: ``answer`` reads the container in pieces and holds one record at a time; a list comes in
batches, so that each is soon done. A container in a container is unpacked into memory first, and
stays there until another is asked for: its records are read one after the other.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from io import BytesIO
from typing import Any, BinaryIO

from archive.plain import to_plain
from indexer.containers import OPENERS
from indexer.containers.entries import LABEL_LIMIT, LOCATOR_LIMIT, Entry, Remark
from indexer.containers.found import Batch, Found
from indexer.containers.kinds import kind_of

BATCH_SECONDS = 3.0  # of processor time; far below what a question may take
BATCH_RECORDS = 5_000
_HEADERS = 8_000  # code points of a record's headers that are kept
# The container that was unpacked last, by its file and the way to it. This process answers one
# question at a time and nobody else's.
_unpacked: dict[str, bytes] = {}


def prepare() -> None:
    """Load every opener."""
    for module, _ in OPENERS.values():
        with suppress(ImportError):
            import_module(module)


def answer(
    source: BinaryIO,
    steps: Sequence[tuple[str, str]],
    limit: int,
    file: str,
    container: str = "",
    start: int = 0,
) -> dict[str, Any] | bytes:
    """The records of a ``container`` (a media type) from ``start`` on; without one, the bytes.

    ``steps`` lead from the file to what is meant: media type and locator, outermost first.
    ``limit``: bytes of a payload. ``file`` tells the file, in the state it is in, from any other.
    Raises UnreadableError.
    """
    if not container:
        *around, (media_type, locator) = steps
        data: bytes = _opener(media_type).payload(
            _container(source, around, limit, file), locator, limit
        )
        return data
    entries = _opener(container).entries(_container(source, steps, limit, file), start, limit)
    batch: dict[str, Any] = to_plain(_batch(entries))
    return batch


def _container(
    source: BinaryIO, steps: Sequence[tuple[str, str]], limit: int, file: str
) -> BinaryIO:
    """The container that the steps lead to."""
    if not steps:
        return source
    way = json.dumps([file, steps])
    if way not in _unpacked:
        *around, (media_type, locator) = steps
        outer = _container(source, around, limit, file)
        _unpacked.clear()  # before there is another: memory is limited
        _unpacked[way] = _opener(media_type).payload(outer, locator, limit)
    return BytesIO(_unpacked[way])


def _opener(media_type: str) -> Any:
    return import_module(OPENERS[media_type][0])


def _batch(entries: Iterator[Entry | Remark]) -> Batch:
    began = time.process_time()
    found: list[Found] = []
    missing: list[str] = []
    remarks: list[str] = []
    resume = None
    for each in entries:
        if isinstance(each, Remark):
            (missing if each.partial else remarks).append(each.sentence)
            continue
        found.append(_found(each))
        if len(found) == BATCH_RECORDS or time.process_time() - began > BATCH_SECONDS:
            resume = each.resume
            break
    return Batch(found=tuple(found), missing=tuple(missing), remarks=tuple(remarks), resume=resume)


def _found(entry: Entry) -> Found:
    payload = entry.payload
    given = payload is not None and len(entry.locator) <= LOCATOR_LIMIT
    return Found(
        locator=entry.locator if given else "",
        label=entry.label[:LABEL_LIMIT],
        name=entry.name[:LABEL_LIMIT],
        sha256=hashlib.sha256(payload).hexdigest() if given and payload is not None else "",
        size=len(payload or b""),
        media_type=kind_of(payload, entry.name, entry.declared) if given and payload else "",
        reason=entry.reason if given or entry.reason else "What it is called is too long.",
        failed=entry.failed,
        offset=entry.offset,
        id=entry.id[:LABEL_LIMIT],
        headers=tuple(_within(entry.headers)),
        source_url=entry.source_url,
        captured=entry.captured,
        captured_by=entry.captured_by[:LABEL_LIMIT],
    )


def _within(headers: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The first headers, as many as are kept."""
    left = _HEADERS
    for name, value in headers:
        left -= len(name) + len(value)
        if left < 0:
            return
        yield name, value
