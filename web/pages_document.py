"""The pages of one document: its text, one passage of it, where it comes from.

Promises: whatever the address, no wrong words are shown as the linked ones; the page says in a
sentence how sure it is; every page works without a script. The original itself is replay's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, Response, make_response, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from archive.answers import (
    Departed,
    PassageAnswer,
    Version,
    attached,
    carriers,
    copies_of,
    departed,
    first_with,
    neighbours,
    resolve_passage,
    similar_answer,
)
from archive.facts import addresses, document_address, language_of, title_of
from archive.identifiers import DOCUMENT_SYMBOLS, read_id
from archive.model import Document, LeftOut
from archive.parameters import SearchParameters
from archive.query import InEverything, Limits, Node, parse
from archive.search import Snapshot, Span
from archive.selections import read_selection
from archive.without import AS_TYPED, Without, read_without
from web import fixity, guard, narrowing, reader, story
from web.cards import cards, copies
from web.citing import citing_page
from web.found import (
    SeveralError,
    UnknownError,
    base_url,
    find_document,
    read_passage_id,
    read_selected,
)
from web.marks import marked
from web.narrowing import address
from web.site import Site

LEFT_OUT_SHOWN = 200  # pieces; a page of menus has some dozens
OTHERS_SHOWN = 12  # documents with captures of the same address, and texts looked through

OUTCOMES = {
    "exact": "This is the passage that the link points to. It stands here unchanged.",
    "moved": "The words that the link points to were found unchanged, but at another place: "
    "the text of this document has been read again since the link was made.",
    "approximate": "The link was made for words that are not here exactly. The most similar "
    "passage is marked; compare it with the words below before you quote it.",
    "not_found": "The words that this link points to are not in this document’s text as it "
    "is read now.",
}
SELECTED = OUTCOMES | {
    "exact": "These are the words that the link points to. They stand here unchanged.",
    "approximate": "The link was made for words that are not here exactly. The most similar words "
    "are marked; compare them with those below before you quote them.",
}
UNKNOWN_SELECTION = (
    "The end of this link does not fit: this archive knows no words that stand there with this "
    "check. It may have been mistyped, or cut off. The whole document is below."
)
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
    @room.get("/d/<document_id>/p/<passage_id>/<selection>")
    def passage(document_id: str, passage_id: str, selection: str = "") -> Response | str:
        with site.snapshot() as snapshot:
            found = find_document(snapshot.documents, document_id)
            wanted = read_passage_id(passage_id)
            selected = read_selected(selection) if selection else None
            with guard.slot(site):
                answer = resolve_passage(snapshot, site.kept, found.id, wanted, selected)
            return _reader(site, snapshot, found, answer)

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
        page = render_template("several.html", sentence=str(error), documents=list(documents))
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


def _reader(
    site: Site,
    snapshot: Snapshot,
    document: Document,
    answer: PassageAnswer | None = None,
) -> Response | str:
    """The document's text, opened at the passage that ``answer`` leads to, if there is one."""
    q = request.args.get("q", "")
    passages = snapshot.documents.passages(document.id)
    query = parse(q, Limits(length=site.settings.max_query_length)).tree
    without = read_without(request.args.getlist("without"))
    found = answer is not None and answer.status != "not_found"
    layout = reader.lay_out(
        document,
        passages,
        snapshot.engine,
        query,
        without,
        linked=(answer.start, answer.end) if answer is not None and found else None,
        hit=_number(request.args.get("hit", "")),
    )
    left_out = snapshot.documents.left_out(document.id)
    asked = narrowing.asked(SearchParameters(q=q, without=without))
    everything = isinstance(query, InEverything)
    shown = left_out if everything else left_out[:LEFT_OUT_SHOWN]
    known, captured = neighbours(snapshot.documents, document, OTHERS_SHOWN)
    here = document_address(document.id)
    if answer is not None:
        here = answer.address
    page = render_template(
        "document.html",
        document=document,
        reader=layout,
        q=q,
        here=here,
        canonical=here if found else document_address(document.id),
        base_url=base_url(site.settings),
        citing=citing_page(document, answer, base_url(site.settings), site.settings),
        link=here if found else "",
        answer=answer,
        outcome=_outcome(answer),
        title_marks=_title_marks(snapshot, document, query, without),
        left_out=_left_out(snapshot, document, query, without, shown),
        left_out_more=len(left_out) - len(shown),
        left_out_open=everything,
        story=story.short_story(document),
        addresses=addresses(document),
        versions=[each for each in known if each.document.id != document.id],
        captured=captured,
        first=_first_appears(snapshot, known, answer) if captured <= OTHERS_SHOWN + 1 else None,
        first_asked=found and captured > OTHERS_SHOWN + 1,
        attachments=attached(snapshot.documents, document),
        came_with=carriers(snapshot.documents, document),
        copies=list(copies(copies_of(snapshot, document), asked, document.id)),
    )
    unknown = answer is not None and not found and answer.stored is None
    return make_response(page, 404 if unknown else 200)


def _left_out(
    snapshot: Snapshot,
    document: Document,
    query: Node | None,
    without: Without,
    pieces: Sequence[LeftOut],
) -> list[tuple[LeftOut, Markup]]:
    """What was left out, each with the query's words marked in it if it was searched."""
    texts = [piece.text for piece in pieces]
    marks: Sequence[Sequence[Span]] = [()] * len(texts)
    if isinstance(query, InEverything):
        marks = snapshot.engine.mark(query, texts, language_of(document), without)
    return [(piece, marked(piece.text, spans)) for piece, spans in zip(pieces, marks, strict=True)]


def _number(text: str) -> int | None:
    """The number of a hit in an address; what is no number counts as not given."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _outcome(answer: PassageAnswer | None) -> str:
    """How sure the page is of the linked passage, in a sentence."""
    if answer is None:
        return ""
    if answer.status == "not_found" and answer.stored is None:
        return UNKNOWN_SELECTION if answer.selection else UNKNOWN_PASSAGE
    return (SELECTED if answer.selection else OUTCOMES)[answer.status]


def _title_marks(
    snapshot: Snapshot, document: Document, query: Node | None, without: Without
) -> tuple[Span, ...]:
    if query is None:
        return ()
    return snapshot.engine.mark(query, [title_of(document)], language_of(document), without)[0]


def _first_appears(
    snapshot: Snapshot, known: tuple[Version, ...], answer: PassageAnswer | None
) -> Version | None:
    """The first of several captures that has the linked words."""
    dated = [each for each in known if each.captured]
    if answer is None or answer.passage is None or len(dated) < 2:
        return None
    return first_with(snapshot.documents, known, answer.text)


def _provenance(site: Site, snapshot: Snapshot, document: Document) -> str:
    checked: list[fixity.Checked] = []
    if request.args.get("check"):
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
