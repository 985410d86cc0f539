"""Books in EPUB: the text of their pages in the spine's order, and what they say of themselves.

Promises: all of a book's text, in the tree and by the walk of saved web pages, but without their
judgement of what is main text: a book has no furniture. Only its list of contents and what its
pages hide are left out, with the reason. Every character has its place: the page's name in the
archive and the node path in it. Runs no script and follows no link.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from lxml.html import HtmlElement

from archive.errors import UnreadableError
from indexer.blocks import Block, Piece, Reading, without_text
from indexer.parsers.epub.package import Item, Package
from indexer.parsers.html.run import HIDDEN, READING
from indexer.parsers.html.tree import parse, string_at
from indexer.parsers.html.walk import runs
from indexer.parsers.office.paragraphs import Resolver
from indexer.parsers.office.properties import metadata

_CONTENTS = "table of contents"
_NOTICES = 10
_BETWEEN = "!"  # a page's name and the node path


def read(data: bytes) -> Reading:
    """The blocks and the metadata of a book. Raises UnreadableError."""
    package = Package(data)
    blocks: list[Block] = []
    lesser: list[str] = []  # on how pages were read, with nothing missing
    for item in package.items:
        try:
            blocks += _page(package, item, lesser)
        except UnreadableError as error:
            package.notices.append(str(error))
    notices = _few(list(dict.fromkeys([*package.notices, *lesser])))
    return Reading(
        scheme="epub",
        blocks=tuple(blocks),
        metadata=metadata(package.properties, blocks, {}),
        charset="utf-8",
        notices=(*notices, *without_text(blocks)),
        partial=bool(package.notices),
    )


def _few(notices: list[str]) -> list[str]:
    """The first of the notices, and how many more there are: a book may have thousands of pages."""
    more = len(notices) - _NOTICES
    return [*notices[:_NOTICES], f"And {more:,} more of this kind."] if more > 0 else notices


def _page(package: Package, item: Item, notices: list[str]) -> Iterator[Block]:
    page = parse(package.archive.read(item.name))
    notices += page.notices
    for run in runs(page.root):
        reason = run.region if run.region in {HIDDEN, READING} else None
        yield Block(
            kind=run.kind,
            level=run.level,
            pieces=tuple(_placed(piece, item.name) for piece in run.pieces),
            reason=_CONTENTS if item.is_contents else reason,
        )


def _placed(piece: Piece, item: str) -> Piece:
    """A piece with the name of the page that it stands in."""
    if piece.path is None:
        return piece
    return Piece(piece.text, f"{item}{_BETWEEN}{piece.path}", piece.start)


def resolver(data: bytes) -> Resolver:
    """Finds the characters of a place in this book again."""
    package = Package(data)

    @cache
    def root(item: str) -> HtmlElement:
        return parse(package.archive.read(item)).root

    def resolve(path: str, start: int, end: int) -> str:
        item, _, node = path.rpartition(_BETWEEN)
        if item not in package.archive:
            return ""
        return (string_at(root(item), node) or "")[start:end]

    return resolve
