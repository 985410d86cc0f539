"""The pages of one document: its text, one passage of it, where it comes from.

Promises: whatever the address, no wrong words are shown as the linked ones; the page says in a
sentence how sure it is; every page works without a script. The original itself is replay's.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from archive.answers import PassageAnswer, resolve_passage
from archive.facts import addresses
from archive.model import Document
from archive.query import parse
from archive.search import Snapshot
from web import fixity, guard, reader, story
from web.found import (
    SeveralError,
    document_address,
    find_document,
    passage_address,
    read_passage_id,
)
from web.site import Site
from web.words import authors_of, day, language_name, size, type_name

LEFT_OUT_SHOWN = 200  # pieces; a page of menus has some dozens
OTHERS_SHOWN = 12  # captures of the same address

OUTCOMES = {
    "exact": "This is the passage that the link points to. It stands here unchanged.",
    "moved": "The words that the link points to were found unchanged, but at another place: "
    "the text of this document has been read again since the link was made.",
    "approximate": "The link was made for words that are not here exactly. The most similar "
    "passage is marked; compare it with the words below before you quote it.",
    "not_found": "The words that this link points to are not in this document’s text as it "
    "is read now.",
}
UNKNOWN_PASSAGE = (
    "This archive has never had a passage with this identifier in this document. The identifier "
    "may have been mistyped. The whole document is below."
)


def add_routes(room: Blueprint, site: Site) -> None:
    """The pages under /d/."""

    @room.get("/d/<document_id>")
    def document(document_id: str) -> Response | str:
        with site.snapshot() as snapshot:
            return _reader(site, snapshot, find_document(snapshot.documents, document_id))

    @room.get("/d/<document_id>/p/<passage_id>")
    def passage(document_id: str, passage_id: str) -> Response | str:
        with site.snapshot() as snapshot:
            found = find_document(snapshot.documents, document_id)
            wanted = read_passage_id(passage_id)
            with guard.slot(site):
                answer = resolve_passage(snapshot, site.kept, found.id, wanted)
            return _reader(site, snapshot, found, answer, wanted)

    @room.get("/d/<document_id>/provenance")
    def provenance(document_id: str) -> str:
        with site.snapshot() as snapshot:
            return _provenance(site, snapshot, find_document(snapshot.documents, document_id))

    @room.errorhandler(SeveralError)
    def several(error: SeveralError) -> Response:
        with site.snapshot() as snapshot:
            documents = snapshot.documents.documents(error.candidates).values()
        page = render_template("several.html", sentence=str(error), documents=list(documents))
        return make_response(page, 300)  # Multiple Choices, RFC 9110


def base_url(site: Site) -> str:
    """Scheme and host of this site, for links that are sent to others; no slash at its end."""
    return (site.settings.public_url or request.host_url).rstrip("/")
