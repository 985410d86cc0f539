"""What any rule could reach that chooses titles, authors and dates among what a page says.

``python -m tests.parsing.ceiling fundus wcxb:article`` prints for each figure of a set what we
reach, the ceiling, and where the right answer stands on the pages that we miss: *stated* for
programs (JSON-LD, meta elements, the title element), *shown* to readers (a block of the text, a
time element), or *nowhere*, so that no rule finds it. A ceiling is an oracle's: on a page with many
dates one of them may be right by chance.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml.html import HtmlElement

from indexer.dates import find_dates
from indexer.parsers import html
from indexer.parsers.html.dating import as_stated
from indexer.parsers.html.metadata import Stated, read_stated
from indexer.parsers.html.titles import title_forms
from indexer.parsers.html.tree import parse
from indexer.parsers.html.walk import runs
from tests.parsing.comparing import Gold, compare, gold_authors, plain
from tests.parsing.measure import PAGES, answer_of, pages

FIGURES = ("title", "author any", "date")
_LINE = 160  # code points; a longer block is prose, which mentions many people


@dataclass
class Ceiling:
    """One figure of one set: pages, those right, and where the answer stands on the others."""

    pages: int = 0
    right: int = 0
    missed: Counter[str] = field(default_factory=Counter)

    @property
    def most(self) -> float:
        """The share of the pages that say the right answer somewhere."""
        return 1 - self.missed["nowhere"] / self.pages

    def line(self) -> str:
        """The figure, for a person."""
        there = ", ".join(f"{count} {where}" for where, count in sorted(self.missed.items()))
        reached = self.right / self.pages
        return f"{reached:.3f} of {self.most:.3f} (n={self.pages}; missed: {there or 'none'})"


def ceilings(name: str, folder: Path = PAGES) -> dict[str, Ceiling]:
    """Each figure of a set of saved web pages."""
    found = {figure: Ceiling() for figure in FIGURES}
    for gold, data in pages(name, folder):
        compared = compare(gold, answer_of(html.read(data)))
        for figure in FIGURES:
            if figure in compared:
                ceiling = found[figure]
                ceiling.pages += 1
                ceiling.right += int(compared[figure])
                if not compared[figure]:
                    ceiling.missed[_where(figure, gold, data)] += 1
    return {figure: ceiling for figure, ceiling in found.items() if ceiling.pages}


def _where(figure: str, gold: Gold, data: bytes) -> str:
    """Where a page says the right answer."""
    page = parse(data)
    stated = read_stated(page)
    blocks = [run.text for run in runs(page.root)]
    told, shown = {
        "title": (_titles(stated), map(plain, blocks)),
        "author any": (_names(stated), (plain(text) for text in blocks if len(text) <= _LINE)),
        "date": (_days(stated), _shown_days(page.root, blocks, stated.language)),
    }[figure]
    if figure == "author any":
        names = gold_authors(gold)
        told, shown = ((name for text in texts for name in names if name in text)
                       for texts in (told, shown))  # fmt: skip
        right = names
    else:
        right = {plain(gold["title"]) if figure == "title" else gold["date"][:10]}
    where = {"stated": told, "shown": shown}
    return " and ".join(name for name, texts in where.items() if right & set(texts)) or "nowhere"


def _titles(stated: Stated) -> Iterator[str]:
    """All titles in the head and in JSON-LD, whole and in parts."""
    head = stated.head
    values = [value for name in head.meta if "title" in name or name in _TITLES
              for value in head.meta[name]]  # fmt: skip
    for text in (stated.described.headline, head.title, *values):
        yield from map(plain, title_forms(text))


_TITLES = ("headline", "name")
_AUTHORS = ("author", "creator", "byl", "writer", "twitter:data")


def _names(stated: Stated) -> Iterator[str]:
    """What may name authors in the head and in JSON-LD."""
    for agent in stated.described.authors:
        yield plain(agent.name)
    for name, values in stated.head.meta.items():
        if any(part in name for part in _AUTHORS):
            yield from map(plain, values)


def _days(stated: Stated) -> Iterator[str]:
    """The days in the head and in JSON-LD, whatever they are of."""
    described = stated.described
    values = [value for values in stated.head.meta.values() for value in values]
    for text in (described.published, described.modified, *values):
        found = as_stated(text, "", stated.language)
        if found is not None:
            yield found.value[:10]


def _shown_days(root: HtmlElement, blocks: Iterable[str], language: str) -> Iterator[str]:
    """The days in time elements and in the text."""
    times = (element.get("datetime") or "" for element in root.iter("time"))
    for text in (*times, *blocks):
        found = as_stated(text, "", language)
        if found is not None:
            yield found.value[:10]
        for each in find_dates(text, language):
            yield each.dating.value[:10]


def main(names: Iterable[str]) -> None:
    """Print the ceilings of each named set."""
    for name in names:
        for figure, ceiling in ceilings(name).items():
            print(f"{name}: {figure} {ceiling.line()}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
