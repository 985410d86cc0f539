"""The names of the elements of office documents without their namespaces, which exist in editions.

Promises: ``name`` gives ``w:p`` for a paragraph of the transitional and of the strict edition of
Office Open XML, ``text:p`` for one of OpenDocument and of the format before it; an element of an
unknown namespace has a name that no other has.
"""

from __future__ import annotations

from functools import lru_cache

from indexer.parsers.office.xml import Element

_OFFICE = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
_BEFORE = "http://openoffice.org/2000/"
_SPACES: dict[str, tuple[str, ...]] = {
    "w": (f"{_OFFICE}wordprocessingml/2006/main", f"{_STRICT}wordprocessingml/main"),
    "m": (f"{_OFFICE}officeDocument/2006/math", f"{_STRICT}officeDocument/math"),
    "wp": (
        f"{_OFFICE}drawingml/2006/wordprocessingDrawing",
        f"{_STRICT}drawingml/wordprocessingDrawing",
    ),
    "a": (f"{_OFFICE}drawingml/2006/main", f"{_STRICT}drawingml/main"),
    "c": (f"{_OFFICE}drawingml/2006/chart", f"{_STRICT}drawingml/chart"),
    "dgm": (f"{_OFFICE}drawingml/2006/diagram", f"{_STRICT}drawingml/diagram"),
    "r": (f"{_OFFICE}officeDocument/2006/relationships", f"{_STRICT}officeDocument/relationships"),
    "rel": (f"{_OFFICE}package/2006/relationships",),
    "mc": (f"{_OFFICE}markup-compatibility/2006",),
    "dc": ("http://purl.org/dc/elements/1.1/",),
    "dcterms": ("http://purl.org/dc/terms/",),
    "opf": ("http://www.idpf.org/2007/opf", "http://openebook.org/namespaces/oeb-package/1.0/"),
    "enc": ("http://www.w3.org/2001/04/xmlenc#",),
    "xlink": ("http://www.w3.org/1999/xlink",),
    "fo": (f"{_OPEN}xsl-fo-compatible:1.0", "http://www.w3.org/1999/XSL/Format"),
    "svg": (f"{_OPEN}svg-compatible:1.0", "http://www.w3.org/2000/svg"),
    "draw": (f"{_OPEN}drawing:1.0", f"{_BEFORE}drawing"),
    "manifest": (f"{_OPEN}manifest:1.0", "http://openoffice.org/2001/manifest"),
    **{
        prefix: (f"{_OPEN}{prefix}:1.0", f"{_BEFORE}{prefix}")
        for prefix in ("office", "text", "table", "style", "meta")
    },
}
_PREFIXES = {space: prefix for prefix, spaces in _SPACES.items() for space in spaces}


@lru_cache(maxsize=4096)
def short(tag: str) -> str:
    """``w:p`` for ``{http://…/main}p``."""
    space, _, local = tag.removeprefix("{").rpartition("}")
    return f"{_PREFIXES.get(space, space)}:{local}"


def name(element: Element) -> str:
    """The short name of an element; "" for what is none (an entity)."""
    tag: object = element.tag
    return short(tag) if isinstance(tag, str) else ""


def value(element: Element | None, attribute: str) -> str:
    """An attribute by its short name (``w:val``), "" when there is none."""
    if element is None:
        return ""
    prefix, _, local = attribute.partition(":")
    found = (element.get(f"{{{space}}}{local}") for space in _SPACES[prefix])
    return next((each for each in found if each is not None), "")


def child(element: Element | None, wanted: str) -> Element | None:
    """The first child of this short name."""
    if element is None:
        return None
    return next((each for each in element if name(each) == wanted), None)
