"""Words of one edition found again in another: the two selectors, and anchoring by them.

Promises: four honest outcomes, ``exact``, ``moved``, ``approximate`` and ``not_found``; when in
doubt it refuses, since a link that shows other words than it promised is worse than none. Unchanged
words are found by themselves or with their context, as what stood once and stands once; a likeness
must lead back, by the same rules, to the place that the words were taken from, so that a twin that
is left is never taken for what is gone. Time grows with the texts by plain substring search only.

Offsets are code points, half-open, in a canonical text. Source of the two selectors: W3C Web
Annotation Data Model, 4.2.4 and 4.2.5; of the weights: judgement, held by property tests.
"""

from __future__ import annotations

import itertools
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
SHORT, THRESHOLD_OF_SHORT = 64, 0.85  # code points; of shorter ones the context must tell more
MARGIN = 0.1  # by which it must lead the runner-up
# Of the longer of quotation and likeness: what both have in common, and stood once.
TOLD_SHARE = 2 / 3
BY_LETTER = 400  # code points of a quote that is compared letter by letter; above, by words
SHORTEST_RUN = 4  # code points in common that can tell one place from another
ASKED = 12  # blocks of a long stretch that are asked whether they stood once
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


class _Flat:
    """A text, and the same without its blocks' ends; offsets are the same in both."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.flat = text.replace("\n", " ")


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


def resolve(text: str, then: str, span: Span, *, unchanged: bool = False) -> Resolution:
    """Find in ``text`` what stands at ``span`` of ``then``, the edition it was taken from.

    With ``unchanged`` nothing that is only like it.

    Where blocks begin does not matter in another edition: the end of one counts as a space.
    """
    start, end = span
    if not 0 <= start < end <= len(then):
        return NOWHERE
    if text == then:
        return Resolution(status="exact", score=1.0, start=start, end=end)
    here, there = _Flat(text), _Flat(then)
    exact = there.flat[start:end]
    places = list(islice(occurrences(here.flat, exact), SHOWN))
    if places:
        return _unchanged(here, there, span, places)
    if (
        unchanged
        or len(exact) < LONG_ENOUGH
        or not _are_telling(there, span, begins=True, ends=True)
    ):
        return NOWHERE
    return _approximate(here, there, span)


def stands_once(text: str, exact: str) -> bool:
    """Whether it stands in the text, and at one place only."""
    return len(list(islice(occurrences(text, exact), 2))) == 1


def is_unmistakable(text: str, exact: str) -> bool:
    """Whether it is long, and either half of it stands in the text once.

    Where a single word tells it from a twin, an edit of the twin may take that word away.
    """
    middle = len(exact) // 2
    halves = (exact[:middle], exact[middle:])
    return len(exact) >= LONG_ENOUGH and all(stands_once(text, half) for half in halves)


def occurrences(text: str, exact: str) -> Iterator[int]:
    """Where it begins in the text, in order; they may overlap."""
    start = text.find(exact)
    while start >= 0:
        yield start
        start = text.find(exact, start + 1)


def _unchanged(text: _Flat, then: _Flat, span: Span, places: list[int]) -> Resolution:
    """The one place whose words, alone or with their context, stood and stand only once."""
    length = span[1] - span[0]
    for wider in _widened(then.text, *span):
        place = _only_place(text, then, wider)
        if place is not None:
            start = place + span[0] - wider[0]
            return Resolution(status="moved", score=1.0, start=start, end=start + length)
    return Resolution(status="not_found", candidates=tuple((p, p + length) for p in places))


def _widened(then: str, start: int, end: int) -> Iterator[Span]:
    """The words; with their context in their own blocks, both sides or one; with all of it, and
    without the blocks that this only begins or ends in.
    """
    yield start, end
    first, last = _whole_words(then, start, end)
    quote = quote_for(then, start, end)
    left, right = start - len(quote.prefix), end + len(quote.suffix)
    near_left = max(left, then.rfind("\n", 0, first) + 1)
    line_end = then.find("\n", last)
    near_right = min(right, line_end) if line_end >= 0 else right
    yield near_left, near_right
    yield near_left, last
    yield first, near_right
    whole_left = then.find("\n", left, start) + 1 or left
    whole_right = then.rfind("\n", end, right)
    whole_right = whole_right if whole_right >= 0 else right
    yield from itertools.product((left, whole_left), (right, whole_right))


def _whole_words(text: str, start: int, end: int) -> Span:
    """The span out to the ends of its words, as far as a context goes."""
    farthest = max(0, start - CONTEXT)
    while start > farthest and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    rest = _WORD_REST.match(text, end, end + CONTEXT)
    return start, rest.end() if rest and text[end - 1].isalnum() else end


def _only_place(text: _Flat, then: _Flat, span: Span) -> int | None:
    """Where a long stretch of ``then`` begins in ``text``, if it can be no other; else None.

    It must stand once in both, either half of it in ``then``, and there too most of the blocks
    that it is made of here or there, the first and the last in any case: otherwise blocks that are
    there several times could have come together anew, and read the same.
    """
    start, end = span
    piece = then.flat[start:end]
    if not is_unmistakable(then.flat, piece):
        return None
    places = list(islice(occurrences(text.flat, piece), 2))
    if len(places) != 1:
        return None
    place = places[0]
    begins = start == place == 0
    ends = end == len(then.flat) and place + len(piece) == len(text.flat)
    if not _are_telling(then, span, begins=begins, ends=ends):
        return None
    there = (place, place + len(piece))
    return place if _are_telling(text, there, then, begins=begins, ends=ends) else None


def _are_telling(
    text: _Flat, span: Span, then: _Flat | None = None, *, begins: bool = False, ends: bool = False
) -> bool:
    """Whether of the blocks at a span the first, the last, and most of all stood once in ``then``.

    ``then`` is the text itself if it is not given. The edges of texts do for the first and last.
    Of many blocks some are looked at, evenly spaced.
    """
    blocks = text.text[slice(*span)].split("\n")
    if len(blocks) == 1:
        return True
    if len(blocks) > ASKED:
        blocks = [blocks[(len(blocks) - 1) * at // (ASKED - 1)] for at in range(ASKED)]
    once = [stands_once((then or text).flat, block) for block in blocks]
    told = sum(len(block) for block, is_once in zip(blocks, once, strict=True) if is_once)
    is_told = 2 * told > sum(map(len, blocks))
    return is_told and (begins or once[0]) and (ends or once[-1])


def _fit(text: str, quote: TextQuote, start: int, end: int) -> tuple[float, float]:
    """How like the stored context before and after is to what stands there, 0 to 1.

    An empty stored context fits only the edge of the text.
    """
    before = text[max(0, start - max(len(quote.prefix), 1)) : start]
    after = text[end : end + max(len(quote.suffix), 1)]
    return _likeness(quote.prefix, before), _likeness(quote.suffix, after)


def _likeness(stored: str, found: str) -> float:
    return 1.0 if stored == found else SequenceMatcher(None, stored, found, False).ratio() * 0.99


def _approximate(text: _Flat, then: _Flat, span: Span) -> Resolution:
    """The likest place, if it is like enough, leads the next, leads back, and is no twin."""
    quote = quote_for(then.flat, *span)
    errors = int(len(quote.exact) * ERROR_SHARE)
    scored = _scored(text.flat, quote, errors)
    if not scored:
        return NOWHERE
    score, match = scored[0]
    threshold = THRESHOLD if len(quote.exact) >= SHORT else THRESHOLD_OF_SHORT
    if score >= threshold and _leads(scored):
        found = (match.start, match.end)
        back = _scored(then.flat, quote_for(text.flat, *found), errors)
        leads_back = back and _leads(back) and _overlap(span, (back[0][1].start, back[0][1].end))
        if leads_back and _is_told_apart(then, then.text[slice(*span)], text.text[slice(*found)]):
            return Resolution(
                status="approximate", score=score, start=match.start, end=match.end
            )  # fmt: skip
    return Resolution(status="not_found", candidates=tuple((m.start, m.end) for _, m in scored))


def _is_told_apart(then: _Flat, exact: str, found: str) -> bool:
    """Whether what both have in common, and stood in ``then`` once, is the greater part of either.

    Rows of a register are alike in all but a name and a number, and what they share proves nothing;
    and where some of many rows are left, other rows stand between them that are as long.
    """
    told = sum(
        len(run)
        for run in _in_common(exact, found)
        if len(run) >= SHORTEST_RUN and stands_once(then.flat, run)
    )
    return told > TOLD_SHARE * max(len(exact), len(found))


def _in_common(exact: str, found: str) -> Iterator[str]:
    """The runs that both have, each of one block in both, as blocks can come together anew."""
    parts = (list, _words)[len(exact) > BY_LETTER]
    ours, theirs = parts(_Flat(exact).flat), parts(_Flat(found).flat)
    starts, others = ([0, *itertools.accumulate(map(len, each))] for each in (ours, theirs))
    for same in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        start, other = starts[same.a], others[same.b]
        length = starts[same.a + same.size] - start
        here, there = exact[start : start + length], found[other : other + length]
        edges = [at for at in range(length) if "\n" in (here[at], there[at])]
        for left, right in itertools.pairwise((-1, *edges, length)):
            yield here[left + 1 : right]


def _words(text: str) -> list[str]:
    return re.split(r"(?<= )", text)


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
