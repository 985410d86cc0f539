"""The reading room: a document's text, opened at a passage, at a hit, or where somebody was.

Promises: whatever the address, no wrong words are shown as the linked ones; the page says in a
sentence how sure it is; a long document is shown by windows, whose page is as soon there as that
of a short one; every page works without a script.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from flask import Blueprint, Response, make_response, render_template, request
from markupsafe import Markup

from archive.answers import (
    PassageAnswer,
    Version,
    attached,
    carriers,
    copies_of,
    first_with,
    neighbours,
    resolve_passage,
)
from archive.facts import addresses, document_address, language_of, title_of
from archive.model import Document, LeftOut
from archive.parameters import SearchParameters
from archive.query import InEverything, Limits, Node
from archive.search import Outline, Snapshot, Span
from archive.without import Without
from web import guard, narrowing, story, windows
from web.cards import copies
from web.citing import citing_page
from web.contents import contents
from web.found import base_url, find_document, read_passage_id, read_selected
from web.hits import MAP, KnownHits
from web.marks import marked
from web.outcomes import outcome
from web.reader import is_title
from web.reading import Reading, laid_out, read_request
from web.site import Site

LEFT_OUT_SHOWN = 200  # pieces; a page of menus has some dozens
OTHERS_SHOWN = 12  # documents with captures of the same address, and texts looked through


def add_routes(room: Blueprint, site: Site) -> None:
    """``/d/<D>`` and ``/d/<D>/p/<P>``, and the passages that a script adds to their pages."""
    known = KnownHits()
    limits = Limits(length=site.settings.max_query_length)

    def reading_of(
        snapshot: Snapshot, document: Document, answer: PassageAnswer | None = None
    ) -> Reading:
        return read_request(request.args, limits, snapshot, document, known, answer)

    @room.get("/d/<document_id>")
    def document(document_id: str) -> Response | str:
        with site.snapshot() as snapshot:
            found = find_document(snapshot.documents, document_id)
            return _page(site, snapshot, reading_of(snapshot, found))

    @room.get("/d/<document_id>/p/<passage_id>")
    @room.get("/d/<document_id>/p/<passage_id>/<selection>")
    def passage(document_id: str, passage_id: str, selection: str = "") -> Response | str:
        with site.snapshot() as snapshot:
            found = find_document(snapshot.documents, document_id)
            wanted = read_passage_id(passage_id)
            selected = read_selected(selection) if selection else None
            with guard.slot(site):
                answer = resolve_passage(snapshot, site.kept, found.id, wanted, selected)
            return _page(site, snapshot, reading_of(snapshot, found, answer))

    @room.get("/d/<document_id>/passages")
    def passages(document_id: str) -> str:
        with site.snapshot() as snapshot:
            found = find_document(snapshot.documents, document_id)
            reading = reading_of(snapshot, found)
            block = windows.block_of(found.passage_count, reading.opens_at)
            return render_template(
                "passages.html",
                document=found,
                reader=laid_out(snapshot, reading, block, titled=False),
                block=block,
                asked=reading.sought.asked,
            )


def _page(site: Site, snapshot: Snapshot, reading: Reading) -> Response:
    """The document's text, opened where ``reading`` says, and all that stands around it."""
    document, answer, sought = reading.document, reading.answer, reading.sought
    query, without = sought.parsed.tree, sought.without
    layout = laid_out(snapshot, reading, reading.window)
    outline = snapshot.documents.outline(document.id)
    left_out = snapshot.documents.left_out(document.id)
    everything = isinstance(query, InEverything)
    shown = left_out if everything else left_out[:LEFT_OUT_SHOWN]
    known, captured = neighbours(snapshot.documents, document, OTHERS_SHOWN)
    here = answer.address if answer else document_address(document.id)
    is_here = reading.linked is not None
    page = render_template(
        "document.html",
        document=document,
        reading=reading,
        reader=layout,
        window=reading.window,
        contents=contents(
            outline, reading.opens_at, without_title=_begins_with_title(outline, document)
        ),
        block_lengths=_block_lengths(outline),
        block_size=windows.BLOCK,
        ticks=list(reading.hits.ticks(outline)),
        map_height=MAP,
        q=sought.q,
        asked=sought.asked,
        notices=sought.parsed.notices if sought.find else (),
        here=here,
        canonical=here if is_here else document_address(document.id),
        base_url=base_url(site.settings),
        citing=citing_page(document, answer, base_url(site.settings), site.settings),
        link=here if is_here else "",
        answer=answer,
        outcome=outcome(answer),
        title_marks=_title_marks(snapshot, document, query, without),
        left_out=_left_out(snapshot, document, query, without, shown),
        left_out_more=len(left_out) - len(shown),
        left_out_open=everything,
        story=story.short_story(document),
        addresses=addresses(document),
        versions=[each for each in known if each.document.id != document.id],
        captured=captured,
        first=_first_appears(snapshot, known, answer) if captured <= OTHERS_SHOWN + 1 else None,
        first_asked=is_here and captured > OTHERS_SHOWN + 1,
        attachments=attached(snapshot.documents, document),
        came_with=carriers(snapshot.documents, document),
        copies=list(
            copies(
                copies_of(snapshot, document),
                narrowing.asked(SearchParameters(q=sought.q, without=without)),
                document.id,
            )
        ),
    )
    unknown = answer is not None and not is_here and answer.stored is None
    return make_response(page, 404 if unknown else 200)


def _begins_with_title(outline: Outline, document: Document) -> bool:
    return bool(outline.headings) and is_title(outline.headings[0], document)


def _block_lengths(outline: Outline) -> list[int]:
    """The code points of each block, by which a script knows how much room it will take."""
    edges = [*outline.starts[:: windows.BLOCK], outline.end]
    return [end - begin for begin, end in pairwise(edges)]


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
