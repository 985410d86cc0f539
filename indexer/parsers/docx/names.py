"""The names of WordprocessingML without their namespaces, which exist in two editions.

Promises: ``name`` gives ``w:p`` for a paragraph of the transitional and of the strict edition of
Office Open XML; an element of an unknown namespace has a name that no other has.
"""

from __future__ import annotations

from functools import lru_cache

from indexer.parsers.office.xml import Element

_OFFICE = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_PREFIXES = {
    f"{_OFFICE}wordprocessingml/2006/main": "w",
    f"{_STRICT}wordprocessingml/main": "w",
    "http://schemas.microsoft.com/office/word/2003/wordml": "w",
    f"{_OFFICE}officeDocument/2006/math": "m",
    f"{_STRICT}officeDocument/math": "m",
    f"{_OFFICE}officeDocument/2006/relationships": "r",
    f"{_STRICT}officeDocument/relationships": "r",
    f"{_OFFICE}package/2006/relationships": "rel",
    f"{_OFFICE}markup-compatibility/2006": "mc",
    f"{_OFFICE}drawingml/2006/wordprocessingDrawing": "wp",
    f"{_STRICT}drawingml/wordprocessingDrawing": "wp",
    f"{_OFFICE}package/2006/metadata/core-properties": "cp",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
}
_SPACES: dict[str, tuple[str, ...]] = {}
for _space, _prefix in _PREFIXES.items():
    _SPACES[_prefix] = (*_SPACES.get(_prefix, ()), _space)


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


def is_on(element: Element | None) -> bool:
    """Whether a property that can be switched is there and on (ECMA-376, ST_OnOff)."""
    return element is not None and value(element, "w:val") not in {"0", "false", "off"}
