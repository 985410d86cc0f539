"""The captures of one address as versions of what stood there, and where a passage first appears.

Promises: every capture that is known of an address, the oldest first; those without a date come
last and are never taken for the first. "First appears" is said of the captures of this archive
alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import islice

from archive.answers.plain import Plain, document_entry
from archive.answers.plain_values import capture_plain, dating_plain
from archive.deadline import NEVER, Deadline
from archive.facts import addresses
from archive.model import Capture, Dating, Document
from archive.search import DocumentStore

MOST = 1_000  # captures of an address; hourly ones of a month are fewer


@dataclass(frozen=True, slots=True)
class Version:
    """A capture of an address, and the document that was captured."""

    document: Document
    capture: Capture
    captured: Dating | None


def versions(documents: DocumentStore, document: Document) -> tuple[Version, ...]:
    """The captures of this document and of others from its addresses."""
    ids = dict.fromkeys([document.id, *_same_addresses(documents, document)])
    return _listed(documents, ids, partial(_belongs, document))


def neighbours(
    documents: DocumentStore, document: Document, most: int
) -> tuple[tuple[Version, ...], int]:
    """Its captures with those nearest in time, and of how many documents there are any at all.

    At most ``most`` other documents are read, however many there are.
    """
    ids = _same_addresses(documents, document) or [document.id]
    here = ids.index(document.id) if document.id in ids else 0
    first = max(0, min(here - most // 2, len(ids) - most - 1))
    near = dict.fromkeys([document.id, *ids[first : first + most + 1]])
    return _listed(documents, near, partial(_belongs, document)), len(ids)


def _same_addresses(documents: DocumentStore, document: Document) -> list[str]:
    """Documents captured from any of its addresses, of each address the oldest first."""
    found = (each for url in addresses(document) for each in documents.same_address(url))
    return list(dict.fromkeys(found))


def _belongs(document: Document, other: Document, capture: Capture) -> bool:
    return other.id == document.id or _is_from(other, capture, addresses(document))


def at_address(documents: DocumentStore, url: str) -> tuple[Version, ...]:
    """The captures of one address."""
    ids = documents.same_address(url)
    return _listed(documents, ids, lambda each, capture: _is_from(each, capture, (url,)))


def _listed(
    documents: DocumentStore, ids: Iterable[str], wanted: Callable[[Document, Capture], bool]
) -> tuple[Version, ...]:
    """The wanted captures of these documents, the oldest first."""
    found = documents.documents(islice(ids, MOST))
    listed = (
        Version(each, capture, capture.captured_at or each.metadata.captured)
        for each in found.values()
        for capture in each.captures
        if wanted(each, capture)
    )
    return tuple(sorted(listed, key=_age))


def first_with(
    documents: DocumentStore, known: tuple[Version, ...], words: str, deadline: Deadline = NEVER
) -> Version | None:
    """The oldest dated capture whose text has these words. Raises StoppedError."""
    seen: dict[str, bool] = {}
    for version in known:
        if version.captured is None:
            continue
        name = version.document.id
        if name not in seen:
            deadline.check()
            seen[name] = words in documents.text(name)
        if seen[name]:
            return version
    return None


def versions_plain(known: tuple[Version, ...], base_url: str) -> Plain:
    """The answer of ``GET /api/v1/documents/<D>/versions``."""
    base = base_url.rstrip("/")
    return {
        "versions": [
            {
                "captured": dating_plain(each.captured),
                "capture": capture_plain(each.capture),
                "document": document_entry(each.document, base),
            }
            for each in known
        ]
    }


def _is_from(document: Document, capture: Capture, urls: tuple[str, ...]) -> bool:
    """Whether a capture is from one of these addresses, by itself or else by its document."""
    if capture.source_url:
        return capture.source_url in urls
    stated = document.metadata.original_url
    return stated is not None and stated.value in urls


def _age(version: Version) -> tuple[bool, str, str, str]:
    when = version.captured.value if version.captured else ""
    return not when, when, version.capture.path, version.document.id
