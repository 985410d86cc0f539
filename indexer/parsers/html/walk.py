"""One walk over a page's tree: its visible text as runs, in reading order, with their places.

Promises: every visible character of the page is in exactly one run, as the tree holds it; a run
ends where a reader sees a block end (also at an empty line made of two ``<br>``); the cells of a
table row that is a row of data are one run. Scripts, styles and templates are no text; what the
page hides is in runs of its own. Uses no recursion and does not choose what is main text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from archive.model import PassageKind
from indexer.blocks import Piece
from indexer.parsers.html.elements import BLOCKS, FALLBACK, KINDS, LEVELS, NO_TEXT
from indexer.parsers.html.regions import region
from indexer.parsers.html.run import HIDDEN, NOSCRIPT, READING, Run
from indexer.parsers.html.table import Row, joined
from indexer.parsers.html.tree import TextPaths

_STICKY = frozenset({NOSCRIPT, "cookie notice", "comment", "advertisement"})  # whatever is in it
_FRAMED = BLOCKS | FALLBACK | {"rt"}  # need a frame whatever their attributes, or may
_HIDING = frozenset({"hidden", "aria-hidden", "style"})  # attributes
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(slots=True)
class _Frame:
    """An open element that changes what its text is."""

    element: HtmlElement
    kind: PassageKind = "paragraph"
    level: int = 0
    region: str | None = None
    part: HtmlElement | None = None
    names: str = ""
    is_block: bool = True
    outer: tuple[list[Piece], int] | None = None  # the run that a hidden inline element breaks


def runs(root: HtmlElement) -> list[Run]:
    """The runs of a page's tree."""
    walk = _Walk(root)
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            if element.tag in NO_TEXT:
                walker.skip_subtree()
            else:
                walk.enter(element)
        else:
            walk.leave(element)
    walk.flush()
    return _without_doubles(walk.done)


def _without_doubles(done: list[Run]) -> list[Run]:
    """Without what pages repeat for browsers that run no scripts."""
    if not any(run.region == NOSCRIPT for run in done):
        return done
    shown = {run.folded for run in done if run.region != NOSCRIPT}
    return [run for run in done if run.region != NOSCRIPT or run.folded not in shown]


