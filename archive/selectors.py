"""Words of one edition found again in another: the two selectors, and anchoring by them.

Promises: four honest outcomes, ``exact``, ``moved``, ``approximate`` and ``not_found``; when in
doubt it refuses, since a link that shows other words than it promised is worse than none. What
context or likeness alone tells must hold both ways: the place found in the new text must lead
back, by the same rules, to the place that the words were taken from, so that a twin that is left
is never taken for what is gone. Time grows with the texts by plain substring search only.

Offsets are code points, half-open, in a canonical text. Source of the two selectors: W3C Web
Annotation Data Model, 4.2.4 and 4.2.5; of the weights: judgement, held by property tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Literal

from archive.approximate import Match, find_approximately

Status = Literal["exact", "moved", "approximate", "not_found"]
Span = tuple[int, int]

CONTEXT = 32  # code points of prefix and suffix at least, then on to a word boundary
LONG_ENOUGH = 32  # shorter quotes never match approximately, nor by standing there once
ERROR_SHARE = 0.15  # of the quote's code points
THRESHOLD = 0.8  # of the score of an approximate match
MARGIN = 0.1  # by which it must lead the runner-up
SIMILAR = 0.5  # likeness of the other side's context when only one side fits
WEIGHED = 60  # occurrences whose contexts are compared; among more only whole contexts count
SHOWN = 20  # candidates that are told

_WORD_REST = re.compile(r"\w*")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextQuote:
    """A quotation with its context."""

    exact: str
    prefix: str
    suffix: str


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
    candidates: tuple[Span, ...] = ()

    @property
    def span(self) -> Span:
        """Start and end."""
        return self.start, self.end


NOWHERE = Resolution(status="not_found")


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
    return TextQuote(exact=text[start:end], prefix=before[cut:], suffix=text[end:stop])


def resolve(text: str, then: str, span: Span) -> Resolution:
    """Find in ``text`` what stands at ``span`` of ``then``, the edition it was taken from.

    Where blocks begin does not matter in another edition: the end of one counts as a space.
    """
    start, end = span
    if not 0 <= start < end <= len(then):
        return NOWHERE
    if text == then:
        return Resolution(status="exact", score=1.0, start=start, end=end)
    text, then = text.replace("\n", " "), then.replace("\n", " ")
    exact = then[start:end]
    places = list(islice(occurrences(text, exact), SHOWN))
    if places:
        return _unchanged(text, then, span, places)
    if len(exact) < LONG_ENOUGH:
        return NOWHERE
    return _approximate(text, then, span)


def stands_once(text: str, exact: str) -> bool:
    """Whether it stands in the text, and at one place only."""
    return len(list(islice(occurrences(text, exact), 2))) == 1


def occurrences(text: str, exact: str) -> Iterator[int]:
    """Where it begins in the text, in order; they may overlap."""
    start = text.find(exact)
    while start >= 0:
        yield start
        start = text.find(exact, start + 1)


def _unchanged(text: str, then: str, span: Span, places: list[int]) -> Resolution:
    """One of several equal texts, by what stands before and after; or none of them."""
    start, end = span
    length = end - start
    if length >= LONG_ENOUGH and len(places) == 1 and stands_once(then, then[start:end]):
        return Resolution(status="moved", score=1.0, start=places[0], end=places[0] + length)
    place = _singled_out(text, quote_for(then, start, end))
    if place is not None and _singled_out(then, quote_for(text, place, place + length)) == start:
        return Resolution(status="moved", score=1.0, start=place, end=place + length)
    return Resolution(status="not_found", candidates=tuple((p, p + length) for p in places))


def _singled_out(text: str, quote: TextQuote) -> int | None:
    """Where the one occurrence begins that the context tells; None in doubt."""
    whole = list(islice(_with_context(text, quote), 2))
    if whole:
        return whole[0] if len(whole) == 1 else None
    places = list(islice(occurrences(text, quote.exact), WEIGHED + 1))
    if len(places) > WEIGHED:
        return None
    fits = {place: _fit(text, quote, place, place + len(quote.exact)) for place in places}
    one = [p for p, sides in fits.items() if max(sides) == 1.0 and min(sides) >= SIMILAR]
    if len(one) != 1:
        return None
    rivals = (sum(sides) for place, sides in fits.items() if place != one[0])
    leads = all(rival + MARGIN <= sum(fits[one[0]]) for rival in rivals)
    return one[0] if leads else None


def _with_context(text: str, quote: TextQuote) -> Iterator[int]:
    """Where it stands with its whole context; an empty side of that is the edge of the text."""
    whole = quote.prefix + quote.exact + quote.suffix
    if quote.prefix and quote.suffix:
        yield from (place + len(quote.prefix) for place in occurrences(text, whole))
    elif quote.prefix:
        if text.endswith(whole):
            yield len(text) - len(quote.exact)
    elif text == whole if not quote.suffix else text.startswith(whole):
        yield 0


def _fit(text: str, quote: TextQuote, start: int, end: int) -> tuple[float, float]:
    """How like the stored context before and after is to what stands there, 0 to 1.

    An empty stored context fits only the edge of the text.
    """
    before = text[max(0, start - max(len(quote.prefix), 1)) : start]
    after = text[end : end + max(len(quote.suffix), 1)]
    return _likeness(quote.prefix, before), _likeness(quote.suffix, after)


def _likeness(stored: str, found: str) -> float:
    return 1.0 if stored == found else SequenceMatcher(None, stored, found, False).ratio() * 0.99


def _approximate(text: str, then: str, span: Span) -> Resolution:
    """The likest place, if it is like enough, leads the next, and leads back."""
    quote = quote_for(then, *span)
    errors = int(len(quote.exact) * ERROR_SHARE)
    scored = _scored(text, quote, errors)
    if not scored:
        return NOWHERE
    score, match = scored[0]
    if score >= THRESHOLD and _leads(scored):
        back = _scored(then, quote_for(text, match.start, match.end), errors)
        if back and _leads(back) and _overlap(span, (back[0][1].start, back[0][1].end)):
            return Resolution(
                status="approximate", score=score, start=match.start, end=match.end
            )  # fmt: skip
    return Resolution(status="not_found", candidates=tuple((m.start, m.end) for _, m in scored))


def _scored(text: str, quote: TextQuote, errors: int) -> list[tuple[float, Match]]:
    """Places that are like the quotation, the likest first."""
    matches = find_approximately(text, quote.exact, errors)
    scored = [(_score(text, quote, match), match) for match in matches[:SHOWN]]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1]))


def _leads(scored: list[tuple[float, Match]]) -> bool:
    return len(scored) == 1 or scored[0][0] - scored[1][0] >= MARGIN


def _overlap(one: Span, other: Span) -> bool:
    """Whether most of the one lies in the other."""
    return min(one[1], other[1]) - max(one[0], other[0]) > (one[1] - one[0]) / 2


def _score(text: str, quote: TextQuote, match: Match) -> float:
    """Six parts the quotation itself, two parts each side's context."""
    before, after = _fit(text, quote, match.start, match.end)
    likeness = 1 - match.errors / len(quote.exact)
    return round(0.6 * likeness + 0.2 * before + 0.2 * after, 4)
