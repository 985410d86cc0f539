"""A concordance as a result page and a terminal show it: lines that meet in the middle.

Promises: what the templates place is ready here; each address keeps the query; what a line shows
is what ``archive.answers`` gave. Searches nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import click
from markupsafe import Markup

from archive import facts
from archive.answers import ConcordanceAnswer, Line
from archive.identifiers import show
from archive.parameters import Order
from web.interface import number
from web.marks import dated, direction
from web.narrowing import Links, address, asked
from web.words import counted

ORDERS: tuple[Order, ...] = ("oldest", "newest", "before", "after")
_LEAST, _MOST = 24, 60  # columns of a terminal on each side of what was found


class Row(NamedTuple):
    """A line, and where its link leads."""

    number: str
    direction: str
    language: str  # BCP 47
    address: str
    before: str
    keyword: str
    after: str
    title: str
    source: str
    published: Markup
    passage: int  # in the document, from 1


def rows(lines: Iterable[Line], asked: str) -> list[Row]:
    """The lines of a page; ``asked``: what their addresses keep of the search."""
    return [_row(line, asked) for line in lines]


def _row(line: Line, asked: str) -> Row:
    document = line.document
    language = facts.language_in(document, line.passage)
    return Row(
        number=number(line.number),
        direction=direction(line.passage.text, language),
        language=language,
        address=facts.passage_address(document.id, line.passage.id) + asked,
        before=line.before,
        keyword=line.keyword,
        after=line.after,
        title=facts.title_of(document),
        source=facts.source_of(document),
        published=dated(document.metadata.published),
        passage=line.passage.ordinal + 1,
    )


def context(answer: ConcordanceAnswer) -> dict[str, Any]:
    """What a page of lines shows in place of what a page of documents does."""
    now = answer.parameters.with_page(1)
    return {
        "found": answer,
        "rows": rows(answer.lines, asked(now)),
        "links": Links(answer),
        "orders": [(name, address(now.with_order(name))) for name in ORDERS],
        "order": answer.parameters.order,
        "table": address(now).replace("/search", "/concordance.csv", 1),
    }


def terminal_lines(answer: ConcordanceAnswer) -> Iterator[str]:
    """The lines for people at a terminal, what was found in the middle."""
    documents = counted(answer.documents, "document")
    understood = answer.search.understood or "everything"
    yield f"{counted(answer.total, 'occurrence')} in {documents}: {understood}"
    yield from (f"Note: {notice}" for notice in answer.notices)
    # A terminal that is no terminal (a pipe) has 80 columns.
    side = min(max((shutil.get_terminal_size().columns - 40) // 2, _LEAST), _MOST)
    for line in answer.lines:
        before, after = line.before[-side:], line.after[:side]
        found = click.style(line.keyword, bold=True)
        yield f"{before:>{side}}{found}{after:<{side}}  {show(line.document.id)}/{line.passage.id}"
    if answer.next_page:
        yield f"\nMore: --page {answer.next_page}"
