"""The JSON API: the answers that the pages show, for programs.

Promises: every answer is one of ``archive.answers`` as its description (``archive.openapi``)
says, with the same hits in the same order as the page; any spelling of an identifier is
understood without a redirect; what a page shows stands under its own address with ``.json``, or
for whoever asks for JSON (``Accept``). Under ``/api/v1`` every document is a hit of its own, unless
``group=1`` asks for near-duplicates under the earliest, as pages have them. Errors are
problem+json (``web.guard``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version

from flask import Blueprint, Response, jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from archive.answers import (
    completions,
    concordance_answer,
    concordance_plain,
    departed_plain,
    document_plain,
    generation_plain,
    outcomes,
    passage_plain,
    prov_plain,
    report_plain,
    resolve_passage,
    search_answer,
    search_plain,
    search_record,
    similar_answer,
    similar_plain,
    suggest_plain,
)
from archive.clock import now
from archive.errors import NotFoundError
from archive.identifiers import show
from archive.openapi import description
from archive.parameters_reading import read_parameters, seen_as
from archive.search import Snapshot
from web import guard, pages_batch, pages_cite, pages_quote, pages_results, pages_versions
from web.found import (
    SeveralError,
    UnknownError,
    any_document,
    any_passage_id,
    any_selected,
    base_url,
)
from web.pages_document import remains
from web.site import Site
from web.streamed import JSON_LINES, json_lines, streamed

API = "/api/v1"
TYPED = 100  # code points of what was typed that are looked at; no word is longer
JSON = "application/json"


def blueprint(site: Site) -> Blueprint:
    """The routes under ``/api/v1``, those that end in ``.json``, and what ``Accept`` asks for."""
    room = Blueprint("api", __name__)

    search_page = _add_searches(room, site)

    @room.get("/report.json")
    @room.get(f"{API}/report")
    def report() -> Response:
        with site.snapshot() as snapshot:
            return jsonify(report_plain(snapshot.report))

    @room.get("/report.jsonl")
    @room.get(f"{API}/report/files")
    def report_files() -> Response:
        def begin(snapshot: Snapshot) -> Iterator[str]:
            return json_lines(outcomes(snapshot.report, snapshot.documents))

        return streamed(site, begin, JSON_LINES)

    documents = _add_documents(room, site)

    @room.get(f"{API}/suggest")
    def suggest() -> Response:
        typed = request.args.get("q", "")[:TYPED]
        with guard.slot(site), site.snapshot() as snapshot:
            offered = completions(snapshot, typed)
        return jsonify(suggest_plain(typed, offered, base_url(site.settings)))

    @room.get(f"{API}/generations/current")
    def generation() -> Response:
        with site.snapshot() as snapshot:
            return jsonify(generation_plain(snapshot.generation))

    @room.get(f"{API}/openapi.json")
    def openapi() -> Response:
        return jsonify(description(base_url(site.settings), _version()))

    pages: dict[str, Callable[..., Response]] = {
        "pages.search": search_page,
        **documents,
    }

    pages_results.add_routes(room, site)
    pages_batch.add_api_route(room, site)
    pages_cite.add_api_routes(room, site)
    pages_quote.add_api_route(room, site)
    pages_versions.add_api_route(room, site)

    @room.before_app_request
    def negotiate() -> Response | None:
        answer = pages.get(request.endpoint or "")
        return answer(**(request.view_args or {})) if answer and _prefers_json() else None

    @room.after_app_request
    def vary(response: Response) -> Response:
        if request.endpoint in pages:
            response.vary.add("Accept")
        return response

    room.register_error_handler(SeveralError, _several)
    return room


def _add_documents(room: Blueprint, site: Site) -> dict[str, Callable[..., Response]]:
    """A document, its passages, and what is told of them; by the pages that show the same."""

    @room.errorhandler(UnknownError)
    def gone(error: UnknownError) -> BaseResponse:
        found = remains(site, error)
        if found is None:
            return guard.known_error(error)
        response = jsonify(
            type="about:blank", title="Gone", status=410, detail=found.sentence,
            **departed_plain(found),
        )  # fmt: skip
        response.status_code = 410
        response.mimetype = "application/problem+json"
        return response

    @room.get("/d/<document_id>.json")
    @room.get(f"{API}/documents/<document_id>")
    def document(document_id: str) -> Response:
        with site.snapshot() as snapshot:
            found = any_document(snapshot.documents, document_id)
            return jsonify(document_plain(snapshot, found, base_url(site.settings)))

    @room.get("/d/<document_id>/p/<passage_id>.json")
    @room.get("/d/<document_id>/p/<passage_id>/<selection>.json")
    @room.get(f"{API}/documents/<document_id>/passages/<passage_id>")
    @room.get(f"{API}/documents/<document_id>/passages/<passage_id>/selections/<selection>")
    def passage(document_id: str, passage_id: str, selection: str = "") -> Response:
        selected = any_selected(selection) if selection else None
        with site.snapshot() as snapshot:
            found = any_document(snapshot.documents, document_id)
            wanted = any_passage_id(passage_id)
            with guard.slot(site):
                answer = resolve_passage(snapshot, site.kept, found.id, wanted, selected)
        return jsonify(passage_plain(answer, base_url(site.settings)))

    @room.get("/d/<document_id>/provenance.json")
    @room.get(f"{API}/documents/<document_id>/provenance")
    def provenance(document_id: str) -> Response:
        with site.snapshot() as snapshot:
            found = any_document(snapshot.documents, document_id)
            return jsonify(prov_plain(found, snapshot.generation, base_url(site.settings)))

    @room.get("/d/<document_id>/p/<passage_id>/provenance.json")
    @room.get(f"{API}/documents/<document_id>/passages/<passage_id>/provenance")
    def passage_provenance(document_id: str, passage_id: str) -> Response:
        with site.snapshot() as snapshot:
            found = any_document(snapshot.documents, document_id)
            passage = snapshot.documents.passage(found.id, any_passage_id(passage_id))
            if passage is None:
                raise NotFoundError("There is no such passage in this document’s text.")
            made = prov_plain(found, snapshot.generation, base_url(site.settings), passage)
        return jsonify(made)

    @room.get("/d/<document_id>/similar.json")
    @room.get(f"{API}/documents/<document_id>/similar")
    def similar(document_id: str) -> Response:
        with site.snapshot() as snapshot:
            found = any_document(snapshot.documents, document_id)
            with guard.slot(site):
                answer = similar_answer(snapshot, found.id)
        return jsonify(similar_plain(answer, base_url(site.settings)))

    return {"pages.document": document, "pages.passage": passage, "pages.similar": similar}


def _add_searches(room: Blueprint, site: Site) -> Callable[[], Response]:
    """The routes of searches; returns what the page of results is for programs."""

    @room.get("/search.record.json")
    @room.get(f"{API}/search/record")
    def record() -> Response:
        pairs = seen_as("list", request.args.items(multi=True))
        parameters = read_parameters(pairs, site.settings)
        with guard.slot(site), site.snapshot() as snapshot:
            made = search_record(snapshot, parameters, site.settings, now())
        response = jsonify(made)
        response.headers["Content-Disposition"] = "attachment; filename=search-record.json"
        return response

    @room.get(f"{API}/search")
    def search() -> Response:
        return documents(group=False)

    def documents(*, group: bool) -> Response:
        pairs = seen_as("list", request.args.items(multi=True))
        parameters = read_parameters(pairs, site.settings, group=group)
        with guard.slot(site), site.snapshot() as snapshot:
            answer = search_answer(snapshot, parameters, site.settings)
            return jsonify(search_plain(answer, base_url(site.settings)))

    @room.get("/concordance.json")
    @room.get(f"{API}/concordance")
    def concordance() -> Response:
        pairs = seen_as("kwic", request.args.items(multi=True))
        parameters = read_parameters(pairs, site.settings)
        with guard.slot(site), site.snapshot() as snapshot:
            answer = concordance_answer(snapshot, parameters, site.settings)
            return jsonify(concordance_plain(answer, base_url(site.settings)))

    @room.get("/search.json")
    def search_page() -> Response:
        """What the page at the same address shows: documents, or lines."""
        in_lines = request.args.get("view") == "kwic"
        return concordance() if in_lines else documents(group=True)

    return search_page


def _several(error: SeveralError) -> Response:
    """A prefix that several documents have, with their identifiers (RFC 9457, section 3.2)."""
    candidates = [show(candidate) for candidate in error.candidates]
    response = jsonify(
        type="about:blank", title="Not Found", status=404, detail=str(error), candidates=candidates
    )
    response.status_code = 404
    response.mimetype = "application/problem+json"
    return response


def _prefers_json() -> bool:
    """Whether the reader's program would rather have JSON than a page (RFC 9110, 12.5.1)."""
    return request.accept_mimetypes.best_match(["text/html", JSON], "text/html") == JSON


def _version() -> str:
    try:
        return version("muniment")
    except PackageNotFoundError:  # run from a folder that was never installed
        return "0"
