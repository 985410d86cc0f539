"""A paragraph's characters with their places: its number in its part, and the index in it.

Promises: every character of the paragraph is counted, also what is left out, so that an index
depends on the paragraph alone and not on what is judged to be its text. ``by_paragraph`` finds the
characters of a place again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from archive.model import PassageKind
from indexer.blocks import Block, Piece
from indexer.parsers.office.lines import parted
from indexer.parsers.office.links import LINK
from indexer.parsers.office.names import name
from indexer.parsers.office.xml import Element

# From a range of a place (path, start, end) to the characters there; "" where there are none.
Resolver = Callable[[str, int, int], str]


DELETED, MOVED, HIDDEN, READING, FIELD_CODE, ALTERNATIVE, HEADER, FOOTER, COMMENT = (
    "deleted (tracked change)",
    "moved elsewhere (tracked change)",
    "hidden",
    "reading aid",
    "field code",
    "alternative text of a picture",
    "page header",
    "page footer",
    "comment",
)


# What programs put where a picture should be described: nothing, file names, numbers, guesses.
_MADE_UP = re.compile(
    r"\s* | (?:.*[\\/])?[^\\/\s]*\.(?:jpe?g|png|gif|tiff?|bmp|emf|wmf|svg|webp)\s* | \w+:\S+"
    r" | (?:image|picture|graphic\w*|bild|grafik|img)[\s_-]*\d* | .*automatically\ generated\W*",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def describes(text: str) -> bool:
    """Whether a picture's description is one that a person wrote."""
    return not _MADE_UP.fullmatch(text)


class Part(NamedTuple):
    """Some characters of a paragraph, or an element that stands among them.

    The address of a link (reason ``LINK``) stands beside the characters and is none of them.
    """

    text: str
    reason: str | None = None
    element: Element | None = None


@dataclass(slots=True)
class _Run:
    """Characters that follow one another, in parts; a paragraph may have thousands."""

    start: int
    end: int
    parts: list[str]


@dataclass(slots=True)
class Paragraph:
    """The characters of one paragraph: its text, and what of it is left out, by the reason.

    ``path`` is the name of the part, ``#`` and the paragraph's number in it, from 1. ``pictures``
    are the texts that describe its pictures, ``links`` the addresses that its links lead to.
    """

    path: str
    length: int = 0  # code points so far
    kept: list[_Run] = field(default_factory=list)
    pictures: list[Piece] = field(default_factory=list)
    links: list[Piece] = field(default_factory=list)
    left_out: dict[str, list[_Run]] = field(default_factory=dict)

    def add(self, text: str, reason: str | None = None) -> None:
        """Take the next characters; with a reason they are left out of the text."""
        if reason == LINK:
            self.links.append(Piece(text, None, 0))
            return
        start, self.length = self.length, self.length + len(text)
        if reason == ALTERNATIVE and describes(text):
            self.pictures.append(Piece(text, self.path, start))
            return
        runs = self.kept if reason is None else self.left_out.setdefault(reason, [])
        if runs and runs[-1].end == start:
            runs[-1].parts.append(text)
            runs[-1].end = self.length
        else:
            runs.append(_Run(start, self.length, [text]))

    def blocks(self, kind: PassageKind, level: int, reason: str | None) -> Iterator[Block]:
        """Its text, the descriptions of its pictures as captions, what is left out by reason."""
        kept = self._pieces(self.kept)
        if _is_seen(kept):
            yield from parted(Block(kind=kind, level=level, pieces=kept, reason=reason))
        for picture in self.pictures:
            yield Block(kind="caption", pieces=(picture,), reason=reason)
        for why, runs in self.left_out.items():
            pieces = self._pieces(runs)
            if _is_seen(pieces):
                yield Block(kind="paragraph", pieces=pieces, reason=reason or why)
        shown = "".join(piece.text for piece in kept)
        for link in self.links:
            if link.text not in shown:
                yield Block(kind="paragraph", pieces=(link,), reason=reason or LINK)

    def _pieces(self, runs: Iterable[_Run]) -> tuple[Piece, ...]:
        return tuple(Piece("".join(run.parts), self.path, run.start) for run in runs)


def _is_seen(pieces: Iterable[Piece]) -> bool:
    return any(piece.text and not piece.text.isspace() for piece in pieces)


def string_of(parts: Iterable[Part]) -> str:
    """The characters of a paragraph, as they are counted."""
    return "".join(part.text for part in parts if part.reason != LINK)


def by_paragraph(
    parts: Container[str], paragraphs: Callable[[str], Iterable[tuple[str, str]]]
) -> Resolver:
    """A resolver that reads each part once; ``paragraphs`` gives a part's, path and string."""
    known: dict[str, dict[str, str]] = {}

    def resolve(path: str, start: int, end: int) -> str:
        part = path.rpartition("#")[0]
        if part not in parts:
            return ""
        if part not in known:
            known[part] = dict(paragraphs(part))
        return known[part].get(path, "")[start:end]

    return resolve


def numbered(root: Element, part: str, wanted: Collection[str]) -> Iterator[tuple[str, Element]]:
    """Every element of these short names with its path, in the order of the part, from 1."""
    tags = (f"{{*}}{each.partition(':')[2]}" for each in wanted)
    elements = (each for each in root.iter(*tags) if name(each) in wanted)
    for number, element in enumerate(elements, 1):
        yield f"{part}#{number}", element


def text_of(block: Block) -> str:
    """A block's text on one line."""
    return " ".join("".join(piece.text for piece in block.pieces).split())
