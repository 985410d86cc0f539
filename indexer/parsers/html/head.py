"""What a page says of itself in its head: meta elements, links and the title element.

Promises: names in lower case, values with white space folded and empty ones left out, all values
of a name in order. Reads the head alone, through BeautifulSoup, which knows that ``rel`` is a
list and gives each element its own plain text, and is spared what says nothing of the page; and
meta elements wherever else they stand. Believes nothing and chooses nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from bs4.element import Tag
from bs4.filter import SoupStrainer
from lxml.html import HtmlElement

_HEAD_LIMIT = 500_000  # code points; beyond that a head is data, not a description
_END = re.compile(r"</head\s*>|<body[\s>]", re.IGNORECASE)
_UNREAD = re.compile(
    r"<(script|style|svg|noscript)\b[^<]*+(?:<(?!/\1\s*>)[^<]*+)*+</\1\s*>"
    r"|<link\b(?![^>]*canonical)[^>]*>|<\?[^>]*>",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Head:
    """The stated facts; ``meta`` by name, property or itemprop, ``canonical`` addresses."""

    title: str = ""
    meta: dict[str, list[str]] = field(default_factory=dict)
    canonical: list[str] = field(default_factory=list)

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
    soup = BeautifulSoup(head, "lxml", parse_only=SoupStrainer(["meta", "link", "title"]))
    meta: defaultdict[str, list[str]] = defaultdict(list)
    canonical = []
    for element in soup.find_all(["meta", "link"]):
        if element.name == "meta":
            _put(meta, element, element.get("content") or element.get("value"))
        elif "canonical" in [str(rel).lower() for rel in element.get_attribute_list("rel")]:
            canonical.append(plain(str(element.get("href") or "")))
    for below in root.iterfind("body//meta"):
        _put(meta, below, below.get("content"))
    title = soup.find("title")
    stated = plain(title.get_text()) if isinstance(title, Tag) else ""
    return Head(stated, dict(meta), list(filter(None, canonical)))


def _put(into: defaultdict[str, list[str]], element: Tag | HtmlElement, value: object) -> None:
    """Note the value of a meta element by each name that it has."""
    text = plain(str(value or ""))
    if not text:
        return
    for key in ("name", "property", "itemprop"):
        name = str(element.get(key) or "").strip().lower()
        if name:
            into[name].append(text)


def plain(text: str) -> str:
    """A text with its white space folded."""
    return " ".join(text.split())
