"""Selectors of a passage and what they lead to in a later text: anchoring.

Promises: four honest outcomes, ``exact``, ``moved``, ``approximate`` and ``not_found``; when in
doubt it refuses, since a link that shows other words than it promised is worse than none.
Offsets are code points, half-open, in a canonical text. Source of the two selectors: W3C Web
Annotation Data Model, 4.2.4 and 4.2.5; of the weights: judgement, held by property tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from archive.approximate import Match, find_approximately

Status = Literal["exact", "moved", "approximate", "not_found"]

CONTEXT = 32  # code points of prefix and suffix at least, then on to a word boundary
LONG_ENOUGH = 32  # shorter quotes never match approximately, nor by standing there once
ERROR_SHARE = 0.15  # of the quote's code points
THRESHOLD = 0.8  # of the score of an approximate match
MARGIN = 0.1  # by which it must lead the runner-up
SIMILAR = 0.5  # likeness of the other side's context when only one side fits

_WORD_REST = re.compile(r"\w*")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextQuote:
    """A quotation with its context, and how often it stood in the text it was taken from."""

    exact: str
    prefix: str
    suffix: str
    occurrences: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Where a quotation is now. ``start`` and ``end`` count in the text it was sought in.

    ``score`` is 1.0 when exact or moved, at least THRESHOLD when approximate, else 0.0.
    ``candidates`` are the spans that were too alike to choose between.
    """

    status: Status
    score: float = 0.0
    start: int = 0
    end: int = 0
    candidates: tuple[tuple[int, int], ...] = ()


def quote_for(text: str, start: int, end: int) -> TextQuote:
    """The quote selector of ``text[start:end]``."""
    before = text[max(0, start - 2 * CONTEXT) : start]
    cut = max(0, len(before) - CONTEXT)
    while cut > 0 and before[cut - 1].isalnum():
        cut -= 1
    stop = min(len(text), end + CONTEXT)
    rest = _WORD_REST.match(text, stop, min(len(text), stop + CONTEXT))
    if stop < len(text) and text[stop - 1].isalnum() and rest:
        stop = rest.end()
    exact = text[start:end]
    return TextQuote(
        exact=exact,
        prefix=before[cut:],
        suffix=text[end:stop],
        occurrences=sum(1 for _ in _occurrences(text, exact)) if exact else 0,
    )


def resolve(text: str, quote: TextQuote, position: int | None = None) -> Resolution:
    """Find the quotation in ``text``.

    ``position`` is its start when ``text`` is the very edition it was taken from, else None.
    """
    exact = quote.exact
    if not exact:
        return Resolution(status="not_found")
    if position is not None and text[position : position + len(exact)] == exact:
        return Resolution(status="exact", score=1.0, start=position, end=position + len(exact))
    starts = list(_occurrences(text, exact))
    if starts:
        return _choose(text, quote, starts)
    if len(exact) < LONG_ENOUGH:
        return Resolution(status="not_found")
    return _approximate(text, quote)


def _occurrences(text: str, exact: str) -> Iterator[int]:
    start = text.find(exact)
    while start >= 0:
        yield start
        start = text.find(exact, start + 1)


def _choose(text: str, quote: TextQuote, starts: list[int]) -> Resolution:
    """One of several equal texts, by what stands before and after; or none of them."""
    length = len(quote.exact)
    if len(starts) == 1 and quote.occurrences == 1 and length >= LONG_ENOUGH:
        return _moved(starts[0], length)
    fits = {s: _fit(text, quote, s, s + length) for s in starts}
    both = [s for s, (before, after) in fits.items() if before == after == 1.0]
    if len(both) == 1:
        return _moved(both[0], length)
    one = [s for s, sides in fits.items() if max(sides) == 1.0 and min(sides) >= SIMILAR]
    if not both and len(one) == 1:
        rivals = [sum(sides) for s, sides in fits.items() if s != one[0]]
        if all(rival + MARGIN <= sum(fits[one[0]]) for rival in rivals):
            return _moved(one[0], length)
    return Resolution(status="not_found", candidates=tuple((s, s + length) for s in starts[:20]))


def _moved(start: int, length: int) -> Resolution:
    return Resolution(status="moved", score=1.0, start=start, end=start + length)


def _fit(text: str, quote: TextQuote, start: int, end: int) -> tuple[float, float]:
    """How like the stored context before and after is to what stands there, 0 to 1.

    An empty stored context fits only the edge of the text.
    """
    before = text[max(0, start - len(quote.prefix)) : start] if quote.prefix else text[:start][-1:]
    after = text[end : end + len(quote.suffix)] if quote.suffix else text[end : end + 1]
    return _likeness(quote.prefix, before), _likeness(quote.suffix, after)


def _likeness(stored: str, found: str) -> float:
    return 1.0 if stored == found else SequenceMatcher(None, stored, found, False).ratio() * 0.99


def _approximate(text: str, quote: TextQuote) -> Resolution:
    length = len(quote.exact)
    matches = find_approximately(text, quote.exact, int(length * ERROR_SHARE))
    scored = sorted(((_score(text, quote, m), m) for m in matches), key=lambda x: (-x[0], x[1]))
    if not scored:
        return Resolution(status="not_found")
    best, match = scored[0]
    runner_up = scored[1][0] if len(scored) > 1 else 0.0
    alone = quote.occurrences == 1 or max(_fit(text, quote, match.start, match.end)) == 1.0
    if best < THRESHOLD or best - runner_up < MARGIN or not alone:
        spans = tuple((m.start, m.end) for _, m in scored[:20])
        return Resolution(status="not_found", candidates=spans)
    return Resolution(status="approximate", score=best, start=match.start, end=match.end)


def _score(text: str, quote: TextQuote, match: Match) -> float:
    """Six parts the quotation itself, two parts each side's context."""
    before, after = _fit(text, quote, match.start, match.end)
    likeness = 1 - match.errors / len(quote.exact)
    return round(0.6 * likeness + 0.2 * before + 0.2 * after, 4)
