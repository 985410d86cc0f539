"""What came with a document: the attachments of a mail, and the mails that a document came with.

Promises: found by digests alone, which identifiers are computed from; an attachment that is no
document of this archive is named all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.identifiers import document_id
from archive.model import Attachment, Document
from archive.search import DocumentStore

CARRIERS = 20  # of a logo that came with every mail


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment, and the document that it is, if it was read."""

    attachment: Attachment
    document: Document | None


def attached(documents: DocumentStore, document: Document) -> tuple[Attached, ...]:
    """The attachments of a mail, in its order."""
    known = document.metadata.attachments
    ids = {each.sha256: document_id(each.sha256) for each in known}
    found = documents.documents(ids.values())
    return tuple(Attached(each, found.get(ids[each.sha256])) for each in known)


def carriers(documents: DocumentStore, document: Document) -> tuple[Document, ...]:
    """The documents that this one lies in, at most ``CARRIERS``."""
    digests = dict.fromkeys(
        capture.within[-1].container_sha256 for capture in document.captures if capture.within
    )
    ids = [document_id(digest) for digest in digests]
    found = documents.documents(ids)
    return tuple(found[each] for each in ids if each in found)[:CARRIERS]
