"""A tree of limited depth for pages whose elements are nested without end.

Promises: every text of the page is in the tree, in order; no element is deeper than a hundred;
the time is linear. Start tags below that depth are ignored and their text belongs to the element
above. Used only where the ordinary parser gives up; it repairs nothing else.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from lxml import etree
from lxml.html import HtmlElement, html_parser

_DEPTH = 100
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # HTML, 13.1.2
)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9-]*")


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: HtmlElement = html_parser.makeelement("html")
        self.open: list[HtmlElement] = [self.root, etree.SubElement(self.root, "body")]
        self.last: HtmlElement | None = None  # the closed element whose tail is being read
        self.parts: list[str] = []  # text since the last tag that counted; joined once

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"html", "body"} or not _PLAIN_NAME.fullmatch(tag):
            return
        if len(self.open) >= _DEPTH and tag not in {"script", "style"}:
            self.parts.append(" ")
            return
        self.put_text()
        element = etree.SubElement(self.open[-1], tag)
        for name, value in attrs:
            if _PLAIN_NAME.fullmatch(name):
                element.set(name, _NOT_XML.sub("", value or ""))
        if tag in _VOID:
            self.last = element
        else:
            self.open.append(element)
            self.last = None

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 1, -1):
            if self.open[depth].tag == tag:
                self.put_text()
                self.last = self.open[depth]
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def put_text(self) -> None:
        """Give the text read since the last tag to the element it stands in or after."""
        text = _NOT_XML.sub("", "".join(self.parts))
        self.parts.clear()
        if text and self.last is not None:
            self.last.tail = text
        elif text:
            self.open[-1].text = text


def shallow_tree(text: str) -> HtmlElement:
    """The tree of a page's source, at most a hundred elements deep."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    builder.put_text()
    return builder.root
