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
from dataclasses import dataclass, field, replace

from lxml import etree
from lxml.html import HtmlElement

from archive.model import PassageKind
from indexer.blocks import Piece
from indexer.parsers.html.regions import region
from indexer.parsers.html.tree import TextPaths

HIDDEN = "hidden"
ROW_CELL_LIMIT = 400  # code points; a longer cell is prose in a table made for layout

_NO_TEXT = frozenset(
    "script style template iframe noembed datalist title meta link base annotation"
    " annotation-xml metadata defs desc symbol".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog"
    " dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header"
    " hgroup hr html legend li main menu nav noframes noscript ol optgroup option p pre"
    " search section select summary table tbody text td textarea tfoot th thead tr ul".split()
)
_FALLBACK = frozenset({"audio", "canvas", "object", "rp", "video"})  # shown by old browsers only
_KINDS: dict[str, PassageKind] = {
    "li": "list_item",
    "dt": "list_item",
    "dd": "list_item",
    "blockquote": "quotation",
    "figcaption": "caption",
    "caption": "caption",
    "pre": "code",
    "td": "paragraph",
    "th": "paragraph",
    "ul": "paragraph",
    "ol": "paragraph",
    "article": "paragraph",
    "section": "paragraph",
    "main": "paragraph",
    "nav": "paragraph",
    "aside": "paragraph",
    "header": "paragraph",
    "footer": "paragraph",
}
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(slots=True)
class Run:
    """The text of one block. ``region`` is the part of the page it stands in, if one is known.

    ``part`` is the element that is that part; ``linked`` how many of the characters stand in
    links; ``element`` the nearest block-level element around it, ``names`` its class and id.
    """

    kind: PassageKind
    pieces: list[Piece]
    element: HtmlElement
    level: int = 0
    region: str | None = None
    part: HtmlElement | None = None
    linked: int = 0
    names: str = ""

    @property
    def text(self) -> str:
        """The characters as they stand in the page."""
        return "".join(piece.text for piece in self.pieces)


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


@dataclass(slots=True)
class _Row:
    """An open table row: its runs with the number of the cell each stands in."""

    cell: int = 0
    runs: list[tuple[int, Run]] = field(default_factory=list)


def runs(root: HtmlElement) -> list[Run]:
    """The runs of a page's tree."""
    walk = _Walk(root)
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            if element.tag in _NO_TEXT:
                walker.skip_subtree()
            else:
                walk.enter(element)
        else:
            walk.leave(element)
    walk.flush()
    return walk.done


class _Walk:
    def __init__(self, root: HtmlElement) -> None:
        self.done: list[Run] = []
        self.paths = TextPaths()
        self.frames = [_Frame(root)]
        self.rows: list[_Row] = []
        self.pieces: list[Piece] = []
        self.linked = 0
        self.links_open = 0
        self.after_break = False  # nothing but white space since a <br>

    def enter(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "br":
            self._break()
        elif tag == "a":
            self.links_open += 1
        frame = self._frame(element, tag)
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
        """End the run: it is done, unless nothing of it can be seen."""
        pieces, linked = self.pieces, self.linked
        self.pieces, self.linked, self.after_break = [], 0, False
        while pieces and pieces[-1].text.isspace():
            pieces.pop()
        if not any(_can_be_seen(piece.text) for piece in pieces):
            return
        top = self.frames[-1]
        block = next(frame for frame in reversed(self.frames) if frame.is_block)
        self._emit(
            Run(
                kind=top.kind,
                pieces=pieces,
                element=block.element,
                level=top.level,
                region=top.region,
                part=top.part,
                linked=linked,
                names=block.names,
            )
        )

    def _frame(self, element: HtmlElement, tag: str) -> _Frame | None:
        """The frame of an element that begins a block or is hidden; else None."""
        is_block = tag in _BLOCKS and not (tag == "button" and self._within_text())
        role, names, is_hidden = _attributes(element)
        if tag in _FALLBACK or (tag == "dialog" and element.get("open") is None):
            is_hidden = True
        if not is_block and not is_hidden:
            return None
        top = self.frames[-1]
        kind = "heading" if tag in _LEVELS else _KINDS.get(tag, top.kind)
        level = _LEVELS.get(tag, top.level) if kind == "heading" else 0
        part = region(tag, role, names) if is_block else None
        if is_hidden:
            part = HIDDEN
        if part is None or top.region == HIDDEN:
            return _Frame(element, kind, level, top.region, top.part, names, is_block)
        return _Frame(element, kind, level, part, element, names, is_block)

    def _within_text(self) -> bool:
        """Whether the innermost block is one that holds running text."""
        block = next(frame for frame in reversed(self.frames) if frame.is_block)
        return block.element.tag in {"p", "h1", "h2", "h3", "h4", "h5", "h6"}

    def _open(self, frame: _Frame, tag: str) -> None:
        if frame.is_block:
            self.flush()
        elif frame.region == HIDDEN and self.frames[-1].region != HIDDEN:
            frame.outer = (self.pieces, self.linked)
            self.pieces, self.linked = [], 0
        self.frames.append(frame)
        if tag == "tr":
            self.rows.append(_Row())
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1].cell += 1

    def _close(self, tag: str) -> None:
        if self.frames[-1].is_block or self.frames[-1].outer is not None:
            self.flush()
        frame = self.frames.pop()
        if frame.outer is not None:
            self.pieces, self.linked = frame.outer
        if tag == "tr":
            for run in _joined(self.rows.pop()):
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


def _attributes(element: HtmlElement) -> tuple[str, str, bool]:
    """Role, class and id, and whether the element says that it is not shown."""
    role = names = ""
    is_hidden = False
    for name, value in element.items():
        if name in {"class", "id"}:
            names = f"{names} {value}"
        elif name == "role":
            role = value
        elif (
            name == "hidden"
            or (name == "aria-hidden" and value == "true")
            or (name == "style" and _NOT_SHOWN.search(value))
        ):
            is_hidden = True
    return role, names, is_hidden


def _can_be_seen(text: str) -> bool:
    """Whether a text has more than white space and format characters (Unicode Cf, Cc)."""
    return any(
        sign.isalnum() or not (sign.isspace() or unicodedata.category(sign) in {"Cf", "Cc"})
        for sign in text
    )


def _joined(row: _Row) -> Iterable[Run]:
    """The runs of a row: one, cells parted by tabs, where it is a row of data."""
    cells = [cell for cell, _ in row.runs]
    runs = [run for _, run in row.runs]
    is_data = len(runs) > 1 and len(set(cells)) == len(cells)
    if not is_data or not all(
        run.kind == "paragraph" and run.region == runs[0].region and len(run.text) < ROW_CELL_LIMIT
        for run in runs
    ):
        return runs
    pieces = list(runs[0].pieces)
    for run in runs[1:]:
        pieces += [Piece("\t", None, 0), *run.pieces]
    first = runs[0]
    linked = sum(run.linked for run in runs)
    return [replace(first, kind="table_row", pieces=pieces, linked=linked)]
