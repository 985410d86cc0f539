"""The authors that a page states for programs: in JSON-LD and in meta elements.

Promises: each name taken apart where one value holds several, without "By", offices and employers;
nothing that programs fill in by themselves. The site itself is an organisation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape

from archive.model import Agent
from indexer import byline_words as words
from indexer.byline_names import read_names
from indexer.bylines import read_byline
from indexer.months import fold
from indexer.parsers.html.align import letters
from indexer.parsers.html.head import Head
from indexer.parsers.html.tree import Page

LONGEST = 160  # code points of what names authors and says little more
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
_AUTHOR = re.compile(r"(?:\w+[_.:-])?(?:article[_.:-]?)?authors?(?:[_.:-]?names?)?")
_OFFICE = re.compile(r"\s*[,|]\s+")
# What programs fill in where nobody says who writes.
_NOBODY = re.compile(
    r"(?:site|web|wp)?[\s-]*admin(?:istrator)?|webmaster|undefined|null|none|default|author"
)
# In either case; begins with signs in this one, for which a search passes over all else quickly.
_RIGHTS = re.compile(r"©|&(?i:copy;|#xa9;|#169;)|c(?i:opyright)|C(?i:opyright)")
_NAME_WITHIN = 200  # characters of the source, entities among them


def names_described(agents: Sequence[Agent], site: str, language: str) -> tuple[Agent, ...]:
    """The names in JSON-LD."""
    checked: list[Agent] = []
    for agent in agents:
        if _is_site(agent.name, site):
            checked.append(Agent(name=agent.name, kind="organization"))
            continue
        names: tuple[Agent, ...] = ()
        if agent.kind == "person":
            names = names_in(agent.name, language) or _before_office(agent.name, language)
        checked += names or [agent]
    return tuple(agent for agent in dict.fromkeys(checked) if _is_somebody(agent.name))


def _before_office(text: str, language: str) -> tuple[Agent, ...]:
    """The name before a comma or a bar, where what is behind it is too much to be names."""
    first, *rest = _OFFICE.split(text, maxsplit=1)
    return names_in(first, language) if rest and " " in first else ()


def names_in_meta(head: Head, site: str, page: Page) -> tuple[Agent, ...]:
    """The names in meta elements; one that holds the page's copyright may be a publisher's."""
    return _in_meta(head, _META, site, page)


def names_in_other_meta(head: Head, site: str, page: Page) -> tuple[Agent, ...]:
    """The names in meta elements that sites call as they like, and in those of a link's card."""
    named = [name for name in head.meta if _AUTHOR.fullmatch(name) and name not in _META]
    full = [name for name in named if " " in head.meta[name][0]]  # one word is a login or a site
    return _in_meta(head, (*full, *_labelled(head)), site, page)


def site_as_author(head: Head, site: str) -> tuple[Agent, ...]:
    """The site itself, where a meta element says that it is the author, in several words.

    One word is the site's name that a program fills in.
    """
    stated = next(_no_addresses(head.all(*_META, *_labelled(head))), "")
    is_author = " " in stated and _is_site(stated, site)
    return (Agent(name=stated, kind="organization"),) if is_author else ()


def _no_addresses(texts: Iterable[str]) -> Iterator[str]:
    return (text for text in texts if "//" not in text and "@" not in text)


def _is_site(name: str, site: str) -> bool:
    return bool(site) and letters(name) == letters(site)


def _is_somebody(name: str) -> bool:
    return not _NOBODY.fullmatch(fold(name))


def _in_meta(head: Head, among: Iterable[str], site: str, page: Page) -> tuple[Agent, ...]:
    for name in among:
        stated = [*_no_addresses(head.all(name))]
        if name == "citation_author":  # "Doe, Jane", as Google Scholar asks for
            stated = [" ".join(reversed(text.split(", ", 1))) for text in stated]
        found = [agent for text in stated for agent in names_in(text)]
        found = [
            agent for agent in found if not _is_site(agent.name, site) and _is_somebody(agent.name)
        ]
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


def names_in(text: str, language: str = "") -> tuple[Agent, ...]:
    """The names in a text that ought to be a name or a byline."""
    if len(text) > LONGEST:
        return ()
    byline = read_byline(text, language)
    return byline.authors or read_names(text, after_by_word=True) or ()


def is_label(name: str) -> bool:
    """Whether words are those that stand before a name: "Written by", "The Author"."""
    folded = fold(name)
    by_word = words.BY.match(f"{folded}:")
    whole = by_word is not None and by_word.end() > len(folded)
    return whole and not words.ORGANISATION.search(folded)  # editors sign with that word
