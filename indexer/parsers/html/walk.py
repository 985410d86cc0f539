"""One walk over a page's tree: its visible text as runs, in reading order, with their places.

Promises: every visible character of the page is in exactly one run, as the tree holds it; a run
ends where a reader sees a block end (also at an empty line made of two ``<br>``); the cells of a
table row that is a row of data are one run. Scripts, styles and templates are no text; what the
page hides is in runs of its own. Uses no recursion and does not choose what is main text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from lxml.html import HtmlElement

from archive.model import PassageKind
from indexer.blocks import Piece
from indexer.parsers.html.elements import BLOCKS, FALLBACK, KINDS, LEVELS, NO_TEXT
from indexer.parsers.html.nodes import Node
from indexer.parsers.html.regions import region
from indexer.parsers.html.run import HIDDEN, NOSCRIPT, READING, Run
from indexer.parsers.html.table import Row, joined

_STICKY = frozenset({NOSCRIPT, "cookie notice", "comment", "advertisement"})  # whatever is in it
_FRAMED = BLOCKS | FALLBACK | {"rt"}  # need a frame whatever their attributes, or may
_HIDING = frozenset({"hidden", "aria-hidden", "style"})  # attributes
_NONE: dict[str, str] = {}  # attributes of those that have none
# A Piece; its own way to be made takes twice the time, and a page has a thousand.
_piece: Callable[[tuple[str, str | None, int, None]], Piece] = partial(tuple.__new__, Piece)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(slots=True)
class _Frame:
    """An open element that changes what its text is."""

    node: Node
    kind: PassageKind = "paragraph"
    level: int = 0
    region: str | None = None
    part: Node | None = None
    is_block: bool = True
    outer: tuple[list[Piece], int] | None = None  # the run that a hidden inline element breaks


def runs(root: HtmlElement) -> list[Run]:
    """The runs of a page's tree."""
    top = Node(root.tag, dict(root.items()), root[:])
    walk = _Walk(top)
    walk.enter(top, root.text)
    walk.through(top)
    walk.flush()
    return _without_doubles(walk.done)


def _without_doubles(done: list[Run]) -> list[Run]:
    """Without what pages repeat for browsers that run no scripts."""
    if not any(run.region == NOSCRIPT for run in done):
        return done
    shown = {run.folded for run in done if run.region != NOSCRIPT}
    return [run for run in done if run.region != NOSCRIPT or run.folded not in shown]


