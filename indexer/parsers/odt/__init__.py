"""OpenDocument texts (ODT): their text as blocks, and what they say of themselves.

Promises: headings with their levels, rows of tables, list items, quotations, captions, notes where
they are referred to, frames; what is no part of the text (headers and footers, comments, deleted
and hidden text) is a block with its reason. Every character has its place: the part, the
paragraph's number in it, the index in the paragraph. Reads from bytes alone and runs no macro.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.errors import UnreadableError
from indexer.blocks import Block, Reading, without_text
from indexer.parsers.odt.paragraph import parts as characters
from indexer.parsers.odt.styles import Styles
from indexer.parsers.odt.walk import PARAGRAPHS, Walk
from indexer.parsers.office.names import child, name
from indexer.parsers.office.paragraphs import Resolver, by_paragraph, numbered, string_of
from indexer.parsers.office.parts import NO_TEXT_PART, Parts
from indexer.parsers.office.properties import Properties, metadata
from indexer.parsers.office.xml import Element

_TEXT, _STYLES, _META, _MANIFEST = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"
_ENCRYPTED = "The document is encrypted with a password, so it was not read."


def read(data: bytes) -> Reading:
    """The blocks and the metadata of an OpenDocument text. Raises UnreadableError."""
    parts = Parts(data)
    root = _text(parts)
    described = parts.optional(_STYLES)
    stated = _properties(parts.optional(_META))
    styles = Styles([root] if described is None else [root, described])
    stated.language = stated.language or styles.language
    walk = Walk(styles)
    blocks: list[Block] = list(walk.text(root, _TEXT))
    if described is not None:
        blocks += walk.margins(described, _STYLES)
    notices = [*parts.notices, *_unread(root)]
    return Reading(
        scheme="paragraph",
        blocks=tuple(blocks),
        metadata=metadata(stated, blocks, walk.titles),
        charset="utf-8",
        notices=(*notices, *without_text(blocks)),
        partial=bool(notices),
    )


def resolver(data: bytes) -> Resolver:
    """Finds the characters of a place in this document again."""
    parts = Parts(data)

    def paragraphs(part: str) -> Iterator[tuple[str, str]]:
        styles = Styles(())
        for path, paragraph in numbered(parts.tree(part), part, PARAGRAPHS):
            yield path, string_of(characters(paragraph, styles))

    return by_paragraph(parts.archive.names, paragraphs)


def _text(parts: Parts) -> Element:
    """The part with the text. Raises UnreadableError."""
    manifest = parts.optional(_MANIFEST)
    entries = manifest.iter("{*}encryption-data") if manifest is not None else ()
    if any(name(each) == "manifest:encryption-data" for each in entries):
        raise UnreadableError(_ENCRYPTED)
    if _TEXT not in parts.archive:
        raise UnreadableError(NO_TEXT_PART)
    return parts.tree(_TEXT)


def _unread(root: Element) -> list[str]:
    """A sentence on what is in the document and was not read."""
    objects = sum(1 for _ in root.iter("{*}object", "{*}object-ole"))
    if not objects:
        return []
    what = "embedded object" if objects == 1 else "embedded objects"
    return [f"The text of {objects} {what} in it was not read."]


def _properties(root: Element | None) -> Properties:
    """The document's description (OpenDocument 1.3, part 3, 4.3)."""
    meta = child(root, "office:meta")

    found: dict[str, str] = {}
    for each in meta if meta is not None else ():
        found.setdefault(name(each), " ".join((each.text or "").split()))
    return Properties(
        title=found.get("dc:title", ""),
        creators=(found.get("meta:initial-creator") or found.get("dc:creator", ""),),
        created=found.get("meta:creation-date", ""),
        modified=found.get("dc:date", ""),
        language=found.get("dc:language", ""),
    )
