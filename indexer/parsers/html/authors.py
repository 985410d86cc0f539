"""Who wrote a page, from the best of what it says.

Promises: names of people and organisations as the page gives them, without "By", roles and
addresses; what programs are told before what readers are shown; none rather than a guess. Says
where the names were found, and the byline as printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import islice

from lxml.html import HtmlElement

from archive.model import Agent
from indexer import byline_words as words
from indexer.byline_names import read_names
from indexer.bylines import read_byline
from indexer.dates import find_dates
from indexer.months import fold
from indexer.parsers.html.align import letters
from indexer.parsers.html.head import Head, plain
from indexer.parsers.html.jsonld import Described
from indexer.parsers.html.tree import Page

_META = (
    "author",
    "article:author",
    "og:article:author",
    "article:author_name",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "cxenseparse:author",
    "byl",
    "byline",
)
_MARKS = ("uthor", "yline")  # one of them is in the value of each attribute that marks authors
# A step of an address that leads to what a person wrote: the name in such a link is an author's.
_PERSONAL = re.compile(
    r"/(?:authors?|auteurs?|autor(?:en|es|e|i)?|by|writers?|contributors?|journalists?|columnists?"
    r"|reporters?|staff)/[^/]",
    re.IGNORECASE,
)
_SIGNS = (
    *_MARKS,
    "/by/",
    "/aut",
    "/writer",
    "/contrib",
    "/journal",
    "/column",
    "/report",
    "/staff",
)
_ELSEWHERE = ("comment", "related", "sidebar", "footer", "widget", "bio", "aside", "avatar")
_LONGEST = 160  # code points of an element that names authors and says little more
_LOOKED_AT = 40  # marked elements
_BESIDE = 3  # elements up to the one that holds the names of all authors of a page


@dataclass(frozen=True, slots=True)
class Authors:
    """The authors, where they were found, and the line as printed, where there is one."""

    names: tuple[Agent, ...] = ()
    basis: str = ""
    line: str = ""


_RIGHTS = re.compile(r"©|&copy;|&#xa9;|&#169;|copyright", re.IGNORECASE)
_NAME_WITHIN = 200  # characters of the source, entities among them


def find_authors(
    head: Head,
    described: Described,
    page: Page,
    lines: Sequence[str],
    site: str,
    language: str,
) -> Authors:
    """The authors; ``lines`` are those shown near the headline, ``site`` the site's name."""
    line, shown = _shown(lines, language)
    organisations = Authors(line=line)
    sources: tuple[tuple[str, Callable[[], tuple[Agent, ...]]], ...] = (
        ("JSON-LD", lambda: _checked(described.authors, site, language)),
        ("meta tag", lambda: _from_meta(head, site, page)),
        ("author element", lambda: _from_marks(page, language)),
        ("byline", lambda: shown),
        ("meta tag", lambda: _in_meta(head, _labelled(head), site, page)),
    )
    for basis, names_from in sources:
        names = _without_doubles(names_from())
        if organisations.names and not any(_is_sure(agent) for agent in names):
            continue  # a button or a section is no author beside one that is stated
        if any(agent.kind == "person" for agent in names):
            return Authors(names, basis, line)
        if names and not organisations.names:
            organisations = Authors(names, basis, line)
    return organisations


def _is_sure(agent: Agent) -> bool:
    """Whether a name has several words, as few buttons do in scripts that have capitals."""
    return " " in agent.name or not agent.name.isascii()


def _without_doubles(names: Sequence[Agent]) -> tuple[Agent, ...]:
    """Each name once: no initials of another, no name with an office after it."""
    people = [agent for agent in names if agent.kind == "person"]
    shorter = {f"{agent.name} " for agent in people if " " in agent.name}
    initials = {"".join(part[0] for part in agent.name.split()) for agent in people}
    kept = [
        agent
        for agent in dict.fromkeys(names)
        if not (shorter and agent.name.islower() and " " not in agent.name)
        and not any(agent.name.startswith(name) for name in shorter)
        and not (agent.name in initials and len(agent.name) > 1)
    ]
    return tuple(kept)


