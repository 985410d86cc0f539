"""What a paragraph is, by its style: heading of a level, list item, quotation, caption, code.

Promises: built-in styles are known by their names, which are English in every language's Word, or
by the outline level and the numbering that a style and those it is based on give. A table of
styles whose bases go in a circle ends the search.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.model import PassageKind
from indexer.parsers.office.names import child, name, value
from indexer.parsers.office.xml import Element

_LEVELS = 6  # deeper headings are as deep as that
_DEEPEST_BASE = 20  # styles based on one another
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
TITLE, SUBTITLE = "title", "subtitle"


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph's style says: kind, level of a heading, and the role it plays if any."""

    kind: PassageKind = "paragraph"
    level: int = 0
    role: str = ""  # TITLE, SUBTITLE
    hidden: bool = False


PLAIN = Style()


class Styles:
    """The styles of a document; without a part that describes them, all are plain."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._known: dict[str, Style] = {}
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
        style = self._style(stated or self.default)
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
        return self._style(value(child(properties, "w:rStyle"), "w:val")).hidden

    def _style(self, identifier: str) -> Style:
        if identifier not in self._known:
            self._known[identifier] = self._read(identifier)
        return self._known[identifier]

    def _read(self, identifier: str) -> Style:
        element = self._elements.get(identifier)
        hidden = False
        for _ in range(_DEEPEST_BASE):
            if element is None:
                break
            properties = child(element, "w:pPr")
            called = value(child(element, "w:name"), "w:val").lower()
            hidden = hidden or is_on(child(child(element, "w:rPr"), "w:vanish"))
            found = _by_name(called) or _by_properties(properties)
            if found:
                return Style(found.kind, found.level, found.role, hidden)
            element = self._elements.get(value(child(element, "w:basedOn"), "w:val"))
        return Style(hidden=hidden)


def is_on(element: Element | None) -> bool:
    """Whether a property that can be switched is there and on (ECMA-376, ST_OnOff)."""
    return element is not None and value(element, "w:val") not in {"0", "false", "off"}


def _by_name(called: str) -> Style | None:
    heading = _HEADING.fullmatch(called)
    if heading:
        return Style("heading", min(int(heading[1]), _LEVELS))
    if called == TITLE:
        return Style("heading", 1, TITLE)
    if called == SUBTITLE:
        return Style("paragraph", 0, SUBTITLE)
    if called.startswith("toc "):
        return Style("list_item")
    return Style(_KINDS[called]) if called in _KINDS else None


def _by_properties(properties: Element | None) -> Style | None:
    level = _level(properties)
    if level:
        return Style("heading", level)
    return Style("list_item") if _is_numbered(properties) else None


def _level(properties: Element | None) -> int:
    """The outline level that makes a heading, from 1; 0 is body text."""
    outline = value(child(properties, "w:outlineLvl"), "w:val")
    return min(int(outline) + 1, _LEVELS) if outline.isdecimal() and int(outline) < 9 else 0


def _is_numbered(properties: Element | None) -> bool:
    number = value(child(child(properties, "w:numPr"), "w:numId"), "w:val")
    return number not in {"", "0"}
