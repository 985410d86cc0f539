"""What a paragraph of OpenDocument is, by its style: heading, quotation, caption, code.

Promises: a style is known by its name, which is English in every language's LibreOffice, or by
the outline level or the name of a style that it is based on. Styles based on one another in a
circle end the search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.model import PassageKind
from indexer.parsers.office.names import child, name, value
from indexer.parsers.office.styles import DEEPEST_BASE, LEVELS, Style, by_name
from indexer.parsers.office.xml import Element

_ESCAPE = re.compile(r"_([0-9a-f]{2})_")  # of a character that no name in XML may have
_HEADING = re.compile(r"heading (\d+)")
_KINDS: dict[str, PassageKind] = {
    "quotations": "quotation",
    "caption": "caption",
    "preformatted text": "code",
}


class Styles:
    """The styles of a document, from the parts that describe them."""

    def __init__(self, roots: Iterable[Element]) -> None:
        self._elements: dict[tuple[str, str], Element] = {}
        self._known: dict[str, Style] = {}
        self.language = ""
        for root in roots:
            for each in root.iter("{*}style", "{*}default-style"):
                if name(each) == "style:style":
                    key = (value(each, "style:family"), value(each, "style:name"))
                    self._elements.setdefault(key, each)
                elif value(each, "style:family") == "paragraph":
                    language = value(child(each, "style:text-properties"), "fo:language")
                    self.language = self.language or language.replace("none", "")

    def of(self, called: str) -> Style:
        """What a paragraph in the style of this name is."""
        if called not in self._known:
            self._known[called] = self._read(called)
        return self._known[called]

    def hides(self, called: str) -> bool:
        """Whether characters in the style of this name are hidden."""
        element = self._elements.get(("text", called))
        return value(child(element, "style:text-properties"), "text:display") == "none"

    def _read(self, called: str) -> Style:
        for _ in range(DEEPEST_BASE):
            found = by_name(_plain(called), _HEADING, _KINDS)
            if found:
                return found
            element = self._elements.get(("paragraph", called))
            level = value(element, "style:default-outline-level")
            if level.isdecimal() and int(level):
                return Style("heading", min(int(level), LEVELS))
            called = value(element, "style:parent-style-name")
            if not called:
                break
        return Style()


def _plain(called: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), called).lower()
