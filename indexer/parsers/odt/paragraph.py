"""The characters of one OpenDocument paragraph, each with the reason if it is not of the text.

Promises: the same characters in the same order whenever a paragraph is walked, so that places
found in one walk hold in another; what is in it but not of it (notes, comments, frames) is handed
over as it is met, as are the addresses of links.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.parsers.odt.styles import Styles
from indexer.parsers.office.links import LINK
from indexer.parsers.office.names import name, value
from indexer.parsers.office.paragraphs import ALTERNATIVE, HIDDEN, READING, Part
from indexer.parsers.office.xml import Element

SPACES_LIMIT = 100  # that one element may stand for
_INNER = frozenset({"text:note", "office:annotation", "draw:text-box", "text:p", "text:h"})
_INNER |= {"text:list", "table:table", "text:footnote", "text:endnote"}
_LINKS = frozenset({"text:a", "draw:a"})
_PASSED = frozenset({"office:event-listeners", "office:forms", "text:script"})
_REASONS = {"text:ruby-text": READING, "svg:title": ALTERNATIVE, "svg:desc": ALTERNATIVE}


def parts(paragraph: Element, styles: Styles) -> Iterator[Part]:
    """The characters of a paragraph and what else is met in it, in order."""
    yield from _within(paragraph, styles, None)


def _within(element: Element, styles: Styles, reason: str | None) -> Iterator[Part]:
    if element.text:
        yield Part(element.text, reason)
    for each in element:
        yield from _of(each, name(each), styles, reason)
        if each.tail:
            yield Part(each.tail, reason)


def _of(element: Element, called: str, styles: Styles, reason: str | None) -> Iterator[Part]:
    if called == "text:s":
        count = value(element, "text:c") or "1"
        yield Part(" " * min(int(count) if count.isdecimal() else 1, SPACES_LIMIT), reason)
    elif called in {"text:tab", "text:tab-stop"}:
        yield Part("\t", reason)
    elif called == "text:line-break":
        yield Part("\n", reason)
    elif called in _INNER:
        yield Part("", reason, element)
    elif called not in _PASSED:
        address = value(element, "xlink:href") if called in _LINKS else ""
        if address and not address.startswith("#"):
            yield Part(address, LINK)
        yield from _within(
            element, styles, reason or _REASONS.get(called) or _hidden(element, styles)
        )


def _hidden(element: Element, styles: Styles) -> str | None:
    is_hidden = value(element, "text:is-hidden") == "true" or (
        styles.hides(value(element, "text:style-name"))
    )
    return HIDDEN if is_hidden else None
