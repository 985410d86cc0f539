"""What stands on pages around their text: running headers and footers, and page numbers.

Promises: a line is taken for a header or footer only where the same line, numbers apart, stands
at the same end of at least three pages; a number for a page number only where it counts with the
pages or is named as one. Lines are known by their place in the list of all lines.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from indexer.parsers.pdf.lines import Line

HEADER, FOOTER, NUMBER = "page header", "page footer", "page number"
REPEATED = 3  # pages that must have it

_OUTER = 3  # lines at each end of a page that are looked at
_ZONE = 0.16  # of the page's height from its edge
_NUMBER_ZONE = 0.25  # for bare numbers that count with the pages
_DIGITS = re.compile(r"\d+")
_PAGE_WORDS = "page|p\\.|pag\\.?|pg\\.?|seite|s\\.|página|pagina|strana|sayfa|صفحه|صفحة|ص"
_NAMED = re.compile(
    rf"\W*(?:{_PAGE_WORDS})\s*\d{{1,5}}(?:\s*(?:of|/|von|de|di|sur|از|من)\s*\d{{1,5}})?\W*"
    r"|\W*\d{1,5}\s*(?:of|/|von|از|من)\s*\d{1,5}\W*",
    re.IGNORECASE,
)
_BARE = re.compile(r"\W*(\d{1,5})\W*")
_ROMAN = re.compile(r"\W*[ivxlc]{1,7}\W*", re.IGNORECASE)


def furniture(
    lines: Sequence[Line], edges: Mapping[int, tuple[float, float]], pages: int
) -> dict[int, str]:
    """Index of a line to the reason why it is no text.

    ``edges`` are bottom and height of each page; ``pages`` is how many there are.
    """
    outer = list(_outer(lines, edges, _ZONE))
    reasons = {index: NUMBER for index, _ in outer if _NAMED.fullmatch(lines[index].text)}
    reasons |= dict.fromkeys(_counting(lines, _outer(lines, edges, _NUMBER_ZONE)), NUMBER)
    if pages >= REPEATED:
        for index, end in _repeated(lines, outer):
            reasons.setdefault(index, end)
    return reasons


def _outer(
    lines: Sequence[Line], edges: Mapping[int, tuple[float, float]], zone: float
) -> Iterable[tuple[int, str]]:
    """The first and last lines of each page that stand near its edge, and at which."""
    by_page: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        by_page[line.page].append(index)
    for page, indexes in by_page.items():
        bottom, height = edges[page]
        ordered = sorted(indexes, key=lambda index: -lines[index].top)
        for index in ordered[:_OUTER]:
            if lines[index].bottom > bottom + (1 - zone) * height:
                yield index, HEADER
        for index in ordered[-_OUTER:]:
            if lines[index].top < bottom + zone * height:
                yield index, FOOTER


def _repeated(lines: Sequence[Line], outer: Sequence[tuple[int, str]]) -> Iterable[tuple[int, str]]:
    same: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, end in outer:
        folded = _DIGITS.sub("#", lines[index].text.casefold())
        if any(map(str.isalpha, folded)):
            same[folded, end].append(index)
    for (_, end), indexes in same.items():
        if len({lines[index].page for index in indexes}) >= REPEATED:
            yield from ((index, end) for index in indexes)


def _counting(lines: Sequence[Line], outer: Iterable[tuple[int, str]]) -> set[int]:
    """Numbers that grow by one with each page, on two pages at least; Roman ones on three."""
    ahead: dict[tuple[int, str], set[int]] = defaultdict(set)
    roman: dict[str, set[int]] = defaultdict(set)
    for index, end in outer:
        line = lines[index]
        bare = _BARE.fullmatch(line.text)
        if bare:
            ahead[int(bare[1]) - line.page, end].add(index)
        elif _ROMAN.fullmatch(line.text):
            roman[end].add(index)
    found: set[int] = set()
    for indexes in ahead.values():
        if len({lines[index].page for index in indexes}) >= 2:
            found |= indexes
    for indexes in roman.values():
        if len({lines[index].page for index in indexes}) >= REPEATED:
            found |= indexes
    return found