def _shown(lines: Sequence[str], language: str) -> tuple[str, tuple[Agent, ...]]:
    """The first line that is a byline with a name, and its names."""
    for line in lines:
        names = names_in_line(line, language)
        if names:
            return plain(line), names
    return "", ()


def names_in_line(line: str, language: str) -> tuple[Agent, ...]:
    """The names in a line that says "by" or the like.

    A word beside a date is no author on a web page: it is as often the section or a button.
    """
    found = read_byline(line, language)
    if not found.authors:
        return ()
    undated = unicodedata.normalize("NFC", line)
    for date in reversed(find_dates(undated, language)):
        undated = undated[: date.start] + undated[date.end :]
    return found.authors if read_byline(undated, language).is_byline else ()


def _checked(agents: Sequence[Agent], site: str, language: str) -> tuple[Agent, ...]:
    """Stated names, each taken apart where it holds several or says "By"."""
    checked: list[Agent] = []
    for agent in agents:
        if letters(agent.name) == letters(site) and site:
            checked.append(Agent(name=agent.name, kind="organization"))
            continue
        names = _names(agent.name, language) if agent.kind == "person" else ()
        checked += names or [agent]
    return tuple(dict.fromkeys(checked))


def _from_meta(head: Head, site: str, page: Page) -> tuple[Agent, ...]:
    """The names in meta elements; one that holds the page's copyright may be a publisher's."""
    return _in_meta(head, _META, site, page)


def _in_meta(head: Head, among: Iterable[str], site: str, page: Page) -> tuple[Agent, ...]:
    for name in among:
        stated = [text for text in head.all(name) if "//" not in text and "@" not in text]
        if name == "citation_author":  # "Doe, Jane", as Google Scholar asks for
            stated = [" ".join(reversed(text.split(", ", 1))) for text in stated]
        found = [agent for text in stated for agent in _names(text)]
        found = [agent for agent in found if letters(agent.name) != letters(site)]
        if found:
            return tuple(
                Agent(name=agent.name, kind="organization") if _has_rights(agent, page) else agent
                for agent in dict.fromkeys(found)
            )
    return ()


def _labelled(head: Head) -> Iterator[str]:
    """The elements beside a label such as "Written by": whoever entered the page, most often."""
    for number in "12":
        label = fold(head.first(f"twitter:label{number}")[0])
        by_word = words.BY.match(label)
        if by_word is not None and by_word.end() == len(label):
            yield f"twitter:data{number}"


def _has_rights(agent: Agent, page: Page) -> bool:
    """Whether a line of the page says that it is this one's copyright."""
    name = re.compile(rf"[^<>\n]{{0,40}}?{re.escape(agent.name)}", re.IGNORECASE)
    signs = _RIGHTS.finditer(page.source)
    behind = (page.source[sign.end() : sign.end() + _NAME_WITHIN] for sign in signs)
    return any(name.match(unescape(text)) for text in behind)


def _names(text: str, language: str = "") -> tuple[Agent, ...]:
    """The names in a text that ought to be a name or a byline."""
    if len(text) > _LONGEST:
        return ()
    byline = read_byline(text, language)
    return byline.authors or read_names(text, after_by_word=True) or ()


def _from_marks(page: Page, language: str) -> tuple[Agent, ...]:
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
    if any(sign in page.source for sign in _SIGNS):  # few pages without an author have one
        for element in page.root.iterfind("body//*"):
            for name, value in element.items():
                if name == "href":
                    if element.tag == "a" and _PERSONAL.search(value):
                        marked[3][element] = None
                elif _MARKS[0] in value or _MARKS[1] in value:
                    for surety in _sureties(name, value):
                        marked[surety][element] = None
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
    if len(text) > _LONGEST:
        return ()
    links = [plain("".join(link.itertext())) for link in element.iter("a") if link is not element]
    linked = [read_names(link, after_by_word=True) or () for link in links if link]
    if linked and all(linked):
        return tuple(agent for names in linked for agent in names)
    return _names(text, language)


def _is_elsewhere(element: HtmlElement) -> bool:
    """Whether an element stands in reader comments, lists of other articles and the like."""
    return any(word in names.lower() for names in _around(element) for word in _ELSEWHERE)


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
