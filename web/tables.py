"""Answers as tables for spreadsheets: CSV as RFC 4180 has it.

Promises: UTF-8 with a byte order mark, without which spreadsheets take it for another encoding;
lines end in CR LF; no cell is a formula to a spreadsheet: one that would be begins with an
apostrophe (OWASP, CSV Injection). Made line by line, however many there are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from archive import facts
from archive.answers import AnswerHit, Line
from archive.identifiers import show
from archive.model import Document

BYTE_ORDER_MARK = "\ufeff"
# What a formula may begin with; the wide forms too, which some spreadsheets read as the narrow.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LINE_COLUMNS = (
    "number", "before", "keyword", "after", "title", "source", "authors", "published", "basis",
    "language", "document", "passage", "passage_number", "start", "end", "link",
)  # fmt: skip
HIT_COLUMNS = (
    "rank", "title", "source", "authors", "published", "basis", "type", "language", "has_all",
    "text", "place", "link", "more", "document", "sha256", "original_address", "file",
)  # fmt: skip

Cell = str | int


def csv_lines(columns: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    """The table, a line at a time; the first is the names of the columns."""
    yield BYTE_ORDER_MARK + _written(columns)
    for row in rows:
        yield _written(row)


def line_rows(lines: Iterable[Line], base: str) -> Iterator[tuple[Cell, ...]]:
    """Lines of a concordance by ``LINE_COLUMNS``; links begin with ``base``.

    Start and end are code points in the document's canonical text.
    """
    for line in lines:
        document, passage = line.document, line.passage
        published = document.metadata.published
        yield (
            line.number,
            line.before,
            line.keyword,
            line.after,
            facts.title_of(document),
            facts.source_of(document),
            _authors(document),
            published.value if published else "",
            published.basis if published else "",
            facts.language_in(document, passage),
            show(document.id),
            passage.id,
            passage.ordinal + 1,
            passage.start + line.start,
            passage.start + line.end,
            base + facts.passage_address(document.id, passage.id),
        )


def hit_rows(hits: Iterable[AnswerHit], base: str) -> Iterator[tuple[Cell, ...]]:
    """Documents found by ``HIT_COLUMNS``: a row for each of the passages shown.

    ``place`` is the passage's number, or "left out" and the number of what was left out of the
    text; ``more`` counts further passages of the document. Links begin with ``base``.
    """
    for hit in hits:
        document = hit.document
        published = document.metadata.published
        head = (
            hit.rank,
            hit.title,
            facts.source_of(document),
            _authors(document),
            published.value if published else "",
            published.basis if published else "",
            document.media_type,
            facts.language_of(document),
            "yes" if hit.has_all else "no",
        )
        tail = (
            hit.more,
            show(document.id),
            document.sha256,
            next(iter(facts.addresses(document)), ""),
            document.path,
        )
        for text, place, link in _found(hit):
            yield (*head, text, place, base + link, *tail)


def _found(hit: AnswerHit) -> Iterator[tuple[str, Cell, str]]:
    """What is shown of a hit, its place and its link; one row where nothing is."""
    document = hit.document.id
    for shown in hit.passages:
        passage = shown.passage
        yield passage.text, passage.ordinal + 1, facts.passage_address(document, passage.id)
    for left_out in hit.left_out:
        yield left_out.piece.text, f"left out {left_out.number}", facts.document_address(document)
    if not (hit.passages or hit.left_out):
        yield "", "", facts.document_address(document)


def _authors(document: Document) -> str:
    return "; ".join(agent.name for agent in document.metadata.authors)


def harmless(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _written(cells: Iterable[Cell]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(map(harmless, cells))
    return line.getvalue()
