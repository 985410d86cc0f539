"""Windows that hold several things, at the level of keys: which begin them, which take part.

Promises: exact, whatever the parts are (words, phrases, alternatives of both), each part at a
place of its own. Knows no segment; how far is too far is for ``Fits`` to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import combinations
from typing import Final, Protocol

import numpy as np

from indexer.arrays.bundle import Array
from indexer.arrays.stretches import each_once, indices
from indexer.engines.postings import POSITION, Keys, Mask, Spans, distinct
from indexer.engines.spans import merged, those


class Fits(Protocol):
    """Whether the last part of a window is near enough to the earliest."""

    @property
    def farthest(self) -> int:
        """Nothing fits that is more steps away."""
        ...

    def __call__(self, ends: Keys, firsts: Keys) -> Mask:
        """By the earliest's end and the last's first word, beyond every key where there is none."""
        ...


BEYOND: Final = 1 << 62  # every key


def windows(parts: Sequence[Spans], fits: Fits, *, ordered: bool) -> Spans:
    """The earliest parts of all windows that hold every part: ascending, each once."""
    if len(parts) == 2 and all(firsts is lasts for firsts, lasts in parts):
        lefts = _of_two_words(parts[0][0], parts[1][0], fits, ordered=ordered)
        if lefts is not None:
            return lefts, lefts
    if ordered:
        ends = parts[0][1]
        for part in parts[1:-1]:
            ends = _least_last(part, ends)
        return those(parts[0], fits(parts[0][1], _least_first(parts[-1], ends)))
    found = []
    groups = _overlapping(parts) if len(parts) > 2 else [[0, 1]]
    for number, part in enumerate(parts):
        others = [[parts[each] for each in group if each != number] for group in groups]
        # What shares no word is found apart.
        last = reduce(np.maximum, (_nearest(each, part[1]) for each in others if each))
        found.append(those(part, fits(part[1], last)))
    return merged(found)


def _of_two_words(first: Keys, second: Keys, fits: Fits, *, ordered: bool) -> Keys | None:
    """The same of two words, brought in order once; None where they share a place.

    What follows a run of places of the one word, the other's next place, is near enough to few;
    only these are looked at, while each place would be looked up among the other's.
    """
    both = np.concatenate([first, second])
    both <<= 1
    both[first.size :] |= 1  # whose place it is
    both.sort(kind="stable")  # merges, since the two are sorted
    whose = both & 1
    lasts = (whose[1:] != whose[:-1]).nonzero()[0]  # of each run but the last one
    following = both[lasts + 1] >> 1
    apart = following - (both[lasts] >> 1)
    if not apart.all():
        return None
    close = apart <= fits.farthest
    if ordered:
        close &= whose[lasts] == 0
    close = close.nonzero()[0]
    begins = lasts[close - 1] + 1
    begins[close == 0] = 0
    counts = lasts[close] + 1 - begins
    lefts = both[indices(begins, counts)] >> 1
    following = following[close].repeat(counts)
    near = (following - lefts <= fits.farthest).nonzero()[0]
    lefts = lefts[near]
    found: Keys = lefts[fits(lefts, following[near])]
    return found


class Reaching:
    """Whether what begins later begins within so many words of an end, in the same document."""

    def __init__(self, words: int) -> None:
        self.farthest = min(words, POSITION)

    def __call__(self, ends: Keys, firsts: Keys) -> Mask:
        """Of each end."""
        near: Mask = firsts <= _reach(ends, self.farthest)
        return near


def _reach(ends: Keys, words: int) -> Keys:
    """So many words on from each end, but within its document."""
    reach: Keys = np.minimum(ends + words, ends | POSITION)
    return reach


def _overlapping(parts: Sequence[Spans]) -> list[list[int]]:
    """The parts in groups, by number: none has an occurrence that overlaps one of another group."""
    firsts, lasts = (np.concatenate(column) for column in zip(*parts, strict=True))
    owners = (np.arange(len(parts))).repeat([part[0].size for part in parts])
    order = np.argsort(firsts, kind="stable")
    firsts, lasts, owners = firsts[order], np.maximum.accumulate(lasts[order]), owners[order]
    meets = firsts[1:] <= lasts[:-1]
    pairs = each_once(owners[:-1][meets] * len(parts) + owners[1:][meets])
    group = list(range(len(parts)))
    for one, other in (divmod(pair, len(parts)) for pair in pairs.tolist()):
        old, new = group[other], group[one]
        group = [new if each == old else each for each in group]
    return [[n for n, each in enumerate(group) if each == name] for name in dict.fromkeys(group)]


def _nearest(parts: Sequence[Spans], ends: Keys) -> Keys:
    """Where the last of all parts begins at the earliest, each after ``ends`` and after others.

    For every set of parts the earliest place where they may all have ended, each order tried:
    what ends earlier leaves at least as much room for the rest.
    """
    if len(parts) == 1:
        return _least_first(parts[0], ends)
    if all(firsts is lasts for firsts, lasts in parts):
        return _nearest_words([firsts for firsts, _ in parts], ends)
    count = len(parts)
    reached: dict[tuple[int, ...], Keys] = {(): ends}
    for size in range(1, count):
        for chosen in combinations(range(count), size):
            ways = [
                _least_last(parts[each], reached[tuple(x for x in chosen if x != each)])
                for each in chosen
            ]
            reached[chosen] = reduce(np.minimum, ways)
    last = [
        _least_first(parts[each], reached[tuple(x for x in range(count) if x != each)])
        for each in range(count)
    ]
    return reduce(np.minimum, last)


def _nearest_words(parts: Sequence[Keys], ends: Keys) -> Keys:
    """The same of single words.

    Each has a place of its own as soon as any so many of them have as many places together
    (Hall: On Representatives of Subsets, 1935). Equal parts need only be looked at together.
    """
    several: list[tuple[Keys, int]] = []
    for part in parts:
        same = [n for n, (other, _) in enumerate(several) if np.array_equal(part, other)]
        if same:
            several[same[0]] = part, several[same[0]][1] + 1
        else:
            several.append((part, 1))
    last = ends
    for size in range(1, len(several) + 1):
        for chosen in combinations(several, size):
            places = np.append(distinct(part for part, _ in chosen), BEYOND)
            wanted = sum(times for _, times in chosen)
            at = places.searchsorted(ends, "right") + (wanted - 1)
            last = np.maximum(last, places[np.minimum(at, places.size - 1)])
    return last


def _least_first(part: Spans, after: Keys) -> Keys:
    """The first of the next occurrence that begins after each key."""
    return np.append(part[0], BEYOND)[part[0].searchsorted(after, "right")]


def _least_last(part: Spans, after: Keys) -> Keys:
    """The earliest last of all occurrences that begin after each key."""
    if part[0] is part[1]:
        return _least_first(part, after)
    lasts = np.append(part[1], BEYOND)
    earliest = np.minimum.accumulate(lasts[::-1])[::-1]
    return earliest[part[0].searchsorted(after, "right")]


def taking_part(part: Spans, lefts: Spans, words: int) -> Array:
    """Which occurrences of a part lie in one of the windows."""
    # Of the windows that begin at or before it, the one that reaches farthest.
    at = lefts[0].searchsorted(part[0], "right")
    reach = np.append(-1, np.maximum.accumulate(_reach(lefts[1], min(words, POSITION))))
    inside: Array = part[0] <= reach[at]
    return inside
