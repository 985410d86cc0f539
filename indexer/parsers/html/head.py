"""What a page says of itself: meta elements, links and the title element.

Promises: names in lower case, values with white space folded and empty ones left out, all values
of a name in order, those of the head first as they stand first. Reads the page's one tree. Believes
nothing and chooses nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement


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


def read_head(root: HtmlElement) -> Head:
    """What a page states, in its head or, where it is broken or an author so wrote it, below."""
    meta: defaultdict[str, list[str]] = defaultdict(list)
    canonical = []
    title = None
    for element in root.iter("meta", "link", "title"):
        if element.tag == "meta":
            _put(meta, element)
        elif element.tag == "title":
            if title is None and not _is_drawn(element):  # a drawing has its own
                title = plain(element.text_content())
        elif "canonical" in element.get("rel", "").lower().split():
            canonical.append(plain(element.get("href", "")))
    return Head(title or "", dict(meta), list(filter(None, canonical)))


def _is_drawn(element: HtmlElement) -> bool:
    return next(element.iterancestors("svg"), None) is not None


def _put(into: defaultdict[str, list[str]], element: HtmlElement) -> None:
    """Note the value of a meta element by each name that it has."""
    text = plain(element.get("content") or element.get("value", ""))
    if not text:
        return
    for key in ("name", "property", "itemprop"):
        name = element.get(key, "").strip().lower()
        if name:
            into[name].append(text)


def plain(text: str) -> str:
    """A text with its white space folded."""
    return " ".join(text.split())
