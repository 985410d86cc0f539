"""The pages about one document but its text: where it comes from, what is like it, what remains.

Promises: every page works without a script. The text is pages_reader's, the original replay's.
"""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from archive.answers import Departed, departed, similar_answer
from archive.identifiers import DOCUMENT_SYMBOLS, read_id
from archive.model import Document
from archive.parameters import SearchParameters
from archive.search import Snapshot
from archive.selections import read_selection
from archive.without import AS_TYPED
from web import fixity, guard, story
from web.cards import cards
from web.found import SeveralError, UnknownError, base_url, find_document
from web.interface import translated
from web.narrowing import address
from web.site import Site
from web.validators import unsettled


def add_routes(room: Blueprint, site: Site) -> None:
    """The pages under /d/."""

    @room.get("/d/<document_id>/provenance")
    def provenance(document_id: str) -> str:
        with site.snapshot() as snapshot:
            return _provenance(site, snapshot, find_document(snapshot.documents, document_id))

    @room.get("/d/<document_id>/similar")
    def similar(document_id: str) -> str:
        with guard.slot(site), site.snapshot() as snapshot:
            found = find_document(snapshot.documents, document_id)
            answer = similar_answer(snapshot, found.id)
            q = request.args.get("q", "")
            return render_template(
                "similar.html",
                document=found,
                q=q,
                base_url=base_url(site.settings),
                words=answer.words,
                search=address(SearchParameters(q=answer.query, without=AS_TYPED)),
                cards=cards(answer.hits, answer.query, base_url(site.settings)),
            )

    room.register_error_handler(UnknownError, partial(departed_page, site))

    @room.errorhandler(SeveralError)
    def several(error: SeveralError) -> Response:
        with site.snapshot() as snapshot:
            documents = snapshot.documents.documents(error.candidates).values()
        sentence = translated(str(error))
        page = render_template("several.html", sentence=sentence, documents=list(documents))
        return make_response(page, 300)  # Multiple Choices, RFC 9110


def departed_page(site: Site, error: UnknownError) -> BaseResponse:
    """What remains of a document, or that there never was one."""
    gone = remains(site, error)
    if gone is None:
        return guard.known_error(error)
    return make_response(render_template("departed.html", gone=gone), 410)


def remains(site: Site, error: UnknownError) -> Departed | None:
    """What remains of the document that the running request asks for, if there ever was one."""
    if len(error.symbols) != DOCUMENT_SYMBOLS:
        return None
    asked = request.view_args or {}
    passage = read_id(str(asked.get("passage_id", ""))) or ""
    selection = read_selection(str(asked.get("selection", "")))
    return departed(site.kept, site.withdrawals, error.symbols, passage, selection)


def _provenance(site: Site, snapshot: Snapshot, document: Document) -> str:
    checked: list[fixity.Checked] = []
    if request.args.get("check"):
        unsettled()
        with guard.slot(site):
            checked = list(fixity.check(document, site.originals.of))
    left_out = snapshot.documents.left_out(document.id)
    files = [
        capture.within[0].container_sha256 if capture.within else document.sha256
        for capture in document.captures
    ]
    return render_template(
        "provenance.html",
        document=document,
        q=request.args.get("q", ""),
        base_url=base_url(site.settings),
        known=story.known(document),
        steps=story.chain(
            document, snapshot.generation, len(left_out), site.timestamps.covering(files)
        ),
        checked=checked,
    )
