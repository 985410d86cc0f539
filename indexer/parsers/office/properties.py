"""What a document says of itself in its properties, taken with judgement.

Promises: a title, an author or a date that a program filled in by itself is none; each fact has
its basis; where the properties give no title, the first paragraph that looks like one does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.model import Agent, AgentKind, Dating, Fact, Metadata
from indexer.blocks import Block
from indexer.language import identify, primary
from indexer.parsers.filled_in import is_author, is_title
from indexer.parsers.office.paragraphs import text_of
from indexer.parsers.office.styles import SUBTITLE, TITLE
from indexer.sidecars import read_date

BASIS = "document properties"
_LANGUAGE_FROM = 20_000  # code points
_TITLE_WITHIN = 300  # code points before the heading that is the title: a logo's text, a date
_TITLE_LIMIT = 300  # code points; what is longer is a paragraph in the style of a title
_LATEST = 2100  # year
_TEMPLATES = frozenset({"2013-12-23T23:15:00Z"})  # when a template was made: python-docx's

_ORGANISATION = re.compile(
    r"\b(?:inc|ltd|llc|gmbh|ag|corp|corporation|company|university|universität|université|institut"
    r"e?|ministry|department|office|agency|committee|commission|council|court|association|society"
    r"|foundation|press|group|team|bank|project)\b",
    re.IGNORECASE,
)


@dataclass(slots=True, kw_only=True)
class Properties:
    """A document's own statements, as they stand there; "" is for what it does not state."""

    title: str = ""
    creators: Sequence[str] = ()
    created: str = ""  # ISO 8601
    modified: str = ""
    language: str = ""  # BCP 47
    publisher: str = ""
    basis: str = BASIS
    earliest: int = 1981  # year; office documents of before come from clocks that were not set


def metadata(stated: Properties, blocks: Sequence[Block], titles: Mapping[str, Block]) -> Metadata:
    """The facts; ``titles`` are the first blocks of styles that play a role."""
    authors = agents(stated.creators)
    return Metadata(
        title=_title(stated, blocks, titles.get(TITLE)),
        subtitle=_styled(titles.get(SUBTITLE), "subtitle style"),
        authors=authors,
        authors_basis=stated.basis if authors else "",
        published=_dated(stated.created, stated),
        modified=_dated(stated.modified, stated),
        source=Fact(value=stated.publisher, basis=stated.basis) if stated.publisher else None,
        language=language(blocks, stated.language, stated.basis),
    )


def language(blocks: Sequence[Block], hint: str, basis: str) -> Fact | None:
    """The language of the text; ``hint`` is what the document states, on that basis."""
    lines: list[str] = []
    length = 0
    for block in blocks:
        if block.reason is None and length < _LANGUAGE_FROM:
            lines.append(text_of(block))
            length += len(lines[-1])
    found = identify("\n".join(lines)[:_LANGUAGE_FROM], primary(hint))
    if found and found.basis == "lang attribute":
        return Fact(value=found.value, basis=basis)
    return found


def agents(names: Sequence[str]) -> tuple[Agent, ...]:
    """The people and organisations in a field of names parted by semicolons."""
    found: dict[str, Agent] = {}
    for field in names:
        for part in re.split(r"[;\n]", field):
            name = " ".join(part.split())
            if is_author(name):
                kind: AgentKind = "organization" if _ORGANISATION.search(name) else "person"
                found.setdefault(name, Agent(name=name, kind=kind))
    return tuple(found.values())


def _title(stated: Properties, blocks: Sequence[Block], styled: Block | None) -> Fact | None:
    title = " ".join(stated.title.split())
    if len(title) <= _TITLE_LIMIT and is_title(title):
        return Fact(value=title, basis=stated.basis)
    return _styled(styled, "title style") or _styled(_first_heading(blocks), "heading")


def _first_heading(blocks: Sequence[Block]) -> Block | None:
    """The heading at the beginning; None where running text or much else comes before."""
    before = 0
    for block in blocks:
        if block.reason is None:
            if block.kind == "heading":
                return block
            before += len(text_of(block))
            if before > _TITLE_WITHIN:
                return None
    return None


def _styled(block: Block | None, basis: str) -> Fact | None:
    text = text_of(block) if block else ""
    return Fact(value=text, basis=basis) if text and len(text) <= _TITLE_LIMIT else None


def _dated(text: str, stated: Properties) -> Dating | None:
    found = read_date(text, stated.basis) if text not in _TEMPLATES else None
    return found if found and stated.earliest <= int(found.value[:4]) < _LATEST else None
