"""What a paragraph is, by its style: heading of a level, list item, quotation, caption, code.

Promises: built-in styles are known by their names, which are English in every language's Word, or
by the outline level and the numbering that a style and those it is based on give. A table of
styles whose bases go in a circle ends the search.
"""

from __future__ import annotations

import re

from archive.model import PassageKind
from indexer.parsers.office.names import child, name, value
from indexer.parsers.office.styles import DEEPEST_BASE, LEVELS, Style, by_name
from indexer.parsers.office.xml import Element

_HEADING = re.compile(r"heading ([1-9])")
_KINDS: dict[str, PassageKind] = {
    "quote": "quotation",
    "intense quote": "quotation",
    "block text": "quotation",
    "block quote": "quotation",
    "caption": "caption",
    "table caption": "caption",
    "image caption": "caption",
    "html preformatted": "code",
    "source code": "code",
    "macro": "code",
}


class Styles:
    """The styles of a document; without a part that describes them, all are plain."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._known: dict[str, tuple[Style, bool]] = {}  # and whether characters are hidden
        self.default = ""
        for each in root if root is not None else ():
            if name(each) == "w:style":
                identifier = value(each, "w:styleId")
                self._elements.setdefault(identifier, each)
                if value(each, "w:type") == "paragraph" and value(each, "w:default") in {
                    "1",
                    "true",
                }:
                    self.default = identifier
        defaults = child(child(child(root, "w:docDefaults"), "w:rPrDefault"), "w:rPr")
        self.language = value(child(defaults, "w:lang"), "w:val")

    def of(self, properties: Element | None) -> Style:
        """What a paragraph with these properties (``w:pPr``) is."""
        stated = value(child(properties, "w:pStyle"), "w:val")
        style, _ = self._style(stated or self.default)
        own = _level(properties)
        if own:
            return Style("heading", own, style.role)
        if style.kind == "paragraph" and _is_numbered(properties):
            return Style("list_item", 0, style.role)
        return style

    def hides(self, properties: Element | None) -> bool:
        """Whether a run with these properties (``w:rPr``) is hidden text."""
        own = child(properties, "w:vanish")
        if own is not None:
            return is_on(own)
        _, hidden = self._style(value(child(properties, "w:rStyle"), "w:val"))
        return hidden

    def _style(self, identifier: str) -> tuple[Style, bool]:
        if identifier not in self._known:
            self._known[identifier] = self._read(identifier)
        return self._known[identifier]

    def _read(self, identifier: str) -> tuple[Style, bool]:
        element = self._elements.get(identifier)
        hidden = False
        for _ in range(DEEPEST_BASE):
            if element is None:
                break
            properties = child(element, "w:pPr")
            called = value(child(element, "w:name"), "w:val").lower()
            hidden = hidden or is_on(child(child(element, "w:rPr"), "w:vanish"))
            found = _by_name(called) or _by_properties(properties)
            if found:
                return found, hidden
            element = self._elements.get(value(child(element, "w:basedOn"), "w:val"))
        return Style(), hidden


def is_on(element: Element | None) -> bool:
    """Whether a property that can be switched is there and on (ECMA-376, ST_OnOff)."""
    return element is not None and value(element, "w:val") not in {"0", "false", "off"}


def _by_name(called: str) -> Style | None:
    contents = Style("list_item") if called.startswith("toc ") else None
    return by_name(called, _HEADING, _KINDS) or contents


def _by_properties(properties: Element | None) -> Style | None:
    level = _level(properties)
    if level:
        return Style("heading", level)
    return Style("list_item") if _is_numbered(properties) else None


def _level(properties: Element | None) -> int:
    """The outline level that makes a heading, from 1; 0 is body text."""
    outline = value(child(properties, "w:outlineLvl"), "w:val")
    return min(int(outline) + 1, LEVELS) if outline.isdecimal() and int(outline) < 9 else 0


def _is_numbered(properties: Element | None) -> bool:
    number = value(child(child(properties, "w:numPr"), "w:numId"), "w:val")
    return number not in {"", "0"}
