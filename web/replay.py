"""The original of a document: its very bytes, a copy to look at, and the page that frames it.

Promises: ``/original`` gives exactly the bytes the document's identifier was computed from, or
says that they are gone, and never lets a browser show them here; ``/view`` gives a sanitised
copy under a policy that stops what the sanitising might have missed, also when it is opened by
itself; nothing here makes a reader's browser ask the network for anything.
"""

from __future__ import annotations

import codecs
from base64 import b64encode
from dataclasses import replace
from functools import partial
from io import BufferedReader, BytesIO

from flask import Blueprint, Response, render_template, request, send_file
from markupsafe import Markup
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import http_date
from werkzeug.wrappers import Response as BaseResponse

from archive import mhtml
from archive.errors import MunimentError, NotFoundError, UnreadableError
from archive.model import Capture, Document, Passage
from archive.search import Snapshot
from web import guard, mail_copy, page_images, windows
from web.assets import Archived, Assets, Beside, Parts
from web.found import UnknownError, any_passage_id, document_address, find_document
from web.interface import N_, gettext, spoken, translated
from web.mementos import moment, timing_links
from web.pages_document import departed_page, remains
from web.place_marks import MARK_ID, marked_text, where
from web.sanitise import sanitised
from web.site import Site

SANDBOX = "sandbox; default-src 'none'"
VIEW_POLICY = (
    f"{SANDBOX}; img-src data:; style-src 'unsafe-inline'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
ORIGINAL_POLICY = f"{SANDBOX}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
VIEWED_BYTES = 32 * 1024 * 1024  # a larger page would fill the server's and the reader's memory

TOO_LARGE = N_(
    "The original has more than {} MB, too much to be shown as a copy. It can be downloaded, and "
    "its text can be read."
)
NO_COPY = N_("A file of the type {} cannot be shown here. It can be downloaded.")
NO_PAGE = N_("There is no page in this file that could be shown.")

GONE = N_("This document is no longer here. Its own page tells what is known of it.")
_PAGES = frozenset({"text/html", "application/xhtml+xml", mhtml.MEDIA_TYPE, mail_copy.MEDIA_TYPE})


def blueprint(site: Site) -> Blueprint:
    """The routes under ``/d/<D>`` that show an original."""
    room = Blueprint("replay", __name__)
    recent = page_images.Pictures(page_images.KEPT)
    page_images.add_routes(room, site, recent)

    room.register_error_handler(UnknownError, partial(departed_page, site))

    @room.get("/d/<name>/original")
    def original(name: str) -> BaseResponse:
        with site.snapshot() as snapshot:
            document = find_document(snapshot.documents, name)
        capture, file = site.originals.open(document)
        try:
            return _download(document, capture, file)
        except RequestedRangeNotSatisfiable:
            file.close()
            raise

    @room.get("/d/<name>/view")
    def view(name: str) -> Response:
        try:
            # Seconds where a page has many pictures: its turn is that of pages that are drawn.
            with guard.turn(site.drawing), site.snapshot() as snapshot:
                document = find_document(snapshot.documents, name)
                passage = _passage(snapshot, document)
                return _sandboxed(_copy(site, snapshot, document, passage))
        except MunimentError as error:  # an error page of ours may not be framed
            if isinstance(error, UnknownError) and remains(site, error):
                return _sandboxed(_sentence(GONE), 410)
            status = 404 if isinstance(error, NotFoundError) else 422
            return _sandboxed(_sentence(str(error)), status)

    @room.get("/d/<name>/look")
    def look(name: str) -> str:
        with site.snapshot() as snapshot:
            document = find_document(snapshot.documents, name)
            passage = _passage(snapshot, document)
            has_pages = page_images.has_pages(document)
            window = _beside(document, passage)
            ordinals = None if has_pages else window.ordinals
            passages = snapshot.documents.passages(document.id, ordinals)
        if has_pages:
            return page_images.look(site, document, passage, passages, recent)
        address = document_address(document.id, "view")
        frame = f"{address}?p={passage.id}#{MARK_ID}" if passage else address
        return render_template(
            "view.html",
            document=document,
            passage=passage,
            passages=passages,
            window=window,
            frame=frame,
            is_page=document.media_type in _PAGES,
            is_shown=_is_shown(document),
            where=where(passage.place) if passage else "",
            q=request.args.get("q", ""),
        )

    return room


def _is_shown(document: Document) -> bool:
    """Whether there is a copy to look at; of other files there are their bytes."""
    return document.media_type in _PAGES or document.media_type.startswith("text/")


def _beside(document: Document, passage: Passage | None) -> windows.Window:
    """The passages to show beside the original: those around one, or from ``?from=`` on."""
    count = document.passage_count
    if passage:
        return windows.around(count, passage.ordinal)
    return windows.starting(count, windows.from_number(request.args.get("from", ""), count))


def _passage(snapshot: Snapshot, document: Document) -> Passage | None:
    """The passage that ``?p=`` asks to be marked. Raises NotFoundError for what is no id."""
    given = request.args.get("p")
    return snapshot.documents.passage(document.id, any_passage_id(given)) if given else None


def _download(document: Document, capture: Capture, file: BufferedReader | BytesIO) -> BaseResponse:
    """The bytes as an attachment with what proves them (RFC 6266, 7089, 9530)."""
    response = send_file(
        file,
        mimetype=document.media_type,
        as_attachment=True,
        download_name=capture.path.rpartition("/")[2] or "original",
        conditional=False,
        etag=False,
    )
    if document.media_type.startswith("text/"):
        response.mimetype_params["charset"] = document.charset
    response.content_length = document.size
    response.set_etag(document.sha256)
    response.headers["Content-Security-Policy"] = ORIGINAL_POLICY
    response.headers["Cache-Control"] = "no-cache"
    digest = b64encode(bytes.fromhex(document.sha256)).decode("ascii")
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    captured = moment(capture.captured_at)
    if captured:
        response.headers["Memento-Datetime"] = http_date(captured)
    if capture.source_url:
        for address, relation in timing_links(capture.source_url):
            response.headers.add("Link", f"<{address}>; {relation}")
    response.headers.add("Link", f'<{document_address(document.id)}>; rel="describedby"')
    return response.make_conditional(request, accept_ranges=True, complete_length=document.size)


def _copy(site: Site, snapshot: Snapshot, document: Document, passage: Passage | None) -> str:
    """The document of the sandboxed copy. Raises NotFoundError and UnreadableError."""
    if document.size > VIEWED_BYTES:
        raise UnreadableError(TOO_LARGE.format(VIEWED_BYTES // 1_048_576))
    capture, file = site.originals.open(document)
    with file:
        data = file.read()
    codec = _codec(document.charset)
    if document.media_type == mhtml.MEDIA_TYPE:
        return _copy_of_message(mhtml.read_saved_page(data), codec, passage)
    if document.media_type == mail_copy.MEDIA_TYPE:
        shown = mail_copy.mail_copy(data, partial(_declared, codec), passage)
        return _plain(document.path, shown) if isinstance(shown, Markup) else shown
    if document.media_type in _PAGES:
        return sanitised(_decoded(data, codec), _assets(site, snapshot, capture), passage)
    if document.media_type.startswith("text/"):
        return _plain(document.path, marked_text(data, codec, passage))
    raise UnreadableError(NO_COPY.format(document.media_type))


def _assets(site: Site, snapshot: Snapshot, capture: Capture) -> Assets:
    """The page's own files: those saved beside it, or what its web archive holds for it."""
    if capture.assets or not capture.within:
        return Beside(capture.path, capture.assets, partial(site.asset, capture))

    def read(address: str, limit: int) -> bytes | None:
        found = snapshot.documents.resource(capture, address)
        return site.resource(found, limit) if found else None

    return Archived(capture.source_url, read)


def _copy_of_message(page: mhtml.SavedPage, codec: str, passage: Passage | None) -> str:
    """The page of a message with its own pictures and styles. Raises UnreadableError."""
    if page.root is None:
        raise UnreadableError(NO_PAGE)
    if passage:
        passage = replace(passage, place=mhtml.within_part(passage.place, page.root.number))
    return sanitised(_decoded(page.root.content(), codec), Parts(page), passage)


def _declared(codec: str, data: bytes, charset: str | None) -> str:
    """The text of a mail's part, by the encoding that it declares, else the mail's own."""
    return _decoded(data, _codec(charset) if charset else codec)


def _decoded(data: bytes, codec: str) -> str:
    return data.decode(codec, "replace").removeprefix("\ufeff")


def _codec(charset: str) -> str:
    """Python's name of an encoding (WHATWG name); UTF-8 for one that it does not know."""
    for name in (charset, charset.replace("windows-", "cp"), charset.removeprefix("x-")):
        try:
            return codecs.lookup(name).name
        except LookupError:
            continue
    return "utf-8"


def _plain(title: str, text: Markup) -> str:
    return Markup(
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{}</title><style>'
        "pre {{ white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }}"
        "mark {{ background: #ffe9a8; outline: 2px solid #7d2a20; }}"
        "</style></head><body><pre>{}</pre></body></html>\n"
    ).format(title, text)


def _sentence(sentence: str) -> str:
    """A page that says why there is no copy."""
    tongue = spoken()
    return Markup(
        '<!DOCTYPE html>\n<html lang="{}" dir="{}"><meta charset="utf-8"><title>{}</title><p>{}'
    ).format(tongue.code, tongue.direction, gettext("Not shown"), translated(sentence))


def _sandboxed(html: str, status: int = 200) -> Response:
    """A document under the policy of foreign content, to be framed by our own pages only."""
    response = Response(html.encode("utf-8", "replace"), status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = VIEW_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cache-Control"] = "no-cache"
    return response