class _Walk:
    def __init__(self, top: Node) -> None:
        self.done: list[Run] = []
        self.frames = [_Frame(top)]
        self.rows: list[Row] = []
        self.pieces: list[Piece] = []
        self.readings: list[Piece] = []  # of the run's characters
        self.linked = 0
        self.links_open = 0
        self.after_break = False  # nothing but white space since a <br>

    def through(self, top: Node) -> None:
        """Walk what is in a node that has been entered, and leave it."""
        above = [(top, enumerate(top.children))]
        while above:
            node, rest = above[-1]
            for place, element in rest:
                tag: str = element.tag
                if tag not in NO_TEXT:
                    children = element[:] if len(element) else ()
                    items = element.items()
                    attributes = dict(items) if items else _NONE
                    if children or tag in _FRAMED or (items and _is_hidden(attributes)):
                        inner = Node(tag, attributes, children, node, place)
                        self.enter(inner, element.text)
                        if children:
                            above.append((inner, enumerate(children)))
                            break
                        self.leave(inner)
                    else:
                        self.pass_by(tag, element.text, node, place)
                if (tail := element.tail) and self._wants(tail):
                    self.pieces.append(
                        _piece((tail, f"{node.path()}/{node.step(place)}#tail", 0, None))
                    )
            else:
                above.pop()
                self.leave(node)
                if above and (tail := above[-1][0].children[node.place].tail) and self._wants(tail):
                    self.pieces.append(_piece((tail, f"{node.path()}#tail", 0, None)))

    def enter(self, node: Node, text: str | None) -> None:
        """Begin an element, with the text before its first child."""
        tag = node.tag
        if tag == "br":
            self._break()
        elif tag == "a":
            self.links_open += 1
        hides = bool(node.attributes) and _is_hidden(node.attributes)
        if hides or tag in _FRAMED:
            frame = self._frame(node, hides)
            if frame is not None:
                self._open(frame, tag)
        if text and self._wants(text):
            self.pieces.append(_piece((text, f"{node.path()}#text", 0, None)))

    def pass_by(self, tag: str, text: str | None, above: Node, place: int) -> None:
        """Take the text of an element that has no other in it and is part of a line."""
        if tag == "br":
            self._break()
        if text:
            self.links_open += tag == "a"
            if self._wants(text):
                path = f"{above.path()}/{above.step(place)}#text"
                self.pieces.append(_piece((text, path, 0, None)))
            self.links_open -= tag == "a"

    def leave(self, node: Node) -> None:
        """End an element."""
        if node.tag == "a":
            self.links_open -= 1
        if self.frames[-1].node is node and len(self.frames) > 1:
            self._close(node.tag)

    def flush(self) -> None:
        """End the run, and after it the readings of its characters."""
        self.after_break = False
        if not (self.pieces or self.readings):
            return
        self._end(self.pieces, self.linked)
        if self.readings:
            self._end(self.readings, 0, READING)
        self.pieces, self.linked, self.readings = [], 0, []

    def _end(self, pieces: list[Piece], linked: int, part: str | None = None) -> None:
        """Make a run of the pieces, unless nothing of them can be seen."""
        while pieces and pieces[-1].text.isspace():
            pieces.pop()
        top = self.frames[-1]
        block = top if top.is_block else next(f for f in reversed(self.frames) if f.is_block)
        run = Run(top.kind, pieces, block.node, top.level, part or top.region, top.part, linked)
        if run.folded or _can_be_seen(run.text):
            self._emit(run)

    def _frame(self, node: Node, hides: bool) -> _Frame | None:
        """The frame of an element that begins a block or ``hides`` itself; else None."""
        tag, attributes = node.tag, node.attributes
        is_block = tag in BLOCKS and not (tag == "button" and self._within_text())
        hides = hides or tag in FALLBACK or (tag == "dialog" and "open" not in attributes)
        if not (is_block or hides or tag == "rt"):
            return None
        top = self.frames[-1]
        kind = "heading" if tag in LEVELS else KINDS.get(tag, top.kind)
        level = LEVELS.get(tag, top.level) if kind == "heading" else 0
        part = None
        if hides:
            part = HIDDEN
        elif tag == "rt":
            part = READING
        elif top.region != HIDDEN:
            part = region(tag, attributes.get("role", ""), node.names)
        around = top.region
        if part is None or around == HIDDEN or (around in _STICKY and not hides):
            return _Frame(node, kind, level, around, top.part, is_block)
        return _Frame(node, kind, level, part, node, is_block)

    def _within_text(self) -> bool:
        """Whether the innermost block is one that holds running text."""
        block = next(frame for frame in reversed(self.frames) if frame.is_block)
        return block.node.tag in {"p", "h1", "h2", "h3", "h4", "h5", "h6"}

    def _open(self, frame: _Frame, tag: str) -> None:
        if frame.is_block:
            self.flush()
        elif frame.part is frame.node:
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

    def _wants(self, text: str) -> bool:
        """Whether a text is part of a run: white space at the beginning of one is not."""
        if text.isspace():
            return bool(self.pieces)
        self.after_break = False
        if self.links_open:
            self.linked += len(text)
        return True


def _is_hidden(attributes: dict[str, str]) -> bool:
    """Whether an element says that it is not shown."""
    return not _HIDING.isdisjoint(attributes) and any(
        name in attributes and _hides(name, attributes[name]) for name in _HIDING
    )


def _hides(name: str, value: str) -> bool:
    if name == "style":
        return _NOT_SHOWN.search(value) is not None
    return name == "hidden" or value == "true"


def _can_be_seen(text: str) -> bool:
    """Whether a text has more than white space and format characters (Unicode Cf, Cc)."""
    return any(not (sign.isspace() or unicodedata.category(sign) in {"Cf", "Cc"}) for sign in text)
