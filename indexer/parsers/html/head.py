"""What a page says of itself in its head: meta elements, links and the title element.

Promises: names in lower case, values with white space folded and empty ones left out, all values
of a name in order. Reads the head alone, without its scripts, which make most of it; and from the
tree the meta elements further down. Believes nothing and chooses nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

_HEAD_LIMIT = 500_000  # code points; beyond that a head is data, not a description
_END = re.compile(r"</head\s*>|<body[\s>]", re.IGNORECASE)
_UNREAD = re.compile(
    r"<(script|style|svg|noscript)\b.*?</\1\s*>|<\?[^>]*>", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Head:
    """The stated facts; ``meta`` by name, property or itemprop, ``links`` by relation."""

    title: str = ""
    meta: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)

    def first(self, *names: str) -> tuple[str, str]:
        """The first value among these meta names, in their order, and its name; else ("", "")."""
        return next(((self.meta[name][0], name) for name in names if name in self.meta), ("", ""))

    def all(self, *names: str) -> Iterator[str]:
        """All values of these meta names."""
        for name in names:
            yield from self.meta.get(name, ())


def read_head(source: str, root: HtmlElement) -> Head:
    """The head of a page, from its source; from the tree what is stated further down."""
    end = _END.search(source, 0, _HEAD_LIMIT)
    head = _UNREAD.sub(" ", source[: end.start() if end else _HEAD_LIMIT])
    title = None
    meta: defaultdict[str, list[str]] = defaultdict(list)
    links: defaultdict[str, list[str]] = defaultdict(list)
    for element in _described(head):
        if element.tag == "link":
            for relation in element.get("rel", "").split():
                _put(links, relation, element.get("href", ""))
        elif element.tag == "title":
            title = plain("".join(element.itertext())) if title is None else title
        else:
            value = element.get("content") or element.get("value", "")
            for key in ("name", "property", "itemprop"):
                _put(meta, element.get(key, ""), value)
    for below in root.iterfind("body//meta"):
        for key in ("name", "property", "itemprop"):
            _put(meta, below.get(key, ""), below.get("content", ""))
    return Head(title or "", dict(meta), dict(links))


def _described(head: str) -> Iterator[HtmlElement]:
    """The elements of a head that say something of the page."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True)
    try:
        root = etree.fromstring(head.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return
    if root is not None:
        yield from root.iter("meta", "link", "title")


def _put(into: defaultdict[str, list[str]], name: str, value: str) -> None:
    name, text = name.strip().lower(), plain(value)
    if name and text:
        into[name].append(text)


def plain(text: str) -> str:
    """A text with its white space folded."""
    return " ".join(text.split())
