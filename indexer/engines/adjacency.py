"""Things one after another, of whatever lengths: a phrase with patterns in it.

Promises: exact; no word stands between two of them, and they lie in one unit, since behind each
unit a position is left empty. Of single terms ``combining.in_sequence`` gives the same sooner.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from archive.deadline import Deadline
from indexer.arrays.stretches import indices
from indexer.engines.combining import common
from indexer.engines.nearness import BLOCK, places_found
from indexer.engines.postings import Found, Spans, distinct
from indexer.engines.spans import merged


def adjacent(parts: Sequence[Found], size: int, deadline: Deadline) -> Found:
    """Where all parts follow one another in their order; ``size``: documents of the segment.

    Some documents at a time. Raises StoppedError.
    """
    rarest = sorted((part.documents for part in parts), key=lambda numbers: numbers.size)
    documents = reduce(lambda found, other: common(found, other, size), rarest)
    spans: list[Spans] = []
    for first in range(0, documents.size, BLOCK):
        deadline.check()
        some = documents[first : first + BLOCK]
        found = reduce(_followed, (part.spans(some) for part in parts))
        spans.append(merged([found]))
    return places_found(spans, [distinct([firsts]) for firsts, _ in spans])


def _followed(before: Spans, after: Spans) -> Spans:
    """Each of ``before`` with each of ``after`` that begins at the very next position."""
    next_one = before[1] + 1
    begins = after[0].searchsorted(next_one, "left")
    counts = after[0].searchsorted(next_one, "right") - begins
    return before[0].repeat(counts), after[1][indices(begins, counts)]
