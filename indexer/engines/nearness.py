"""Things within so many words of each other, or within one sentence or passage.

Promises: exact, whatever the parts are (words, phrases, alternatives of both), each part at a
place of its own; counted in words through the document, over the ends of its units. A place
counts as taking part if it lies in a window that holds all parts: none is marked in vain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from itertools import combinations

import numpy as np

from indexer.engines.bundle import Array
from indexer.engines.columns import Columns
from indexer.engines.combining import common
from indexer.engines.lists import Numbers
from indexer.engines.postings import NOWHERE, SHIFT, Found, Keys, distinct
from indexer.engines.stretches import indices

Spans = tuple[Keys, Keys]  # of each occurrence its first and its last word, by first, ascending

_FAR = 1 << 62  # beyond every key


class PlacesFound:
    """Occurrences of several things that belong together, and how often they do so."""

    def __init__(self, spans: Spans, documents: Numbers, counts: Array) -> None:
        self.documents = documents
        self.counts = counts
        self._spans = spans
        self._of = spans[0] >> SHIFT

    def spans(self, documents: Numbers) -> Spans:
        """Each occurrence of a part that takes part."""
        firsts = np.searchsorted(self._of, documents, "left")
        counts = np.searchsorted(self._of, documents, "right") - firsts
        at = indices(firsts, counts)
        return self._spans[0][at], self._spans[1][at]

    def keys(self, documents: Numbers) -> Keys:
        """Where those begin."""
        return distinct([self.spans(documents)[0]])


def near(columns: Columns, parts: Sequence[Found], words: int, *, ordered: bool) -> Found:
    """The parts within ``words`` steps, see ``archive.query.Near``; counts are of windows."""
    documents = _having_all(columns, parts)
    if not documents.size:
        return NOWHERE
    spans = [part.spans(documents) for part in parts]
    straight = _straightener(columns, documents)
    places = [(straight(firsts), straight(lasts)) for firsts, lasts in spans]
    lefts = windows(places, words, ordered=ordered)
    used = [taking_part(place, lefts, words) for place in places]
    chosen = [(s[0][use], s[1][use]) for s, use in zip(spans, used, strict=True)]
    return _placed(chosen, lefts[0] >> SHIFT)


def together(columns: Columns, parts: Sequence[Found], *, sentence: bool) -> Found:
    """The parts in one sentence, else in one unit; counts are of sentences or units."""
    documents = _having_all(columns, parts)
    if not documents.size:
        return NOWHERE
    begins = columns.begins(documents, sentences=sentence)
    spans = [part.spans(documents) for part in parts]
    groups = [np.searchsorted(begins, firsts, "right") for firsts, _ in spans]
    shared = reduce(np.intersect1d, groups)
    used = [np.isin(group, shared) for group in groups]
    chosen = [(s[0][use], s[1][use]) for s, use in zip(spans, used, strict=True)]
    return _placed(chosen, begins[shared - 1] >> SHIFT)


def _having_all(columns: Columns, parts: Sequence[Found]) -> Numbers:
    documents = sorted((part.documents for part in parts), key=lambda numbers: numbers.size)
    return reduce(lambda found, other: common(found, other, columns.size), documents)


def _placed(spans: Sequence[Spans], owners: Numbers) -> Found:
    """The spans of all parts as one thing; ``owners``: the document of each window or group."""
    if not owners.size:
        return NOWHERE
    firsts = np.concatenate([pair[0] for pair in spans])
    lasts = np.concatenate([pair[1] for pair in spans])
    order = np.lexsort((lasts, firsts))
    documents, counts = np.unique(owners, return_counts=True)
    return PlacesFound((firsts[order], lasts[order]), documents, counts)


def _straightener(columns: Columns, documents: Numbers) -> Callable[[Keys], Keys]:
    """Keys to keys in which the empty positions between units are not counted."""
    begins = columns.begins(documents)
    base = np.searchsorted(begins, documents << SHIFT)

    def straight(keys: Keys) -> Keys:
        units = np.searchsorted(begins, keys, "right") - 1
        return keys - (units - base[np.searchsorted(documents, keys >> SHIFT)])

    return straight


def windows(parts: Sequence[Spans], words: int, *, ordered: bool) -> Spans:
    """The earliest parts of all windows that hold every part: ascending, each once."""
    if ordered:
        firsts, lasts = parts[0]
        ends = lasts
        for part in parts[1:-1]:
            ends = _least_last(part, ends)
        good = _least_first(parts[-1], ends) - lasts <= words
        return firsts[good], lasts[good]
    found = []
    for number, (firsts, lasts) in enumerate(parts):
        others = [part for place, part in enumerate(parts) if place != number]
        good = _nearest(others, lasts) - lasts <= words
        found.append((firsts[good], lasts[good]))
    every = np.stack([np.concatenate(column) for column in zip(*found, strict=True)], axis=1)
    lefts = np.unique(every, axis=0)
    return lefts[:, 0], lefts[:, 1]


def _nearest(parts: Sequence[Spans], ends: Keys) -> Keys:
    """Where the last of all parts begins at the earliest, each after ``ends`` and after others.

    For every set of parts the earliest place where they may all have ended, each order tried:
    what ends earlier leaves at least as much room for the rest.
    """
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


def _least_first(part: Spans, after: Keys) -> Keys:
    """The first of the next occurrence that begins after each key."""
    return np.append(part[0], _FAR)[np.searchsorted(part[0], after, "right")]


def _least_last(part: Spans, after: Keys) -> Keys:
    """The earliest last of all occurrences that begin after each key."""
    lasts = np.append(part[1], _FAR)
    earliest = np.minimum.accumulate(lasts[::-1])[::-1]
    return earliest[np.searchsorted(part[0], after, "right")]


def taking_part(part: Spans, lefts: Spans, words: int) -> Array:
    """Which occurrences of a part lie in one of the windows."""
    # Of the windows that begin at or before it, the one that reaches farthest.
    at = np.searchsorted(lefts[0], part[0], "right")
    reach = np.append(-1, np.maximum.accumulate(lefts[1] + words))
    inside: Array = part[0] <= reach[at]
    return inside
