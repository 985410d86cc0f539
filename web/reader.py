"""Passages of a document laid out for reading: in blocks and groups, their hits numbered.

Promises: every passage that is given is there once, in order; hits are numbered on from the
number that is given; the linked stretch may run over several passages. Makes no template.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from archive.facts import language_in, title_of
from archive.model import Document, Passage
from archive.search import Heading, Span
from web.marks import cited, direction, marked
from web.windows import BLOCK

_TOGETHER = {"list_item": "list", "table_row": "table", "quotation": "quotation", "code": "code"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A passage as it is set: its markup with its marks, its language and its direction."""

    passage: Passage
    html: Markup
    language: str  # BCP 47, "" not known
    direction: str
    depth: int = 0  # of a heading: how many headings it stands under, but for the title
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
        return f"h{min(6, self.depth + 2)}"


@dataclass(frozen=True, slots=True)
class Group:
    """Passages that are set together: a list, a table, a quotation; or one by itself."""

    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Some passages by which a long text is loaded; ``first`` is the number of the first."""

    first: int
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """What is shown of a text. ``heading`` is the passage that is the title of the page."""

    heading: Line | None
    blocks: tuple[Block, ...]


def lay_out(
    document: Document,
    passages: Sequence[Passage],
    spans: Sequence[Sequence[Span]],
    *,
    first_hit: int = 1,
    page_before: int | None = None,
    linked: Span | None = None,
    titled: bool = True,
) -> Reader:
    """Consecutive passages with their marks, ``spans``, and ``linked`` of the canonical text.

    ``page_before`` is the page of the passage before them. With ``titled`` a passage that is the
    document's title stands at the head of the page and not among the others.
    """
    lines = list(_lines(document, passages, spans, linked, first_hit, page_before))
    has_title = titled and bool(lines) and is_title(lines[0].passage, document)
    return Reader(
        heading=lines[0] if has_title else None,
        blocks=tuple(
            Block(block * BLOCK + 1, tuple(_groups(list(of_block))))
            for block, of_block in groupby(
                lines[1:] if has_title else lines, key=lambda line: line.passage.ordinal // BLOCK
            )
        ),
    )


def is_title(passage: Passage | Heading, document: Document) -> bool:
    """Whether the text begins with its own title, so that it need not be set twice."""
    same = passage.text.casefold() == title_of(document).casefold()
    return same and passage.ordinal == 0


def _lines(
    document: Document,
    passages: Sequence[Passage],
    spans: Sequence[Sequence[Span]],
    linked: Span | None,
    number: int,
    last_page: int | None,
) -> Iterable[Line]:
    begun = False
    title = (title_of(document),)
    for passage, found in zip(passages, spans, strict=True):
        language = language_in(document, passage)
        stretch = _within(passage, linked)
        begins = linked is not None and bool(stretch) and not begun and _from(passage, linked)
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
            depth=len(passage.heading) - (passage.heading[:1] == title),
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


def _from(passage: Passage, linked: Span) -> bool:
    """Whether the linked stretch begins in this passage, or in the space before it."""
    return linked[0] >= passage.start - 1


def _groups(lines: Sequence[Line]) -> Iterable[Group]:
    for kind, members in groupby(lines, key=lambda line: line.passage.kind):
        if kind in _TOGETHER:
            yield Group(_TOGETHER[kind], tuple(members))
        else:
            yield from (Group(kind, (line,)) for line in members)
