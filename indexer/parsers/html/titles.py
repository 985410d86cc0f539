"""The title of a page, chosen among what the page says and shows.

Promises: one of the page's own titles, at most without the site's name; the one on which most of
the sources agree, and among equals what a reader sees as the headline. No list of sites.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.model import Fact
from indexer.parsers.html.align import letters
from indexer.parsers.html.head import Head

_PARTS = re.compile(r"\s+(?:[|–—•·»«-]|::)+\s+|\s*[|]\s*")
_TRUST = {"h1": 1.4, "JSON-LD": 0.8, "meta tag": 0.1, "title element": 0.0}  # beside agreement
_HEADLINES = 6  # h1 elements looked at; a page with more uses them for something else


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    basis: str
    folded: str


def choose_title(head: Head, stated: str, headlines: Sequence[str], site: str) -> Fact | None:
    """The title; ``stated`` is JSON-LD's, ``headlines`` the h1 as shown, ``site`` its name."""
    sources = [
        ("JSON-LD", _whole_and_parts(stated)),
        ("h1", list(headlines[:_HEADLINES])),
        ("meta tag", _whole_and_parts(head.first("og:title")[0])),
        ("meta tag", _whole_and_parts(head.first("twitter:title")[0])),
        ("title element", _whole_and_parts(head.title)),
        ("meta tag", [head.first("dc.title", "dcterms.title", "citation_title", "headline")[0]]),
    ]
    by_source = [
        [_Candidate(text, basis, letters(text)) for text in texts if letters(text)]
        for basis, texts in sources
    ]
    site_folded = letters(site)
    best: tuple[float, _Candidate] | None = None
    for candidate in _in_order(by_source):
        score = _agreement(candidate, by_source) + _TRUST[candidate.basis]
        if candidate.folded == site_folded:
            score -= 2
        if best is None or score > best[0] + 1e-9:
            best = (score, candidate)
    if best is None:
        return None
    return Fact(value=unicodedata.normalize("NFC", best[1].text), basis=best[1].basis)


def _in_order(by_source: Sequence[Sequence[_Candidate]]) -> Iterator[_Candidate]:
    """All candidates, the better source first."""
    for candidates in by_source:
        yield from candidates


def _agreement(candidate: _Candidate, by_source: Sequence[Sequence[_Candidate]]) -> float:
    """How many sources say the same; a longer or shorter form counts a little."""
    score = 0.0
    for others in by_source:
        likeness = 0.0
        for other in others:
            if other.folded == candidate.folded:
                likeness = 1.0
            elif other.folded in candidate.folded or candidate.folded in other.folded:
                likeness = max(likeness, 0.3)
        score += likeness
    return score


def _whole_and_parts(text: str) -> list[str]:
    """A title, and the same without its first or last part, which may be the site's name."""
    if not text:
        return []
    cuts = list(_PARTS.finditer(text))
    if not cuts:
        return [text]
    first, last = cuts[0], cuts[-1]
    forms = [text, text[: last.start()], text[: first.start()], text[first.end() :]]
    return list(dict.fromkeys(form.strip() for form in forms if form.strip()))
