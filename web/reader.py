"""A document laid out for reading: its passages in groups, its hits numbered, its contents.

Promises: every passage is there once, in order, with its own address; hits are numbered 1, 2, …
through the whole document; the linked stretch may run over several passages. Makes no template.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from archive.answers.marks import marks
from archive.facts import language_in, title_of
from archive.model import Document, Passage
from archive.query import Node
from archive.search import SearchEngine, Span
from archive.without import NOTHING, Without
from web.marks import cited, direction, marked

_TOGETHER = {"list_item": "list", "table_row": "table", "quotation": "quotation", "code": "code"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A passage as it is set: its markup, language, direction, first hit's number and its hits."""

    passage: Passage
    html: Markup
    language: str  # BCP 47, "" not known
    direction: str
    first_hit: int
    hits: int
    page: int | None = None  # where the passage is the first of one, in what has pages
    begins: bool = False  # what is linked begins here: where the page opens
    opened: bool = False  # and it is this passage, whole

    @property
    def number(self) -> int:
        """As people count: from 1."""
        return self.passage.ordinal + 1

    @property
    def tag(self) -> str:
        """The element of a heading: one below the title of the page."""
        return f"h{min(6, max(1, self.passage.level) + 1)}"


@dataclass(frozen=True, slots=True)
class Group:
    """Passages that are set together: a list, a table, a quotation; or one by itself."""

    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What the reader's template shows of a text. ``heading`` is the passage that is the title."""

    heading: Line | None
    groups: tuple[Group, ...]
    contents: tuple[Passage, ...]
    hits: int
    current: int  # the hit at which the reader is, 0 if there is none

    @property
    def previous(self) -> int:
        """The number of the hit before the current one; the last one before the first."""
        return self.current - 1 or self.hits

    @property
    def following(self) -> int:
        """The number of the hit after the current one; the first one after the last."""
        return self.current % self.hits + 1


def lay_out(
    document: Document,
    passages: Sequence[Passage],
    engine: SearchEngine,
    query: Node | None,
    without: Without = NOTHING,
    *,
    linked: Span | None = None,
    hit: int | None = None,
) -> Reader:
    """The document with the words of ``query`` marked, and ``linked`` of its canonical text.

    ``hit`` is the number of the hit that was asked for.
    """
    languages = [language_in(document, passage) for passage in passages]
    texts = [(passage.text, each) for passage, each in zip(passages, languages, strict=True)]
    spans = marks(engine, query, texts, without)
    lines = list(_lines(passages, languages, spans, linked))
    total = sum(line.hits for line in lines)
    is_titled = bool(lines) and _is_title(lines[0].passage, document)
    body = lines[1:] if is_titled else lines
    return Reader(
        heading=lines[0] if is_titled else None,
        groups=tuple(_groups(body)),
        contents=tuple(line.passage for line in body if line.passage.kind == "heading"),
        hits=total,
        current=min(max(hit, 1), total) if hit is not None else _nearest_hit(lines, total),
    )


def _lines(
    passages: Sequence[Passage],
    languages: Sequence[str],
    spans: Sequence[tuple[Span, ...]],
    linked: Span | None,
) -> Iterable[Line]:
    number = 1
    begun = False
    last_page = None
    for passage, language, found in zip(passages, languages, spans, strict=True):
        stretch = _within(passage, linked)
        begins = stretch is not None and not begun
        is_whole = linked == (passage.start, passage.end)
        yield Line(
            passage=passage,
            html=(
                cited(passage.text, found, stretch, number, opens=begins and not is_whole)
                if stretch
                else marked(passage.text, found, number)
            ),
            language=language,
            direction=direction(passage.text, language),
            first_hit=number,
            hits=len(found),
            page=passage.page if passage.page != last_page else None,
            begins=begins,
            opened=begins and is_whole,
        )
        begun = begun or begins
        last_page = passage.page
        number += len(found)


def _within(passage: Passage, linked: Span | None) -> Span | None:
    """The part of the linked stretch that is in this passage, counted in its text."""
    if linked is None or linked[0] >= passage.end or linked[1] <= passage.start:
        return None
    return max(linked[0], passage.start) - passage.start, min(
        linked[1], passage.end
    ) - passage.start


def _is_title(passage: Passage, document: Document) -> bool:
    """Whether the text begins with its own title, so that it need not be set twice."""
    same = passage.text.casefold() == title_of(document).casefold()
    return same and passage.ordinal == 0


def _groups(lines: Sequence[Line]) -> Iterable[Group]:
    for kind, members in groupby(lines, key=lambda line: line.passage.kind):
        if kind in _TOGETHER:
            yield Group(_TOGETHER[kind], tuple(members))
        else:
            yield from (Group(kind, (line,)) for line in members)


def _nearest_hit(lines: Sequence[Line], total: int) -> int:
    """The first hit in or after the passage where the page opens, else the first of all."""
    if not total:
        return 0
    begin = next((line for line in lines if line.begins), None)
    return min(begin.first_hit, total) if begin else 1
