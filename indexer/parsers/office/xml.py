"""One XML part of a document as a tree, read strictly: no entities, no network, limited depth.

Promises: no document type is loaded and no entity is expanded; nothing nested deeper than 256
elements is read (libxml2's own limit), so that walks may recurse; comments and processing
instructions are not in the tree. A part that is not well-formed is read as far as it makes sense,
and this is said.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from archive.errors import UnreadableError
from indexer.parsers.office.archive import shown

Element = etree._Element


def parse(data: bytes, name: str) -> tuple[Element, tuple[str, ...]]:
    """The root of a part, and notices. Raises UnreadableError when there is no tree in it."""
    notices: tuple[str, ...] = ()
    try:
        root = etree.fromstring(data, _parser(recover=False))
    except etree.XMLSyntaxError as error:
        if "xcessive depth" in str(error):  # Excessive depth in document: 256
            raise UnreadableError(
                f"The document's part “{shown(name)}” nests its elements deeper than any real "
                "document does, so it was not read."
            ) from error
        root = _mended(data, name)
        sentence = (
            f"The part “{shown(name)}” is not well-formed XML; it was read as far as it goes."
        )
        notices = (sentence,)
    if _declares_entities(root):
        raise UnreadableError(
            f"The document's part “{shown(name)}” declares entities of its own, as only hostile "
            "files do, so it was not read."
        )
    return root, notices


def _parser(recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _mended(data: bytes, name: str) -> Element:
    try:
        root: Element | None = etree.fromstring(data, _parser(recover=True))
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise UnreadableError(f"The document is damaged: its part “{shown(name)}” is not XML.")
    return root


def _declares_entities(root: Element) -> bool:
    """Whether the part's own document type has entities; one that is named only is not loaded."""
    dtd: Any = root.getroottree().docinfo.internalDTD
    return dtd is not None and next(dtd.iterentities(), None) is not None
