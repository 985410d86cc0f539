"""Finding a quotation with a few wrong letters in a long text.

Promises: finds places within an edit distance, each with its errors, without their overlaps;
time grows with the text by plain substring search only, and no further than ``SOUGHT``. It looks
at the likeliest places, so where the same few words are everywhere, or in a text of megabytes, it
may miss one, never invent one.

Sources: the pigeonhole filter (a match with k errors keeps one of k + 1 pieces whole) and
Myers' bit-vector algorithm (J. ACM 46, 1999) in the form of Hyyrö (2003).
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass

PLACES = 24  # candidate places that are compared letter by letter
COMPARED = 12_000  # code points of quotations that are so compared in all, but for
FEWEST = 4  # places
LONGEST = 4_000  # code points of a quotation that is compared at all; twice the longest passage
HITS = 2_000  # occurrences of one piece that are looked at
SOUGHT = 60_000_000  # code points of text that are gone through, piece by piece: some 30 ms
PIECE = 24  # code points of a piece where there is no time for all pieces


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """A span of the text and its edit distance to the quotation."""

    start: int
    end: int
    errors: int


def find_approximately(text: str, quote: str, errors: int) -> list[Match]:
    """Places of ``text`` within ``errors`` edits of ``quote``, best first, not overlapping.

    None of a quotation longer than ``LONGEST``.
    """
    if len(quote) > LONGEST:
        return []
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
    width = max(errors, 1)
    votes: Counter[int] = Counter()
    for left, right in _pieces(quote, errors + 1, max(SOUGHT // max(len(text), 1), 1)):
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
    most = min(PLACES, max(FEWEST, COMPARED // len(quote)))
    best = sorted(near, key=lambda b: (-near[b], b))[: 3 * most]
    chosen: list[int] = []
    for bucket in best:
        if all(abs(bucket - other) > 1 for other in chosen) and len(chosen) < most:
            chosen.append(bucket)
    return [bucket * width for bucket in chosen]


def _pieces(quote: str, count: int, most: int) -> list[tuple[int, int]]:
    """The quotation cut into so many pieces or, where these are too many, some evenly spaced."""
    if count <= most:
        edges = [len(quote) * i // count for i in range(count + 1)]
        return list(itertools.pairwise(edges))
    length = min(PIECE, len(quote) // most)
    last = len(quote) - length
    starts = [last * i // max(most - 1, 1) for i in range(most)]
    return [(start, start + length) for start in starts]


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
