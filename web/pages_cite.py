"""Citations on the site: the page "Cite", files for reference managers, and what Zotero asks for.

Promises: each citation has its own address, ``/d/<D>/cite`` and ``/d/<D>.bib``, of passages
likewise, and what a program asks for by ``Accept`` at the page's own address is the same file. A
search can be had whole, streamed, of one generation. All of it works without a script.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from xml.sax.saxutils import quoteattr

from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.exceptions import NotAcceptable

from archive.answers import every_document, resolve_passage
from archive.cite import (
    FORMATS,
    LISTS,
    Cited,
    cited_document,
    cited_passage,
    csl_item,
    listed,
    written,
)
from archive.cite.zotero import zotero_rdf
from archive.model import Document
from archive.parameters_reading import read_parameters
from archive.search import Snapshot
from archive.selections import Selection
from web import guard
from web.citing import citation_plain, citing, link_headers, warning
from web.csl_styles import every_style, told
from web.found import (
    UnknownError,
    any_document,
    any_passage_id,
    any_selected,
    base_url,
    find_document,
    read_passage_id,
    read_selected,
)
from web.pages_document import departed_page
from web.site import Site
from web.streamed import streamed

# What unAPI gives, by the names that Zotero knows; the first is the one that it prefers.
UNAPI = {
    "rdf_zotero": "application/rdf+xml",
    "ris": "application/x-research-info-systems",
    "bibtex": "application/x-bibtex",
}
PAGES = ("pages.document", "pages.passage")
ADDRESSES = (
    "/d/<document_id>",
    "/d/<document_id>/p/<passage_id>",
    "/d/<document_id>/p/<passage_id>/<selection>",
)


def blueprint(site: Site) -> Blueprint:
    """The pages, files and headers."""
    room = Blueprint("cite", __name__)

    @room.get("/d/<document_id>/cite")
    @room.get("/d/<document_id>/p/<passage_id>/cite")
    @room.get("/d/<document_id>/p/<passage_id>/<selection>/cite")
    def page(document_id: str, passage_id: str = "", selection: str = "") -> str:
        with site.snapshot() as snapshot:
            cited = _cited(site, snapshot, document_id, passage_id, selection)
        item = csl_item(cited)
        with guard.slot(site):  # a fifth of a second of work, as a costly search
            styles = [told(each) for each in every_style(item, cited.link)]
        return render_template(
            "cite.html",
            document=cited.document,
            quotation=cited.quotation,
            q=request.args.get("q", ""),
            base_url=cited.base,
            link=cited.link,
            address=cited.address,
            citing=citing(cited, site.settings),
            styles=styles,
        )

    def file(suffix: str, document_id: str, passage_id: str = "", selection: str = "") -> Response:
        with site.snapshot() as snapshot:
            return _file(_any_cited(site, snapshot, document_id, passage_id, selection), suffix)

    # Rules of their own, so that ".csl.json" goes before the ".json" of pages.
    for suffix in FORMATS:
        name = suffix.replace(".", "_")
        for at, address in enumerate(ADDRESSES):
            room.add_url_rule(f"{address}.{suffix}", f"{name}_{at}", partial(file, suffix))
        if suffix in LISTS:
            room.add_url_rule(f"/search.{suffix}", name, partial(_results, site, suffix))

    @room.get("/unapi")
    def unapi() -> Response:
        return _unapi(site, request.args.get("id", ""), request.args.get("format", ""))

    room.register_error_handler(UnknownError, partial(departed_page, site))

    @room.before_app_request
    def negotiate() -> Response | None:
        suffix = _preferred() if request.endpoint in PAGES else ""
        return file(suffix, **(request.view_args or {})) if suffix else None

    @room.after_app_request
    def describe(response: Response) -> Response:
        if request.endpoint in PAGES and response.status_code == 200:
            address = request.path.removesuffix("/")
            for value in link_headers(address, base_url(site.settings)):
                response.headers.add("Link", value)
        return response

    return room


def _cited(
    site: Site, snapshot: Snapshot, document_id: str, passage_id: str, selection: str
) -> Cited:
    """What an address of a page names, as it is cited. Raises NotFoundError, and Elsewhere."""
    document = find_document(snapshot.documents, document_id)
    passage = read_passage_id(passage_id) if passage_id else ""
    return _of(site, snapshot, document, passage, read_selected(selection) if selection else None)


def add_api_routes(room: Blueprint, site: Site) -> None:
    """``/api/v1/documents/<D>/citation``, and of passages, with the API's errors."""

    @room.get("/api/v1/documents/<document_id>/citation")
    @room.get("/api/v1/documents/<document_id>/passages/<passage_id>/citation")
    @room.get(
        "/api/v1/documents/<document_id>/passages/<passage_id>/selections/<selection>/citation"
    )
    def citation(document_id: str, passage_id: str = "", selection: str = "") -> Response:
        with site.snapshot() as snapshot:
            cited = _any_cited(site, snapshot, document_id, passage_id, selection)
        with guard.slot(site):
            return jsonify(citation_plain(cited, warning(cited.base, site.settings)))


