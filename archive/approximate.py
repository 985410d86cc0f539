"""Finding a quotation with a few wrong letters in a long text.

Promises: finds places within an edit distance, each with its errors, without their overlaps;
time grows with the text by plain substring search only. It looks at the likeliest places, so
where the same few words are everywhere it may miss one, never invent one.

Sources: the pigeonhole filter (a match with k errors keeps one of k + 1 pieces whole) and
Myers' bit-vector algorithm (J. ACM 46, 1999) in the form of Hyyrö (2003).
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass

PLACES = 24  # candidate places that are compared letter by letter
HITS = 2_000  # occurrences of one piece that are looked at


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """A span of the text and its edit distance to the quotation."""

    start: int
    end: int
    errors: int


def find_approximately(text: str, quote: str, errors: int) -> list[Match]:
    """Places of ``text`` within ``errors`` edits of ``quote``, best first, not overlapping."""
    found: list[Match] = []
    for place in _likely_places(text, quote, errors):
        left = max(0, place - errors)
        right = min(len(text), place + len(quote) + 2 * errors)
        match = _best_in(text[left:right], quote, errors)
        if match:
            found.append(Match(left + match.start, left + match.end, match.errors))
    found.sort(key=lambda m: (m.errors, m.start))
    kept: list[Match] = []
    for match in found:
        if all(match.end <= other.start or match.start >= other.end for other in kept):
            kept.append(match)
    return kept


def _likely_places(text: str, quote: str, errors: int) -> list[int]:
    """Starts where most pieces of the quotation line up."""
    count = errors + 1
    edges = [len(quote) * i // count for i in range(count + 1)]
    width = max(errors, 1)
    votes: Counter[int] = Counter()
    for left, right in itertools.pairwise(edges):
        piece = quote[left:right]
        at = text.find(piece)
        seen: set[int] = set()
        for _ in range(HITS):
            if at < 0:
                break
            seen.add(max(at - left, 0) // width)
            at = text.find(piece, at + 1)
        votes.update(seen)
    near = {b: n + votes[b - 1] + votes[b + 1] for b, n in votes.items()}
    best = sorted(near, key=lambda b: (-near[b], b))[: 3 * PLACES]
    chosen: list[int] = []
    for bucket in best:
        if all(abs(bucket - other) > 1 for other in chosen) and len(chosen) < PLACES:
            chosen.append(bucket)
    return [bucket * width for bucket in chosen]


def _best_in(window: str, quote: str, errors: int) -> Match | None:
    """The best match of the whole quotation inside a window, or None above ``errors``."""
    end, distance = _best_end(window, quote)
    if distance > errors:
        return None
    tail, again = _best_end(window[:end][::-1], quote[::-1], anchored=True)
    return Match(end - tail, end, again)


def _best_end(window: str, quote: str, anchored: bool = False) -> tuple[int, int]:
    """Where a match of ``quote`` with fewest edits ends in ``window``, and its edits.

    Anchored, the match must begin at the window's start; otherwise it may begin anywhere.
    """
    size = len(quote)
    full, top = (1 << size) - 1, 1 << (size - 1)
    letters: dict[str, int] = {}
    for i, char in enumerate(quote):
        letters[char] = letters.get(char, 0) | 1 << i
    plus, minus, distance = full, 0, size
    best_end, best = 0, size
    for i, char in enumerate(window):
        equal = letters.get(char, 0)
        zero = (((equal & plus) + plus) ^ plus) | equal | minus
        rise = minus | ~(zero | plus) & full
        fall = plus & zero
        distance += 1 if rise & top else -1 if fall & top else 0
        rise = (rise << 1 | (1 if anchored else 0)) & full
        fall = fall << 1 & full
        plus = fall | ~(zero | rise) & full
        minus = rise & zero
        if distance < best:
            best_end, best = i + 1, distance
    return best_end, best
