"""Word documents (DOCX, Office Open XML): their text as blocks, and what they say of themselves.

Promises: headings by their styles, rows of tables, list items, quotations, captions, footnotes and
endnotes where they are referred to, text boxes; what is no part of the text (headers and footers,
comments, deleted and hidden text) is a block with its reason. Every character has its place: the
part, the paragraph's number in it, the index in the paragraph. Reads from bytes alone, runs no
macro and follows no link.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.blocks import Reading, without_text
from indexer.parsers.docx import drawings
from indexer.parsers.docx.package import Package
from indexer.parsers.docx.paragraph import Fields, parts
from indexer.parsers.docx.styles import Styles
from indexer.parsers.docx.walk import PARAGRAPHS, Walk
from indexer.parsers.office.names import name
from indexer.parsers.office.paragraphs import Resolver, by_paragraph, numbered, string_of
from indexer.parsers.office.properties import Properties, metadata

_UNREAD = (
    ("chartEx", "chart", "charts"),
    ("package", "embedded document", "embedded documents"),
    ("oleObject", "embedded object", "embedded objects"),
)


def read(data: bytes) -> Reading:
    """The blocks and the metadata of a Word document. Raises UnreadableError."""
    package = Package(data)
    walk = Walk(package)
    blocks = tuple(walk.blocks())
    known = metadata(_properties(package, walk.styles), blocks, walk.titles)
    unread = _unread(package, walk.unread)
    notices = [*package.notices, *unread, *without_text(blocks)]
    return Reading(
        scheme="paragraph",
        blocks=blocks,
        metadata=known,
        charset="utf-8",
        notices=tuple(dict.fromkeys(notices)),
        partial=bool(package.notices or unread),
    )


def resolver(data: bytes) -> Resolver:
    """Finds the characters of a place in this document again."""
    package = Package(data)

    def paragraphs(part: str) -> Iterator[tuple[str, str]]:
        styles, fields, root = Styles(None), Fields(), package.tree(part)
        if not name(root).startswith("w:"):
            words = numbered(root, part, drawings.NUMBERED)
            yield from ((path, drawings.string(each)) for path, each in words)
        for path, paragraph in numbered(root, part, PARAGRAPHS):
            yield path, string_of(parts(paragraph, styles, fields))

    return by_paragraph(package.archive.names, paragraphs)


def _properties(package: Package, styles: Styles) -> Properties:
    """The core properties (ECMA-376, part 2, 11), and the language of the default style."""
    stated = Properties(language=styles.language)
    for part in package.related("", "core-properties")[:1]:
        root = package.optional(part)
        found = {
            name(each): " ".join((each.text or "").split())
            for each in (root if root is not None else ())
        }
        stated.title = found.get("dc:title", "")
        stated.creators = (found.get("dc:creator", ""),)
        stated.created = found.get("dcterms:created", "")
        stated.modified = found.get("dcterms:modified", "")
        stated.language = found.get("dc:language", "") or stated.language
    return stated


def _unread(package: Package, chunks: int) -> list[str]:
    """Sentences on what is in the document and was not read."""
    counts = [(len(package.related(package.main, kind)), one, more) for kind, one, more in _UNREAD]
    counts.append((chunks, "inserted document", "inserted documents"))
    return [
        f"The text of {count} {one if count == 1 else more} in it was not read."
        for count, one, more in counts
        if count
    ]