class _Walk:
    def __init__(self, root: HtmlElement) -> None:
        self.done: list[Run] = []
        self.paths = TextPaths()
        self.frames = [_Frame(root)]
        self.rows: list[Row] = []
        self.pieces: list[Piece] = []
        self.readings: list[Piece] = []  # of the run's characters
        self.linked = 0
        self.links_open = 0
        self.after_break = False  # nothing but white space since a <br>

    def enter(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "br":
            self._break()
        elif tag == "a":
            self.links_open += 1
        items = element.items()
        if tag in _FRAMED or (items and _is_hidden(items)):
            frame = self._frame(element, tag, items)
            if frame is not None:
                self._open(frame, tag)
        if element.text:
            self._add(element.text, element, "#text")

    def leave(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "a":
            self.links_open -= 1
        if self.frames[-1].element is element and len(self.frames) > 1:
            self._close(tag)
        if element.tail:
            self._add(element.tail, element, "#tail")

    def flush(self) -> None:
        """End the run, and after it the readings of its characters."""
        self.after_break = False
        if not self.pieces and not self.readings:
            return
        self._end(self.pieces, self.linked)
        if self.readings:
            self._end(self.readings, 0, READING)
        self.pieces, self.linked, self.readings = [], 0, []

    def _end(self, pieces: list[Piece], linked: int, part: str | None = None) -> None:
        """Make a run of the pieces, unless nothing of them can be seen."""
        while pieces and pieces[-1].text.isspace():
            pieces.pop()
        if not any(_can_be_seen(piece.text) for piece in pieces):
            return
        top = self.frames[-1]
        block = top if top.is_block else next(f for f in reversed(self.frames) if f.is_block)
        run = Run(
            kind=top.kind,
            pieces=pieces,
            element=block.element,
            level=top.level,
            region=part or top.region,
            part=top.part,
            linked=linked,
            names=block.names,
        )
        self._emit(run)

    def _frame(self, element: HtmlElement, tag: str, items: list[tuple[str, str]]) -> _Frame | None:
        """The frame of an element that begins a block or is hidden; else None."""
        is_block = tag in BLOCKS and not (tag == "button" and self._within_text())
        role, names, is_hidden = _attributes(items) if items else ("", "", False)
        if tag in FALLBACK or (tag == "dialog" and element.get("open") is None):
            is_hidden = True
        if not (is_block or is_hidden or tag == "rt"):
            return None
        top = self.frames[-1]
        kind = "heading" if tag in LEVELS else KINDS.get(tag, top.kind)
        level = LEVELS.get(tag, top.level) if kind == "heading" else 0
        part = region(tag, role, names) if is_block else None
        if is_hidden:
            part = HIDDEN
        elif tag == "rt":
            part = READING
        is_settled = top.region == HIDDEN or (top.region in _STICKY and not is_hidden)
        if part is None or is_settled:
            return _Frame(element, kind, level, top.region, top.part, names, is_block)
        return _Frame(element, kind, level, part, element, names, is_block)

    def _within_text(self) -> bool:
        """Whether the innermost block is one that holds running text."""
        block = next(frame for frame in reversed(self.frames) if frame.is_block)
        return block.element.tag in {"p", "h1", "h2", "h3", "h4", "h5", "h6"}

    def _open(self, frame: _Frame, tag: str) -> None:
        if frame.is_block:
            self.flush()
        elif frame.part is frame.element:
            frame.outer = (self.pieces, self.linked)
            self.pieces, self.linked = [], 0
        self.frames.append(frame)
        if tag == "tr":
            self.rows.append(Row())
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1].cell += 1

    def _close(self, tag: str) -> None:
        frame = self.frames[-1]
        if frame.is_block:
            self.flush()
        elif frame.outer is not None and frame.region == READING:
            self.readings += [*self.pieces, Piece(" ", None, 0)]
        elif frame.outer is not None:
            self._end(self.pieces, self.linked)
        self.frames.pop()
        if frame.outer is not None:
            self.pieces, self.linked = frame.outer
        if tag == "tr":
            for run in joined(self.rows.pop()):
                self._emit(run)

    def _emit(self, run: Run) -> None:
        if self.rows:
            self.rows[-1].runs.append((self.rows[-1].cell, run))
        else:
            self.done.append(run)

    def _break(self) -> None:
        if self.after_break and self.frames[-1].kind in {"paragraph", "quotation", "list_item"}:
            self.flush()
        elif self.pieces:
            self.pieces.append(Piece(" ", None, 0))
            self.after_break = True

    def _add(self, text: str, element: HtmlElement, which: str) -> None:
        if not text.isspace():
            self.after_break = False
            if self.links_open:
                self.linked += len(text)
        elif not self.pieces:
            return
        self.pieces.append(Piece(text, self.paths.of(element) + which, 0))


def _attributes(items: Iterable[tuple[str, str]]) -> tuple[str, str, bool]:
    """Role, class and id, and whether the element says that it is not shown."""
    role = names = ""
    is_hidden = False
    for name, value in items:
        if name in {"class", "id"}:
            names = f"{names} {value}"
        elif name == "role":
            role = value
        elif name in _HIDING and _hides(name, value):
            is_hidden = True
    return role, names, is_hidden


def _is_hidden(items: Iterable[tuple[str, str]]) -> bool:
    return bool([name for name, value in items if name in _HIDING and _hides(name, value)])


def _hides(name: str, value: str) -> bool:
    if name == "style":
        return _NOT_SHOWN.search(value) is not None
    return name == "hidden" or value == "true"


def _can_be_seen(text: str) -> bool:
    """Whether a text has more than white space and format characters (Unicode Cf, Cc)."""
    if text.isspace():
        return False
    for sign in text:
        if sign.isalnum() or not (sign.isspace() or unicodedata.category(sign) in {"Cf", "Cc"}):
            return True
    return False
