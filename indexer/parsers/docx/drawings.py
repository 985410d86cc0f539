"""Diagrams and charts of Word documents: the words in the parts in which they are kept.

Promises: each paragraph of a diagram or of a chart's titles, and each name of its series and
categories, once; numbers are not text. Paragraphs and values are numbered together in the order of
the part.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.blocks import Block
from indexer.parsers.office.names import name
from indexer.parsers.office.paragraphs import Paragraph, numbered
from indexer.parsers.office.xml import Element

RELATIONS = {"dgm:relIds": "r:dm", "c:chart": "r:id"}  # the attribute that names the part
NUMBERED = frozenset({"a:p", "c:v"})
_WORDS = frozenset({"c:strCache", "c:strLit"})  # what values are in that are words


def string(element: Element) -> str:
    """The characters of a paragraph or a value."""
    if name(element) == "c:v":
        return element.text or ""
    return "".join(each.text or "" for each in element.iter("{*}t") if name(each) == "a:t")


def blocks(root: Element, part: str, reason: str | None) -> Iterator[Block]:
    """The blocks of a diagram, or of a chart, in which each name stands once."""
    named: set[str] = set()
    for path, element in numbered(root, part, NUMBERED):
        text = string(element)
        is_value = name(element) == "c:v"
        if is_value and (text in named or not _is_word(element)):
            continue
        named.add(text)
        paragraph = Paragraph(path)
        paragraph.add(text)
        yield from paragraph.blocks("caption" if is_value else "paragraph", 0, reason)


def _is_word(value: Element) -> bool:
    return any(name(each) in _WORDS for each in value.iterancestors())
