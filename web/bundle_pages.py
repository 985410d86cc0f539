"""The pages of an evidence bundle: plain files that a browser opens from a folder.

Promises: no script and nothing fetched; every word of a document is escaped; text from the right
stands from the right. Originals are named as files and never shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import PackageLoader
from markupsafe import Markup

from archive.cite import reference_pieces
from archive.facts import language_in
from archive.holdings import Holdings
from archive.model import Document, Passage
from archive.search import Span
from web import presenters
from web.bundle_parts import About, Item, Part
from web.marks import direction, marked
from web.outcomes import OUTCOMES
from web.templating import Templates

STYLES = "muniment.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A passage of the text as it is set; ``anchors`` are those of quotations that begin in it."""

    passage: Passage
    html: Markup
    language: str
    direction: str
    anchors: tuple[str, ...]


def index_page(
    parts: Sequence[Part],
    searches: dict[str, dict[str, Any]],
    problems: Sequence[str],
    about: About,
) -> str:
    """The page that leads to all that is in the bundle."""
    return _templates().get_template("bundle.html").render(
        parts=parts, searches=searches, problems=problems, about=about, outcomes=OUTCOMES,
        reference=reference_pieces, quoted=sum(len(part.quotations) for part in parts), up="",
    )  # fmt: skip


def document_page(holdings: Holdings, part: Part, about: About) -> str:
    """The whole text of a document, with what was chosen of it marked."""
    passages = holdings.snapshot.documents.passages(part.document.id)
    lines = list(_lines(part.document, passages, part.quotations))
    return _templates().get_template("bundle_document.html").render(
        part=part, lines=lines, about=about, up="../"
    )  # fmt: skip


def style_sheet() -> bytes:
    """The site's own."""
    return (files("web") / "static" / STYLES).read_bytes()


def _lines(
    document: Document, passages: Sequence[Passage], quotations: Sequence[Item]
) -> Iterator[Line]:
    for passage in passages:
        language = language_in(document, passage)
        found = [(item, span) for item in quotations if (span := _span(item, passage))]
        yield Line(
            passage=passage,
            html=marked(passage.text, _joined([span for _, span in found])),
            language=language,
            direction=direction(passage.text, language),
            anchors=tuple(item.anchor for item, _ in found if _begins(item, passage)),
        )


def _span(item: Item, passage: Passage) -> Span | None:
    """The part of a passage that a quotation takes up, in code points of it."""
    quotation = item.cited.quotation
    if quotation is None or quotation.start is None or quotation.end is None:
        return None
    start, end = max(quotation.start, passage.start), min(quotation.end, passage.end)
    return (start - passage.start, end - passage.start) if start < end else None


def _begins(item: Item, passage: Passage) -> bool:
    quotation = item.cited.quotation
    return bool(quotation and quotation.start is not None and quotation.start >= passage.start)


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Sorted, and those that overlap made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


@cache
def _templates() -> Templates:
    environment = Templates(loader=PackageLoader("web"), autoescape=True)
    presenters.equip(environment)
    return environment
