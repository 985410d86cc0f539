"""Documents as a result page shows them: everything in words and markup, once a document.

Promises: what the template places is ready here, escaped where it is made, so that it calls nothing
in its loops and looks at nothing again; each address keeps the query. Decides nothing that
``words``, ``marks`` and ``facts`` do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from markupsafe import Markup, escape

from archive import facts
from archive.answers import AnswerHit
from archive.cite import cited_document
from archive.model import Document
from archive.verifications import Fixity, Known
from archive.worth import WorthKind
from web import words
from web.citing import spans_in_list
from web.interface import gettext, language_name
from web.marks import Direction, as_markup, dated, direction, marked, safe, snippet

PATH = 90  # code points of the headings above a passage, the nearest at least


class Line(NamedTuple):
    """A passage of a document."""

    direction: Direction
    language: Markup  # BCP 47
    address: Markup
    number: int  # in the document, from 1
    page: str  # "p. 3", "p. 3 · read by OCR, 87 % sure"; "" where there are none
    heading: Markup  # those above it, the nearest last; "" where the title says the same
    words: Markup


class Copy(NamedTuple):
    """Another document with nearly the same text."""

    title: str
    language: str
    address: str  # "": this is its page
    source: str
    published: Markup


class Why(NamedTuple):
    """A part of what a document's place is due to."""

    kind: WorthKind
    text: Markup  # of words: as the query has them
    places: int  # in the document
    documents: int  # that have them
    percent: int  # of the score


class LeftOutLine(NamedTuple):
    """Something that was left out of a document's text."""

    direction: str
    address: Markup
    reason: Markup
    words: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A document, its best passages, and where its links lead; "" is not known."""

    rank: int
    title: Markup
    direction: Direction
    language: Markup  # BCP 47
    address: Markup
    source: Markup
    authors: Markup
    published: Markup
    kind: Markup  # "web page, English"
    captured: Markup
    is_partial: bool
    sha256: Markup
    lines: tuple[Line, ...]
    left_out: tuple[LeftOutLine, ...]
    more: int  # further passages that match
    copies: tuple[Copy, ...]  # with nearly the same text
    copies_count: int
    copies_more: int  # that are not among them
    fixity: Fixity | Literal[""]  # what the last verification found; "" where that is not told
    checked: Markup  # the same in words
    why: tuple[Why, ...]
    provenance: str
    link: Markup  # of its page, as it is printed
    look: str
    cite: str
    spans: Markup  # what Zotero finds


def cards(
    hits: Iterable[AnswerHit],
    asked: str,
    base: str,
    known: Callable[[Document], Known] | None = None,
) -> list[Card]:
    """The hits of a page as cards.

    ``asked``: what their addresses keep of the search; ``base``: of links that are cited;
    ``known``: what is known of a document's files.
    """
    return [_card(hit, asked, escape(asked), base, known) for hit in hits]


def copies(documents: Iterable[Document], asked: str, here: str = "") -> Iterator[Copy]:
    """Documents in a list under another; the one whose page it is, ``here``, has no address."""
    for document in documents:
        yield Copy(
            title=facts.title_of(document),
            language=facts.language_of(document),
            address="" if document.id == here else facts.document_address(document.id) + asked,
            source=facts.source_of(document),
            published=dated(document.metadata.published),
        )


def _card(
    hit: AnswerHit,
    asked: str,
    kept: Markup,
    base: str,
    known: Callable[[Document], Known] | None,
) -> Card:
    """``kept``: what addresses keep of the search, escaped; paths have nothing to escape."""
    document = hit.document
    found = known(document) if known else None
    language = facts.language_of(document)
    address = facts.document_address(document.id)
    captured = facts.captured_of(document)
    kind = words.type_name(document.media_type)
    if language:
        kind = gettext("%(kind)s, %(language)s", kind=kind, language=language_name(language))
    return Card(
        rank=hit.rank,
        title=marked(hit.title, hit.title_highlights),
        direction=direction(hit.title, language),
        language=as_markup(language),
        address=safe(f"{address}{kept}"),
        source=as_markup(facts.source_of(document)),
        authors=as_markup(words.authors_of(document)),
        published=dated(document.metadata.published),
        kind=as_markup(kind),
        captured=dated(captured[0]) if captured else Markup(),
        is_partial=document.partial,
        sha256=as_markup(document.sha256),
        lines=tuple(_lines(hit, address, kept)),
        left_out=tuple(
            LeftOutLine(
                direction=direction(shown.piece.text, language),
                address=safe(f"{address}{kept}#left-out-{shown.number}"),
                reason=as_markup(shown.piece.reason),
                words=snippet(shown.piece.text, shown.highlights),
            )
            for shown in hit.left_out
        ),
        more=hit.more,
        copies=tuple(copies(hit.copies, asked)),
        copies_count=len(hit.copies) + hit.more_copies,
        copies_more=hit.more_copies,
        fixity=found.fixity if found else "",
        checked=as_markup(words.fixity_name(found.fixity, found.at)) if found else Markup(),
        why=tuple(_why(hit)),
        provenance=f"{address}/provenance",
        link=as_markup(base + address),
        look=f"{address}/look",
        cite=f"{address}/cite",
        spans=spans_in_list(cited_document(document, base)),
    )


def _lines(hit: AnswerHit, address: str, kept: Markup) -> Iterator[Line]:
    document_language = facts.language_of(hit.document)
    escaped = as_markup(document_language)
    for shown in hit.passages:
        passage = shown.passage
        language = passage.language or document_language
        yield Line(
            direction=direction(passage.text, language),
            language=as_markup(language) if passage.language else escaped,
            address=safe(f"{address}/p/{passage.id}{kept}"),
            number=passage.ordinal + 1,
            page=words.leaf(passage.page)
            + words.by_ocr(passage.ocr, " · " if passage.page else ""),
            heading=as_markup(_path([each for each in passage.heading if each != hit.title])),
            words=snippet(passage.text, shown.highlights),
        )


def _why(hit: AnswerHit) -> Iterator[Why]:
    """The parts of a score, as they are listed: those of words in the order of the query."""
    whole = sum(worth.score for worth in hit.worths)
    for worth in hit.worths:
        percent = round(100 * worth.score / whole)
        yield Why(worth.kind, as_markup(worth.text), worth.count, worth.documents, percent)


def _path(headings: Sequence[str]) -> str:
    """Headings from the outermost to the nearest, without the outermost where they are many."""
    path = ""
    for heading in reversed(headings):
        longer = f"{heading} › {path}" if path else heading
        if len(longer) > PATH:
            return path or heading[: PATH - 1] + "…"
        path = longer
    return path
