"""From the parts of a Word document to blocks in reading order.

Promises: every character of the body, the notes and the text boxes is in exactly one block; a
note follows the paragraph (or table row) that refers to it; a text box follows the paragraph that
it is anchored in. Headers, footers and comments are left out with the reason. Paragraphs are
numbered in the order of the part, whatever they are nested in.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from indexer.blocks import Block
from indexer.parsers.docx.drawings import RELATIONS, blocks
from indexer.parsers.docx.package import Package
from indexer.parsers.docx.paragraph import Fields, parts
from indexer.parsers.docx.styles import Styles
from indexer.parsers.office.links import LINK
from indexer.parsers.office.names import child, name, value
from indexer.parsers.office.paragraphs import (
    COMMENT,
    DELETED,
    FOOTER,
    HEADER,
    Paragraph,
    numbered,
)
from indexer.parsers.office.tables import row_blocks
from indexer.parsers.office.xml import Element

PARAGRAPHS = frozenset({"w:p"})
_NOTES = {"w:footnoteReference": "footnotes", "w:endnoteReference": "endnotes"}
_PROPERTIES = frozenset({"w:sectPr", "w:sdtPr", "w:sdtEndPr", "w:tcPr", "w:r", "w:tblPr"})
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


class Walk:
    """One walk over a document; ``titles`` are the first blocks of styles that play a role."""

    def __init__(self, package: Package) -> None:
        self.package = package
        styles = package.related(package.main, "styles")
        self.styles = Styles(package.optional(styles[0]) if styles else None)
        self.titles: dict[str, Block] = {}
        self.unread = 0  # chunks of other formats
        self._notes: dict[tuple[str, str], tuple[str, Element]] = {}
        self._cited: set[tuple[str, str]] = set()
        self._waiting: deque[tuple[tuple[str, str], str | None]] = deque()
        self._in_note = False
        self._numbers: dict[Element, str] = {}
        self._parts: dict[Element, str] = {}  # the names of the parts that were begun, by root

    def blocks(self) -> Iterator[Block]:
        """Every block, what is left out after what is kept."""
        main = self.package.main
        for kind in ("footnotes", "endnotes"):
            self._gather_notes(kind)
        root = self._numbered(main)
        body = child(root, "w:body")
        yield from self._content(body if body is not None else root, Fields(), None)
        for key in self._notes:
            yield from self._note(key, None)  # those that nothing refers to
        for relation, reason in (("header", HEADER), ("footer", FOOTER), ("comments", COMMENT)):
            for part in self.package.related(main, relation):
                if self.package.optional(part) is not None:
                    yield from self._content(self._numbered(part), Fields(), reason)

    def _numbered(self, part: str) -> Element:
        """The root of a part whose paragraphs have been given their paths."""
        root = self.package.tree(part)
        self._parts[root] = part
        self._numbers.update((each, path) for path, each in numbered(root, part, PARAGRAPHS))
        return root

    def _gather_notes(self, kind: str) -> None:
        for part in self.package.related(self.package.main, kind):
            if self.package.optional(part) is None:
                continue
            for note in self._numbered(part):
                if value(note, "w:type") not in _SEPARATORS:
                    self._notes[(kind, value(note, "w:id"))] = (part, note)

    def _note(self, key: tuple[str, str], reason: str | None) -> Iterator[Block]:
        """The blocks of a note, the first time that it is referred to.

        Those that notes refer to come after them: they may lead on and on.
        """
        self._waiting.append((key, reason))
        if self._in_note:
            return
        self._in_note = True
        while self._waiting:
            found, why = self._waiting.popleft()
            if found in self._notes and found not in self._cited:
                self._cited.add(found)
                yield from self._content(self._notes[found][1], Fields(), why)
        self._in_note = False

    def _content(self, parent: Element, fields: Fields, reason: str | None) -> Iterator[Block]:
        """The blocks of what is in an element that holds paragraphs and tables."""
        for each in parent:
            yield from self._element(each, fields, reason)

    def _element(self, element: Element, fields: Fields, reason: str | None) -> Iterator[Block]:
        called = name(element)
        if called == "w:p":
            yield from self._paragraph(element, fields, reason)
        elif called == "w:tbl":
            yield from self._table(element, fields, reason)
        elif called in _NOTES:
            yield from self._note((_NOTES[called], value(element, "w:id")), reason)
        elif called in RELATIONS:
            yield from self._drawing(element, RELATIONS[called], reason)
        elif called == "w:altChunk":
            self.unread += 1
        elif called == "mc:AlternateContent":
            newest = next(iter(element), None)
            yield from self._content(newest, fields, reason) if newest is not None else ()
        elif called not in _PROPERTIES:
            yield from self._content(element, fields, reason)

    def _paragraph(self, element: Element, fields: Fields, reason: str | None) -> Iterator[Block]:
        paragraph = Paragraph(self._numbers[element])
        met: list[tuple[Element, str | None]] = []
        for part in parts(element, self.styles, fields):
            if part.element is not None and part.reason == LINK:
                paragraph.add(self._address(part.element, paragraph.path), LINK)
            elif part.element is not None:
                met.append((part.element, reason or part.reason))
            else:
                paragraph.add(part.text, part.reason)
        style = self.styles.of(child(element, "w:pPr"))
        for block in paragraph.blocks(style.kind, style.level, reason):
            if block.reason is None and style.role:
                self.titles.setdefault(style.role, block)
            yield block
        for inner, why in met:
            yield from self._element(inner, Fields(), why)

    def _address(self, link: Element, path: str) -> str:
        """Where a link in the paragraph with this path leads."""
        identifier = value(link, "r:id")
        return self.package.address(path.rpartition("#")[0], identifier) if identifier else ""

    def _drawing(self, element: Element, relation: str, reason: str | None) -> Iterator[Block]:
        """The words of a diagram or chart, the first time that it is met."""
        around = self._parts.get(element.getroottree().getroot(), "")
        part = self.package.named(around, value(element, relation))
        if part is None or part in self._parts.values():
            return
        root = self.package.optional(part)
        if root is not None:
            self._parts[root] = part
            yield from blocks(root, part, reason)

    def _table(self, table: Element, fields: Fields, reason: str | None) -> Iterator[Block]:
        for row in _rows(table):
            deleted = child(child(row, "w:trPr"), "w:del") is not None
            why = reason or (DELETED if deleted else None)
            cells = [list(self._content(cell, fields, why)) for cell in _cells(row)]
            yield from row_blocks(cells)


def _rows(element: Element) -> Iterator[Element]:
    """The rows of a table, also those within content controls."""
    for each in element:
        if name(each) == "w:tr":
            yield each
        elif name(each) not in {"w:tblPr", "w:tblGrid"}:
            yield from _rows(each)


def _cells(element: Element) -> Iterator[Element]:
    for each in element:
        if name(each) == "w:tc":
            yield each
        elif name(each) not in {"w:trPr", "w:tblPrEx"}:
            yield from _cells(each)
