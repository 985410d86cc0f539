"""Who wrote a page, from the best of what it says.

Promises: names of people and organisations as the page gives them, without "By", roles and
addresses; what programs are told before what readers are shown; none rather than a guess. Says
where the names were found, and the byline as printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from archive.model import Agent
from indexer.bylines import read_byline
from indexer.dates import find_dates
from indexer.parsers.html.align import letters
from indexer.parsers.html.author_marks import names_in_marks
from indexer.parsers.html.head import Head, plain
from indexer.parsers.html.jsonld import Described
from indexer.parsers.html.stated_names import (
    is_label,
    names_described,
    names_in_meta,
    names_in_other_meta,
    site_as_author,
)
from indexer.parsers.html.tree import Page

_AT_HEADLINE = 3  # lines below it in which a byline names the author, whoever is stated
_BESIDE_DATE = 4  # lines below it in which a full name beside a date is an author's
_GLUED = re.compile(r"\s*([Bb]y)(?=[A-Z][a-z])")  # "ByJane Doe"
_PART_OF_NAME = 3  # letters


@dataclass(frozen=True, slots=True)
class Authors:
    """The authors, where they were found, and the line as printed, where there is one."""

    names: tuple[Agent, ...] = ()
    basis: str = ""
    line: str = ""


def find_authors(
    head: Head,
    described: Described,
    page: Page,
    lines: Sequence[str],
    site: str,
    language: str,
) -> Authors:
    """The authors; ``lines`` are those shown near the headline, ``site`` the site's name."""
    lines = list(_joined(lines))
    line, shown = _shown(lines, language)
    organisations = Authors(line=line)
    sources: tuple[tuple[str, Callable[[], tuple[Agent, ...]]], ...] = (
        ("JSON-LD", lambda: names_described(described.authors, site, language)),
        ("meta tag", lambda: names_in_meta(head, site, page)),
        ("author element", lambda: names_in_marks(page, language)),
        ("byline", lambda: shown),
        ("meta tag", lambda: names_in_other_meta(head, site, page)),
        ("byline", lambda: _beside_date(head, lines, language)),
        ("meta tag", lambda: site_as_author(head, site)),
    )
    for basis, names_from in sources:
        names = _without_doubles(names_from())
        if organisations.names and not any(_is_sure(agent) for agent in names):
            continue  # a button or a section is no author beside one that is stated
        if any(agent.kind == "person" for agent in names):
            at_headline = _shown(lines[:_AT_HEADLINE], language)[1]
            if basis != "byline" and _are_others(at_headline, names):
                return Authors(at_headline, "byline", line)
            return Authors(names, basis, line)
        if names and not organisations.names:
            organisations = Authors(names, basis, line)
    return organisations


def _are_others(shown: Sequence[Agent], stated: Sequence[Agent]) -> bool:
    """Whether a byline names nobody of those stated, nor anybody by a part of their names.

    Who is stated has then entered the page, most often.
    """
    said = letters(" ".join(agent.name for agent in stated))
    parts = [letters(part) for agent in shown for part in agent.name.split()]
    return bool(parts) and not any(len(part) >= _PART_OF_NAME and part in said for part in parts)


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


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """The lines, each that is but "Written by" together with the one behind it."""
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        yield f"{line}\n{following}" if following and is_label(plain(line)) else line


def _shown(lines: Sequence[str], language: str) -> tuple[str, tuple[Agent, ...]]:
    """The first line that is a byline with a name, and its names."""
    for line in lines:
        names = names_in_line(line, language)
        if names:
            return plain(line), names
    return "", ()


def _beside_date(head: Head, lines: Sequence[str], language: str) -> tuple[Agent, ...]:
    """The full names that stand alone beside a date right below the headline.

    What the head states as something else, a section most often, is no author, nor is a label.
    """
    for line in lines[:_BESIDE_DATE]:
        names = read_byline(line, language).authors
        if names and all(
            agent.kind == "person" and " " in agent.name and f"{agent.name}:" not in line
            for agent in names
        ):
            stated = {letters(value) for values in head.meta.values() for value in values}
            return () if any(letters(agent.name) in stated for agent in names) else names
    return ()


def names_in_line(line: str, language: str) -> tuple[Agent, ...]:
    """The names in a line that says "by" or the like.

    A word beside a date is no author on a web page: it is as often the section or a button.
    """
    line = _GLUED.sub(r"\1 ", unicodedata.normalize("NFC", line))
    found = read_byline(line, language)
    if not found.authors:
        return ()
    if found.by_word and all(" " in agent.name for agent in found.authors):
        return found.authors
    undated = line
    for date in reversed(find_dates(undated, language)):
        undated = undated[: date.start] + undated[date.end :]
    return found.authors if read_byline(undated, language).is_byline else ()
