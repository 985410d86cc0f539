"""The style sheet of an RTF document: what paragraphs in a style are.

Promises: a style is known by its name, which is English for the built-in ones, or by its outline
level.
"""

from __future__ import annotations

import re

from archive.model import PassageKind
from indexer.parsers.office.styles import LEVELS, SUBTITLE, TITLE
from indexer.parsers.rtf.flow import Look

_BODY_LEVEL = 9  # from this outline level on it is no heading
_NAME_LIMIT = 200  # characters of a style's name
_HEADING = re.compile(r"heading ([1-9])")
_KINDS: dict[str, PassageKind] = {
    "quote": "quotation",
    "intense quote": "quotation",
    "block text": "quotation",
    "quotations": "quotation",
    "caption": "caption",
    "html preformatted": "code",
    "preformatted text": "code",
}


class Styles:
    """The styles by number; filled while the style sheet is read."""

    def __init__(self) -> None:
        self._looks: dict[int, Look] = {}
        self._number = 0
        self._outline = _BODY_LEVEL
        self._name = ""

    def describe(self, word: str, number: int) -> None:
        """A word within the definition of a style."""
        if word == "s":
            self._number = number
        elif word == "outlinelevel":
            self._outline = number

    def named(self, sign: str) -> None:
        """A character of the style's name."""
        if len(self._name) < _NAME_LIMIT:
            self._name += sign

    def end_group(self) -> None:
        """The definition ends."""
        name = self._name.partition(";")[0].strip().lower()
        if name:
            self._looks.setdefault(self._number, _look(name, self._outline))
        self._number, self._outline, self._name = 0, _BODY_LEVEL, ""

    def look(self, style: int, outline: int, listed: bool, depth: int) -> Look:
        """What a paragraph is, by its style and its own words."""
        own = _heading(outline) if outline < _BODY_LEVEL else None
        found = own or self._looks.get(style, Look())
        kind: PassageKind = "list_item" if listed and found.kind == "paragraph" else found.kind
        return Look(kind, found.level, found.role, depth)


def _look(name: str, outline: int) -> Look:
    heading = _HEADING.match(name)
    if heading:
        return _heading(int(heading[1]) - 1)
    if name == TITLE:
        return Look("heading", 1, TITLE)
    if name == SUBTITLE:
        return Look("paragraph", 0, SUBTITLE)
    if name in _KINDS:
        return Look(_KINDS[name])
    return _heading(outline) if outline < _BODY_LEVEL else Look()


def _heading(outline: int) -> Look:
    return Look("heading", min(max(outline, 0) + 1, LEVELS))
