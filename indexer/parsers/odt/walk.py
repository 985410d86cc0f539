"""From the parts of an OpenDocument text to blocks in reading order.

Promises: every character of the text, its notes and frames is in exactly one block; a note
follows the paragraph (or table row) that it stands in, as does a frame. Headers, footers,
comments, deletions and hidden parts are left out with the reason. Paragraphs and headings are
numbered together in the order of the part, whatever they are nested in.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.model import PassageKind
from indexer.blocks import Block
from indexer.parsers.odt.paragraph import parts
from indexer.parsers.odt.styles import Styles
from indexer.parsers.office.names import child, name, value
from indexer.parsers.office.paragraphs import (
    COMMENT,
    DELETED,
    FOOTER,
    HEADER,
    HIDDEN,
    Paragraph,
    numbered,
)
from indexer.parsers.office.styles import LEVELS, Style
from indexer.parsers.office.tables import row_blocks
from indexer.parsers.office.xml import Element

PARAGRAPHS = frozenset({"text:p", "text:h"})
_LISTS = frozenset({"text:list", "text:ordered-list", "text:unordered-list", "text:index-body"})
_REASONS = {
    "office:annotation": COMMENT,
    "text:tracked-changes": DELETED,
    "table:covered-table-cell": HIDDEN,
}
_PASSED = frozenset(
    {"office:forms", "office:change-info", "office:event-listeners", "text:note-citation"}
    | {"dc:creator", "dc:date", "meta:date-string", "text:number", "text:footnote-citation"}
)


class Walk:
    """One walk over a document; ``titles`` are the first blocks of styles that play a role."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.titles: dict[str, Block] = {}
        self._paths: dict[Element, str] = {}

    def text(self, root: Element, part: str) -> Iterator[Block]:
        """The blocks of the document's text."""
        self._paths.update((each, path) for path, each in numbered(root, part, PARAGRAPHS))
        body = child(root, "office:body")
        text = child(body, "office:text")
        content = text if text is not None else body if body is not None else root
        yield from self._content(content, "paragraph", None)

    def margins(self, root: Element, part: str) -> Iterator[Block]:
        """What stands at the head and the foot of the pages, left out."""
        self._paths.update((each, path) for path, each in numbered(root, part, PARAGRAPHS))
        for page in root.iter("{*}master-page"):
            for each in page:
                reason = HEADER if name(each).startswith("style:header") else FOOTER
                yield from self._content(each, "paragraph", reason)

    def _content(self, parent: Element, kind: PassageKind, reason: str | None) -> Iterator[Block]:
        for each in parent:
            yield from self._element(each, kind, reason)

    def _element(self, element: Element, kind: PassageKind, reason: str | None) -> Iterator[Block]:
        """The blocks of an element; ``kind`` is what a plain paragraph in it is."""
        called = name(element)
        reason = reason or _REASONS.get(called)
        if called in PARAGRAPHS:
            yield from self._paragraph(element, kind, reason)
        elif called == "table:table":
            yield from self._table(element, reason)
        elif called not in _PASSED and not called.endswith("-source"):
            if value(element, "text:display") == "none":
                reason = reason or HIDDEN
            yield from self._content(element, "list_item" if called in _LISTS else kind, reason)

    def _paragraph(
        self, element: Element, kind: PassageKind, reason: str | None
    ) -> Iterator[Block]:
        paragraph = Paragraph(self._paths[element])
        met: list[tuple[Element, str | None]] = []
        for part in parts(element, self.styles):
            if part.element is not None:
                met.append((part.element, reason or part.reason))
            else:
                paragraph.add(part.text, part.reason)
        style = self._style(element)
        if style.kind != "paragraph":
            kind = style.kind
        for block in paragraph.blocks(kind, style.level, reason):
            if block.reason is None and style.role:
                self.titles.setdefault(style.role, block)
            yield block
        for inner, why in met:
            yield from self._element(inner, "paragraph", why)

    def _style(self, element: Element) -> Style:
        style = self.styles.of(value(element, "text:style-name"))
        if name(element) == "text:h" and style.kind != "heading":
            level = value(element, "text:outline-level") or value(element, "text:level")
            return Style("heading", min(max(int(level), 1), LEVELS) if level.isdecimal() else 1)
        return style

    def _table(self, table: Element, reason: str | None) -> Iterator[Block]:
        for row in _rows(table):
            yield from row_blocks([list(self._element(cell, "paragraph", reason)) for cell in row])


def _rows(element: Element) -> Iterator[Element]:
    """The rows of a table, also those of its head and of groups."""
    for each in element:
        if name(each) == "table:table-row":
            yield each
        else:
            yield from _rows(each)