def _any_cited(
    site: Site, snapshot: Snapshot, document_id: str, passage_id: str, selection: str
) -> Cited:
    """The same in any spelling: programs are not sent elsewhere. Raises NotFoundError."""
    document = any_document(snapshot.documents, document_id)
    passage = any_passage_id(passage_id) if passage_id else ""
    return _of(site, snapshot, document, passage, any_selected(selection) if selection else None)


def _of(
    site: Site,
    snapshot: Snapshot,
    document: Document,
    passage_id: str,
    selection: Selection | None,
) -> Cited:
    base = base_url(site.settings)
    if not passage_id:
        return cited_document(document, base)
    with guard.slot(site):
        answer = resolve_passage(snapshot, site.kept, document.id, passage_id, selection)
    return cited_passage(answer, base)


def _file(cited: Cited, suffix: str) -> Response:
    return _attached(Response(written(cited, suffix)), suffix, cited.key.replace("/", "-"))


def _attached(response: Response, suffix: str, name: str) -> Response:
    """Downloaded, but for plain text, which is read."""
    response.headers["Content-Type"] = FORMATS[suffix].media_type
    if suffix != "txt":
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response


def _results(site: Site, suffix: str) -> Response:
    """All documents of a search."""
    parameters = read_parameters(request.args.items(multi=True), site.settings)
    base = base_url(site.settings)

    def begin(snapshot: Snapshot) -> Iterator[str]:
        with guard.slot(site):
            found = every_document(snapshot, parameters, site.settings)
        return listed((cited_document(document, base) for document in found), suffix)

    return _attached(streamed(site, begin, ""), suffix, "results")


def _preferred() -> str:
    """The citation format that is asked for rather than a page or its JSON (RFC 9110, 12.5.1)."""
    known = {"text/html": "", "application/json": ""}
    known |= {form.essence: suffix for suffix, form in FORMATS.items()}
    return known[request.accept_mimetypes.best_match(known, "text/html")]


def _unapi(site: Site, identifier: str, form: str) -> Response:
    """UnAPI version 1: the formats there are, or a citation in one of them."""
    if not identifier:
        return _formats(identifier, 200)
    names = [*identifier.strip("/").split("/", 2), "", ""][:3]
    with site.snapshot() as snapshot:
        cited = _any_cited(site, snapshot, *names)
    if not form:
        return _formats(identifier, 300)
    if form not in UNAPI:
        raise NotAcceptable
    if form == "rdf_zotero":
        text = zotero_rdf(csl_item(cited))
    else:
        text = written(cited, {"ris": "ris", "bibtex": "bib"}[form])
    return Response(text, content_type=f"{UNAPI[form]}; charset=utf-8")


def _formats(identifier: str, status: int) -> Response:
    named = f" id={quoteattr(identifier)}" if identifier else ""
    each = "".join(f'<format name="{name}" type="{kind}"/>' for name, kind in UNAPI.items())
    xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<formats{named}>{each}</formats>\n'
    return Response(xml, status, content_type="application/xml")
