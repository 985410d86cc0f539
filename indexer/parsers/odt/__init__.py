"""OpenDocument texts (ODT): their text as blocks, and what they say of themselves.

Promises: headings with their levels, rows of tables, list items, quotations, captions, notes where
they are referred to, frames; what is no part of the text (headers and footers, comments, deleted
and hidden text) is a block with its reason. Every character has its place: the part, the
paragraph's number in it, the index in the paragraph. Reads from bytes alone and runs no macro.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.errors import UnreadableError
from indexer.blocks import Block, Reading
from indexer.parsers.odt.paragraph import parts
from indexer.parsers.odt.styles import Styles
from indexer.parsers.odt.walk import Walk, numbered
from indexer.parsers.office.archive import Archive
from indexer.parsers.office.names import child, name
from indexer.parsers.office.paragraphs import Resolver, by_paragraph
from indexer.parsers.office.properties import Properties, metadata
from indexer.parsers.office.xml import Element, parse

_TEXT, _STYLES, _META, _MANIFEST = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"
_ENCRYPTED = "The document is encrypted with a password, so it was not read."


def read(data: bytes) -> Reading:
    """The blocks and the metadata of an OpenDocument text. Raises UnreadableError."""
    archive = Archive(data)
    notices: list[str] = []
    root = _text(archive, notices)
    described = _optional(archive, _STYLES, notices)
    stated = _properties(_optional(archive, _META, notices))
    styles = Styles([root] if described is None else [root, described])
    stated.language = stated.language or styles.language
    walk = Walk(styles)
    blocks: list[Block] = list(walk.text(root, _TEXT))
    if described is not None:
        blocks += walk.margins(described, _STYLES)
    objects = sum(1 for _ in root.iter("{*}object", "{*}object-ole"))
    if objects:
        what = "embedded object" if objects == 1 else "embedded objects"
        notices.append(f"The text of {objects} {what} in it was not read.")
    partial = bool(notices)
    if all(block.reason is not None for block in blocks):
        notices.append("The file holds no text.")
    return Reading(
        scheme="paragraph",
        blocks=tuple(blocks),
        metadata=metadata(stated, blocks, walk.title, walk.subtitle),
        charset="utf-8",
        notices=tuple(notices),
        partial=partial,
    )


def resolver(data: bytes) -> Resolver:
    """Finds the characters of a place in this document again."""
    archive = Archive(data)

    def paragraphs(part: str) -> Iterator[tuple[str, str]]:
        styles = Styles(())
        for path, paragraph in numbered(parse(archive.read(part), part)[0], part):
            yield path, "".join(found.text for found in parts(paragraph, styles))

    return by_paragraph(archive.names, paragraphs)


def _text(archive: Archive, notices: list[str]) -> Element:
    """The part with the text. Raises UnreadableError."""
    if _MANIFEST in archive:
        manifest = _optional(archive, _MANIFEST, notices)
        entries = manifest.iter("{*}encryption-data") if manifest is not None else ()
        if any(name(each) == "manifest:encryption-data" for each in entries):
            raise UnreadableError(_ENCRYPTED)
    if _TEXT not in archive:
        raise UnreadableError(
            "The document is damaged: the part that should hold its text is missing."
        )
    root, found = parse(archive.read(_TEXT), _TEXT)
    notices += found
    return root


def _optional(archive: Archive, part: str, notices: list[str]) -> Element | None:
    """The root of a part that a document can be read without; None when it is not there."""
    if part not in archive:
        return None
    try:
        root, found = parse(archive.read(part), part)
    except UnreadableError as error:
        notices.append(str(error))
        return None
    notices += found
    return root


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
