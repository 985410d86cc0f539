"""Things within so many words of each other, or within one sentence or passage.

Promises: exact, whatever the parts are (words, phrases, alternatives of both), each part at a
place of its own; counted in words through the document, over the ends of its units. A place
counts as taking part if it lies in a window that holds all parts: none is marked in vain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Final

import numpy as np

from archive.deadline import Deadline
from archive.query import Near
from indexer.arrays.bundle import Array
from indexer.arrays.stretches import indices, runs
from indexer.engines.columns import Columns
from indexer.engines.combining import common
from indexer.engines.lists import Numbers
from indexer.engines.postings import (
    NOWHERE,
    POSITION,
    SHIFT,
    Found,
    Keys,
    Mask,
    Spans,
    TermFound,
    distinct,
    documents_of,
)
from indexer.engines.sieve import SIEVED, near_each_other
from indexer.engines.spans import changed, merged, those
from indexer.engines.windows import BEYOND, Reaching, taking_part, windows

BLOCK: Final = 1 << 15  # documents looked at at once, a tenth of a second at most


class PlacesFound:
    """Occurrences of several things that belong together, and how often they do so."""

    def __init__(self, spans: Spans, documents: Numbers, counts: Array) -> None:
        self.documents = documents
        self.counts = counts
        self._spans = spans
        self._of = spans[0] >> SHIFT

    def spans(self, documents: Numbers) -> Spans:
        """Each occurrence of a part that takes part."""
        firsts = self._of.searchsorted(documents, "left")
        counts = self._of.searchsorted(documents, "right") - firsts
        at = indices(firsts, counts)
        return self._spans[0][at], self._spans[1][at]

    def keys(self, documents: Numbers) -> Keys:
        """Where those begin."""
        return distinct([self.spans(documents)[0]])


class NearFound:
    """Things near each other; which of their occurrences take part is found when asked for."""

    def __init__(self, columns: Columns, parts: Sequence[Found], words: int, lefts: Spans) -> None:
        """``lefts``: of all windows the part that comes first."""
        self.documents, self.counts = _counted(lefts[0] >> SHIFT)
        self._columns = columns
        self._parts = parts
        self._words = words
        self._lefts = lefts

    def spans(self, documents: Numbers) -> Spans:
        """Each occurrence of a part that takes part."""
        straight = _straightener(self._columns, documents)
        lefts = changed(those(self._lefts, np.isin(self._lefts[0] >> SHIFT, documents)), straight)
        found = []
        for part in self._parts:
            spans = part.spans(documents)
            found.append(those(spans, taking_part(changed(spans, straight), lefts, self._words)))
        return merged(found)

    def keys(self, documents: Numbers) -> Keys:
        """Where those begin."""
        return distinct([self.spans(documents)[0]])


def near(columns: Columns, parts: Sequence[Found], how: Near, deadline: Deadline) -> Found:
    """The parts near each other; counts are of windows. Raises StoppedError."""
    documents = _having_all(columns, parts)
    words = min(how.words, POSITION)
    fits = _Fitting(columns, words)
    lefts: list[Spans] = []
    for some in _blocks(documents, deadline):
        if some.size == documents.size:  # then what else is read in passing is read once
            spans = [_spans_about(part, some) for part in parts]
        else:
            spans = [part.spans(some) for part in parts]
        if len(parts) > 2:
            spans = _close(spans, words)
        lefts.append(windows(spans, fits, ordered=how.ordered))
    every = _joined(lefts)
    return NearFound(columns, parts, words, every) if every[0].size else NOWHERE


def together(columns: Columns, parts: Sequence[Found], unit: str, deadline: Deadline) -> Found:
    """The parts in one sentence or passage; counts are of these. Raises StoppedError."""
    found: list[Spans] = []
    groups_found: list[Keys] = []
    for some in _blocks(_having_all(columns, parts), deadline):
        begins = columns.begins(some, sentences=unit == "sentence")
        spans = [part.spans(some) for part in parts]
        groups = [begins.searchsorted(firsts, "right") for firsts, _ in spans]
        shared = np.ones(begins.size + 1, np.bool_)
        for group in groups:
            has = np.zeros(shared.size, np.bool_)
            has[group] = True
            shared &= has
        used = [those(pair, shared[group]) for pair, group in zip(spans, groups, strict=True)]
        found.append(merged(used))
        groups_found.append(begins[shared.nonzero()[0] - 1])
    return places_found(found, groups_found)


def places_found(spans: Sequence[Spans], counted: Sequence[Keys]) -> Found:
    """Spans of successive documents as one thing; ``counted``: a key for each time it is there."""
    keys = np.concatenate([np.empty(0, np.int64), *counted])
    return PlacesFound(_joined(spans), *_counted(keys >> SHIFT)) if keys.size else NOWHERE


def _spans_about(part: Found, documents: Numbers) -> Spans:
    """The spans of a part in some documents, and perhaps in others that do not have all parts."""
    if isinstance(part, TermFound):
        keys = part.keys_about(documents)
        return keys, keys
    return part.spans(documents)


def _blocks(documents: Numbers, deadline: Deadline) -> Iterator[Numbers]:
    """Some documents at a time, which lets the clock be looked at."""
    for first in range(0, documents.size, BLOCK):
        deadline.check()
        yield documents[first : first + BLOCK]


def _joined(parts: Sequence[Spans]) -> Spans:
    """Spans of successive documents as one list."""
    if len(parts) == 1:
        return parts[0]
    none = np.empty(0, np.int64)
    firsts, lasts = (np.concatenate(column) for column in zip((none, none), *parts, strict=True))
    return firsts, firsts if all(first is last for first, last in parts) else lasts


def _close(parts: Sequence[Spans], words: int) -> list[Spans]:
    """The spans that may lie in one window with all other parts, and perhaps some more."""
    kept = list(parts)
    if sum(pair[0].size for pair in parts) < SIEVED:
        return kept
    lengths = max(int((pair[1] - pair[0]).max(initial=0)) for pair in parts)
    reach = 2 * words + lengths  # between two words lie at most as many empty positions as steps
    order = sorted(range(len(parts)), key=lambda number: parts[number][0].size)
    rarest = order[0]
    for number in order[1:]:
        here, there = near_each_other(kept[number][0], kept[rarest][0], reach)
        kept[number], kept[rarest] = those(kept[number], here), those(kept[rarest], there)
    return kept


class _Fitting:
    """Whether two places are so many steps apart, not counting the empty ones between units."""

    def __init__(self, columns: Columns, words: int) -> None:
        self._columns = columns
        self._words = words
        self._close = Reaching(words)
        self._perhaps = Reaching(2 * words)
        self.farthest = self._perhaps.farthest

    def __call__(self, ends: Keys, firsts: Keys) -> Mask:
        """Of each end."""
        good = self._close(ends, firsts)
        doubtful = (self._perhaps(ends, firsts) & ~good).nonzero()[0]
        if doubtful.size:
            ends, firsts = ends[doubtful], firsts[doubtful]
            begins = np.append(_begins(self._columns, documents_of(ends)), BEYOND)
            # So many units have to begin between them; where the last of so many begins.
            wanted = firsts - ends - self._words
            last = begins.searchsorted(ends, "right") + wanted - 1
            good[doubtful] = begins[np.minimum(last, begins.size - 1)] <= firsts
        return good


def _having_all(columns: Columns, parts: Sequence[Found]) -> Numbers:
    documents = sorted((part.documents for part in parts), key=lambda numbers: numbers.size)
    return reduce(lambda found, other: common(found, other, columns.size), documents)


def _counted(owners: Numbers) -> tuple[Numbers, Array]:
    """Each document once, and how often it is there."""
    edges = runs(owners)
    return owners[edges[:-1]], edges[1:] - edges[:-1]


def _begins(columns: Columns, documents: Numbers) -> Keys:
    """Where units begin; an empty one begins where the next does."""
    return distinct([columns.begins(documents)])


def _straightener(columns: Columns, documents: Numbers) -> Callable[[Keys], Keys]:
    """Keys to keys in which the empty positions between units are not counted."""
    begins = _begins(columns, documents)
    base = begins.searchsorted(documents << SHIFT)

    def straight(keys: Keys) -> Keys:
        units = begins.searchsorted(keys, "right") - 1
        return keys - (units - base[documents.searchsorted(keys >> SHIFT)])

    return straight
