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

from indexer.arrays.bundle import Array
from indexer.arrays.stretches import indices
from indexer.engines.columns import Columns
from indexer.engines.combining import common
from indexer.engines.lists import Numbers
from indexer.engines.postings import (
    NOWHERE,
    POSITION,
    SHIFT,
    Found,
    Keys,
    Spans,
    distinct,
    documents_of,
)
from indexer.engines.spans import changed, merged, those

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
    spans = _with_another([part.spans(documents) for part in parts], words)
    straight = _straightener(columns, documents_of(merged(spans)[0]))
    places = [changed(pair, straight) for pair in spans]
    lefts = windows(places, words, ordered=ordered)
    used = [taking_part(place, lefts, words) for place in places]
    return _placed(
        [those(pair, use) for pair, use in zip(spans, used, strict=True)], lefts[0] >> SHIFT
    )


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
    return _placed(
        [those(pair, use) for pair, use in zip(spans, used, strict=True)],
        begins[shared - 1] >> SHIFT,
    )


def _with_another(parts: Sequence[Spans], words: int) -> list[Spans]:
    """The spans that begin close enough to one of another part, and perhaps some more."""
    bits = len(parts).bit_length()
    words = min(words, POSITION)
    lengths = max(int((pair[1] - pair[0]).max(initial=0)) for pair in parts)
    # Between two words lie at most as many empty positions as steps.
    reach = 2 * words + lengths
    every = np.concatenate([(pair[0] << bits) | tag for tag, pair in enumerate(parts)])
    every.sort(kind="stable")  # merges, since the parts are sorted
    # Most have no neighbour at all within reach.
    close = np.zeros(every.size + 1, np.bool_)
    np.less(every[1:] - every[:-1], (reach + 1) << bits, out=close[1:-1])
    every = every[close[1:] | close[:-1]]
    if not every.size:
        return [those(pair, np.zeros(pair[0].size, np.bool_)) for pair in parts]
    tags, every = every & ((1 << bits) - 1), every >> bits
    # The nearest of another part stand just before and just behind each run of one part.
    begins = np.flatnonzero(np.diff(tags, prepend=-1))
    sizes = np.diff(begins, append=every.size)
    before = np.repeat(np.append(-_FAR, every[begins[1:] - 1]), sizes)
    behind = np.repeat(np.append(every[begins[1:]], _FAR), sizes)
    kept = (every - before <= reach) | (behind - every <= reach)
    tags, every = tags[kept], every[kept]
    return [_beginning_at(pair, every[tags == tag]) for tag, pair in enumerate(parts)]


def _beginning_at(spans: Spans, firsts: Keys) -> Spans:
    if spans[0] is spans[1]:
        return firsts, firsts
    return those(spans, np.isin(spans[0], firsts))


def _having_all(columns: Columns, parts: Sequence[Found]) -> Numbers:
    documents = sorted((part.documents for part in parts), key=lambda numbers: numbers.size)
    return reduce(lambda found, other: common(found, other, columns.size), documents)


def _placed(spans: Sequence[Spans], owners: Numbers) -> Found:
    """The spans of all parts as one thing; ``owners``: the document of each window or group."""
    if not owners.size:
        return NOWHERE
    edges = np.flatnonzero(np.diff(owners, prepend=-1, append=-1))
    return PlacesFound(merged(spans), owners[edges[:-1]], np.diff(edges))


def _straightener(columns: Columns, documents: Numbers) -> Callable[[Keys], Keys]:
    """Keys to keys in which the empty positions between units are not counted."""
    begins = distinct([columns.begins(documents)])  # an empty unit begins where the next does
    base = np.searchsorted(begins, documents << SHIFT)

    def straight(keys: Keys) -> Keys:
        units = np.searchsorted(begins, keys, "right") - 1
        return keys - (units - base[np.searchsorted(documents, keys >> SHIFT)])

    return straight


def windows(parts: Sequence[Spans], words: int, *, ordered: bool) -> Spans:
    """The earliest parts of all windows that hold every part: ascending, each once."""
    if ordered:
        ends = parts[0][1]
        for part in parts[1:-1]:
            ends = _least_last(part, ends)
        good = _least_first(parts[-1], ends) <= _reach(parts[0][1], words)
        return those(parts[0], good)
    found = []
    groups = _overlapping(parts) if len(parts) > 2 else [[0, 1]]
    for number, part in enumerate(parts):
        others = [[parts[each] for each in group if each != number] for group in groups]
        # What shares no word is found apart.
        last = reduce(np.maximum, (_nearest(each, part[1]) for each in others if each))
        found.append(those(part, last <= _reach(part[1], words)))
    return merged(found)


def _reach(ends: Keys, words: int) -> Keys:
    """So many words on from each end, but within its document."""
    reach: Keys = np.minimum(ends + min(words, POSITION), ends | POSITION)
    return reach


def _overlapping(parts: Sequence[Spans]) -> list[list[int]]:
    """The parts in groups, by number: none has an occurrence that overlaps one of another group."""
    firsts, lasts = (np.concatenate(column) for column in zip(*parts, strict=True))
    owners = np.repeat(np.arange(len(parts)), [part[0].size for part in parts])
    order = np.argsort(firsts, kind="stable")
    firsts, lasts, owners = firsts[order], np.maximum.accumulate(lasts[order]), owners[order]
    meets = firsts[1:] <= lasts[:-1]
    pairs = np.unique(owners[:-1][meets] * len(parts) + owners[1:][meets])
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
            places = np.append(distinct(part for part, _ in chosen), _FAR)
            wanted = sum(times for _, times in chosen)
            at = np.searchsorted(places, ends, "right") + (wanted - 1)
            last = np.maximum(last, places[np.minimum(at, places.size - 1)])
    return last


def _least_first(part: Spans, after: Keys) -> Keys:
    """The first of the next occurrence that begins after each key."""
    return np.append(part[0], _FAR)[np.searchsorted(part[0], after, "right")]


def _least_last(part: Spans, after: Keys) -> Keys:
    """The earliest last of all occurrences that begin after each key."""
    if part[0] is part[1]:
        return _least_first(part, after)
    lasts = np.append(part[1], _FAR)
    earliest = np.minimum.accumulate(lasts[::-1])[::-1]
    return earliest[np.searchsorted(part[0], after, "right")]


def taking_part(part: Spans, lefts: Spans, words: int) -> Array:
    """Which occurrences of a part lie in one of the windows."""
    # Of the windows that begin at or before it, the one that reaches farthest.
    at = np.searchsorted(lefts[0], part[0], "right")
    reach = np.append(-1, np.maximum.accumulate(_reach(lefts[1], words)))
    inside: Array = part[0] <= reach[at]
    return inside
