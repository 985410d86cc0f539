"""The elements of a page that are marked as naming its author, by attributes and by links.

Promises: the surest marks first; none in readers' comments, lists of other pages and the like; no
label ("Written by") for a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.html import HtmlElement

from archive.model import Agent
from indexer.byline_names import read_names
from indexer.parsers.html.head import plain
from indexer.parsers.html.stated_names import LONGEST, is_label, names_in
from indexer.parsers.html.tree import Page

_MARKS = ("uthor", "yline")  # one of them is in the value of each attribute that marks authors
# A step of an address that leads to what a person wrote: the name in such a link is an author's.
_PERSONAL = re.compile(
    r"/(?:authors?|auteurs?|autor(?:en|es|e|i)?|by|writers?|contributors?|journalists?|columnists?"
    r"|reporters?|staff)/[^/]",
    re.IGNORECASE,
)
_STEPS = (  # that it may have, a few letters of each
    "/by/",
    "/aut",
    "/writer",
    "/contrib",
    "/journal",
    "/column",
    "/report",
    "/staff",
)
_ELSEWHERE = re.compile(
    r"comment|related|sidebar|footer|(?<![\w-])widget|bio|aside|avatar", re.IGNORECASE
)
_LOOKED_AT = 40  # marked elements
_BESIDE = 3  # elements up to the one that holds the names of all authors of a page


def names_in_marks(page: Page, language: str) -> tuple[Agent, ...]:
    """The names in the first element that is marked as naming the author, and those beside it."""
    for elements in _marked(page):
        found: list[Agent] = []
        around: HtmlElement | None = None
        for element in elements[:_LOOKED_AT]:
            if _is_elsewhere(element):
                continue
            names = _names_in(element, language)
            if found and (not names or around not in _above(element)):
                break
            if names and not found:
                around = next(islice(element.iterancestors(), _BESIDE - 1, None), None)
            found += names
        if found:
            return tuple(dict.fromkeys(found[:6]))
    return ()


def _above(element: HtmlElement) -> list[HtmlElement]:
    """The elements around one, a little further than those that hold all authors of a page."""
    return list(islice(element.iterancestors(), 2 * _BESIDE))


def _marked(page: Page) -> list[list[HtmlElement]]:
    """The elements that are marked as naming an author, the surest marks first."""
    marked: tuple[dict[HtmlElement, None], ...] = ({}, {}, {}, {})
    if any(sign in page.source for sign in _MARKS):
        for element in page.root.iterfind("body//*"):
            values = " ".join(element.values())
            if _MARKS[0] in values or _MARKS[1] in values:
                for name, value in element.items():
                    for surety in _sureties(name, value):
                        marked[surety][element] = None
    if any(sign in page.source for sign in _STEPS):  # few pages without an author have one
        for link in page.root.iterfind("body//a"):
            if _PERSONAL.search(link.get("href", "")):
                marked[3][link] = None
    return [list(elements) for elements in marked]


def _sureties(name: str, value: str) -> Iterator[int]:
    """How sure an attribute marks an author, 0 the surest; nothing where it does not."""
    if name in {"itemprop", "rel"} and "author" in value:
        yield 0
    elif name == "data-testid" and "yline" in value:
        yield 1
    elif name == "id" and value in {"author", "authors", "byline"}:
        yield 2
    elif name == "class":
        if "byline" in value or "Byline" in value:
            yield 1
        if "author" in value or "Author" in value:
            yield 2


def _names_in(element: HtmlElement, language: str) -> tuple[Agent, ...]:
    """The names that an element's links are, else those in its text."""
    text = plain(" ".join(element.itertext()))
    if len(text) > LONGEST:
        return ()
    links = [plain("".join(link.itertext())) for link in element.iter("a") if link is not element]
    linked = [read_names(link, after_by_word=True) or () for link in links if link]
    if linked and all(linked):
        return _no_labels(agent for names in linked for agent in names)
    return _no_labels(names_in(text, language))


def _no_labels(agents: Iterable[Agent]) -> tuple[Agent, ...]:
    return tuple(agent for agent in agents if not is_label(agent.name))


def _is_elsewhere(element: HtmlElement) -> bool:
    """Whether an element stands in reader comments, lists of other articles and the like."""
    return any(_ELSEWHERE.search(names) for names in _around(element))


def _around(element: HtmlElement) -> Iterator[str]:
    """The names of an element and of those around it, up to the article; its footer is in it."""
    yield f"{element.get('class', '')} {element.get('id', '')}"
    unsure: list[str] = []
    for above in element.iterancestors():
        names = f"{above.get('class', '')} {above.get('id', '')}"
        if above.tag == "article":
            yield "comment" if "comment" in names.lower() else ""
            return
        if above.tag in {"main", "body", "header"}:
            break
        yield names
        unsure.append(above.tag)
    yield from unsure
