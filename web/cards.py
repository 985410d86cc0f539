"""Documents as a result page shows them: everything in words and markup, once a document.

Promises: what the template places is ready here, so that it calls nothing in its loops; each
address keeps the query. Decides nothing that ``words``, ``marks`` and ``facts`` do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from archive import facts
from archive.answers import AnswerHit, ShownPassage
from web import words
from web.marks import dated, direction, marked, snippet

HEADING = 60  # code points of a heading above a passage


class Line(NamedTuple):
    """A passage of a document."""

    direction: str
    address: str
    number: int  # in the document, from 1
    heading: str  # the nearest above it; "" where the title says the same
    words: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A document, its best passages, and where its links lead; "" is not known."""

    rank: int
    title: Markup
    direction: str
    language: str  # BCP 47
    address: str
    source: str
    authors: str
    published: Markup
    kind: str  # "web page, English"
    captured: Markup
    is_partial: bool
    sha256: str
    lines: tuple[Line, ...]
    more: str  # "4 more passages"
    provenance: str
    look: str


def cards(hits: Iterable[AnswerHit], asked: str) -> list[Card]:
    """The hits of a page as cards; ``asked``: what their addresses keep of the search."""
    return [_card(hit, asked) for hit in hits]


def _card(hit: AnswerHit, asked: str) -> Card:
    document = hit.document
    language = facts.language_of(document)
    address = facts.document_address(document.id)
    captured = facts.captured_of(document)
    kind = words.type_name(document.media_type)
    return Card(
        rank=hit.rank,
        title=marked(hit.title, hit.title_highlights),
        direction=direction(hit.title, language),
        language=language,
        address=address + asked,
        source=facts.source_of(document),
        authors=words.authors_of(document),
        published=dated(document.metadata.published),
        kind=f"{kind}, {words.language_name(language)}" if language else kind,
        captured=dated(captured[0]) if captured else Markup(),
        is_partial=document.partial,
        sha256=document.sha256,
        lines=tuple(_lines(hit.passages, hit.title, language, address, asked)),
        more=words.counted(hit.more, "more passage") if hit.more else "",
        provenance=f"{address}/provenance",
        look=f"{address}/look",
    )


def _lines(
    passages: tuple[ShownPassage, ...], title: str, language: str, address: str, asked: str
) -> Iterator[Line]:
    for shown in passages:
        passage = shown.passage
        heading = passage.heading[-1] if passage.heading else ""
        yield Line(
            direction=direction(passage.text, language),
            address=f"{address}/p/{passage.id}{asked}",
            number=passage.ordinal + 1,
            heading=_short(heading) if heading != title else "",
            words=snippet(passage, shown.highlights),
        )


def _short(heading: str) -> str:
    return heading if len(heading) <= HEADING else heading[: HEADING - 1] + "…"
