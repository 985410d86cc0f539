"""The reading room: a document's text, opened at a passage, at a hit, or where somebody was.

Promises: whatever the address, no wrong words are shown as the linked ones; the page says in a
sentence how sure it is; a long document is shown by windows, whose page is as soon there as that
of a short one; every page works without a script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from archive.answers.marks import marks
from archive.facts import addresses, document_address, language_in, language_of, title_of
from archive.model import Document, LeftOut
from archive.parameters import SearchParameters
from archive.query import InEverything, Limits, Node, Parsed, parse
from archive.search import Outline, Snapshot, Span
from archive.without import NOTHING, Without, read_without
from web import guard, narrowing, story, windows
from web.cards import copies
from web.citing import citing_page
from web.contents import contents
from web.found import base_url, find_document, read_passage_id, read_selected
from web.hits import MAP, Hits, KnownHits
from web.marks import marked
from web.outcomes import outcome
from web.reader import Reader, is_title, lay_out
from web.site import Site
from web.windows import Window

LEFT_OUT_SHOWN = 200  # pieces; a page of menus has some dozens
OTHERS_SHOWN = 12  # documents with captures of the same address, and texts looked through


def add_routes(room: Blueprint, site: Site) -> None:
    """``/d/<D>`` and ``/d/<D>/p/<P>``, and the passages that a script adds to their pages."""
    known = KnownHits()

    @room.get("/d/<document_id>")
    def document(document_id: str) -> Response | str:
        with site.snapshot() as snapshot:
            found = find_document(snapshot.documents, document_id)
            return _page(site, snapshot, _reading(site, snapshot, found, known))

    @room.get("/d/<document_id>/p/<passage_id>")
    @room.get("/d/<document_id>/p/<passage_id>/<selection>")
    def passage(document_id: str, passage_id: str, selection: str = "") -> Response | str:
        with site.snapshot() as snapshot:
            found = find_document(snapshot.documents, document_id)
            wanted = read_passage_id(passage_id)
            selected = read_selected(selection) if selection else None
            with guard.slot(site):
                answer = resolve_passage(snapshot, site.kept, found.id, wanted, selected)
            return _page(site, snapshot, _reading(site, snapshot, found, known, answer))

    @room.get("/d/<document_id>/passages")
    def passages(document_id: str) -> str:
        with site.snapshot() as snapshot:
            found = find_document(snapshot.documents, document_id)
            reading = _reading(site, snapshot, found, known)
            block = windows.block_of(found.passage_count, reading.opens_at)
            return render_template(
                "passages.html",
                document=found,
                reader=_laid_out(snapshot, reading, block, titled=False),
                block=block,
                asked=reading.sought.asked,
            )


@dataclass(frozen=True, slots=True)
class Sought:
    """What is marked: the words of a search, or those that are to be found in this document."""

    q: str
    find: str
    parsed: Parsed
    without: Without

    @property
    def words(self) -> str:
        """As typed."""
        return self.find or self.q

    @property
    def asked(self) -> dict[str, str]:
        """What addresses of the document keep."""
        return {"q": self.q, "find": self.find}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One request for the text of a document."""

    document: Document
    answer: PassageAnswer | None
    sought: Sought
    hits: Hits
    current: int  # the hit at which the reader is, 0 if there is none
    opens_at: int  # ordinal
    window: Window

    @property
    def linked(self) -> Span | None:
        """The part of the text that is linked, and here."""
        answer = self.answer
        is_here = answer is not None and answer.status != "not_found"
        return (answer.start, answer.end) if answer is not None and is_here else None

    @property
    def previous(self) -> int:
        """The number of the hit before the current one; the last one before the first."""
        return self.current - 1 or self.hits.total

    @property
    def following(self) -> int:
        """The number of the hit after the current one; the first one after the last."""
        return self.current % self.hits.total + 1


def _reading(
    site: Site,
    snapshot: Snapshot,
    document: Document,
    known: KnownHits,
    answer: PassageAnswer | None = None,
) -> Reading:
    """What the address asks for, and where the page opens."""
    sought = _sought(site)
    count = document.passage_count
    tree = sought.parsed.tree
    hits = known.of(snapshot, document, tree, sought.without) if tree else Hits(())
    linked = answer.passage if answer and answer.status != "not_found" else None
    hit = _number(request.args.get("hit", ""))
    begin = windows.from_number(request.args.get("from", ""), count)
    if hit is not None and hits.total:
        current = min(max(hit, 1), hits.total)
        opens_at = hits.passage_of(current)
    else:
        opens_at = linked.ordinal if linked else begin
        current = min(hits.before(opens_at) + 1, hits.total)
    is_inside = linked is not None or (hit is not None and hits.total > 0)
    return Reading(
        document=document,
        answer=answer,
        sought=sought,
        hits=hits,
        current=current,
        opens_at=opens_at,
        window=(windows.around if is_inside else windows.starting)(count, opens_at),
    )


def _sought(site: Site) -> Sought:
    q, find = request.args.get("q", ""), request.args.get("find", "")
    return Sought(
        q=q,
        find=find,
        parsed=parse(find or q, Limits(length=site.settings.max_query_length)),
        without=NOTHING if find else read_without(request.args.getlist("without")),
    )


def _laid_out(
    snapshot: Snapshot, reading: Reading, shown: Window, *, titled: bool = True
) -> Reader:
    """The passages of a window, with the words sought and the linked stretch marked."""
    before = shown.first - 1
    ordinals = range(max(before, 0), shown.last)
    passages = snapshot.documents.passages(reading.document.id, ordinals)
    page_before = passages[0].page if before >= 0 and passages else None
    passages = passages[1:] if before >= 0 else passages
    texts = [(each.text, language_in(reading.document, each)) for each in passages]
    sought = reading.sought
    return lay_out(
        reading.document,
        passages,
        marks(snapshot.engine, sought.parsed.tree, texts, sought.without),
        first_hit=reading.hits.before(shown.first) + 1,
        page_before=page_before,
        linked=reading.linked,
        titled=titled,
    )


def _page(site: Site, snapshot: Snapshot, reading: Reading) -> Response:
    """The document's text, opened where ``reading`` says, and all that stands around it."""
    document, answer, sought = reading.document, reading.answer, reading.sought
    query, without = sought.parsed.tree, sought.without
    layout = _laid_out(snapshot, reading, reading.window)
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


def _number(text: str) -> int | None:
    """The number of a hit in an address; what is no number counts as not given."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


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
