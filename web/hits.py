"""The words found in a document, counted through all of it: where each is, and a map of them.

Promises: hits are numbered 1, 2, … in reading order, whatever part of the text a page shows; the
count is that of the marks in the whole text. What was counted for the last few searches in long
documents is kept, so that going on in one counts nothing again.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from archive.answers.marks import marks
from archive.facts import language_of
from archive.model import Document
from archive.query import Node
from archive.search import Outline, Snapshot
from archive.without import Without
from web.recent import Recent

KEPT = 32  # counts kept, of four bytes a passage each
MAP = 1000  # the height of the map; its unit is a thousandth of the text
TICKS = 100  # on the map at most: on a screen, more would stand on each other


@dataclass(frozen=True, slots=True)
class Tick:
    """One or more hits near each other, as a line on the map."""

    first: int  # number of the first hit
    last: int
    top: int  # of MAP


class Hits:
    """How many hits each passage has."""

    def __init__(self, counts: Iterable[int]) -> None:
        self._before = array("I", accumulate(counts, initial=0))

    @property
    def total(self) -> int:
        """In the whole text."""
        return self._before[-1]

    def before(self, ordinal: int) -> int:
        """How many stand before a passage."""
        return self._before[ordinal] if self.total else 0

    def passage_of(self, number: int) -> int:
        """The ordinal of the passage that a hit stands in."""
        return bisect_left(self._before, number) - 1

    def ticks(self, outline: Outline) -> Iterator[Tick]:
        """The map, from top to bottom."""
        if not self.total:
            return
        height = MAP // TICKS
        edges = (-(-outline.end * place // TICKS) for place in range(TICKS))
        ordinals = [bisect_left(outline.starts, edge) for edge in edges]
        for place, (begin, end) in enumerate(pairwise([*ordinals, len(outline.starts)])):
            first, last = self._before[begin] + 1, self._before[end]
            if first <= last:
                yield Tick(first, last, place * height)


class KnownHits:
    """The hits of long documents, counted once."""

    def __init__(self) -> None:
        self._known: Recent[tuple[str, str, Node, Without], Hits] = Recent(KEPT)

    def of(self, snapshot: Snapshot, document: Document, query: Node, without: Without) -> Hits:
        """Those of a query in a document."""
        key = (snapshot.generation.id, document.id, query, without)
        found = self._known.get(key)
        if found is None:
            own = language_of(document)
            texts = [
                (text, language or own)
                for text, language in snapshot.documents.texts(
                    document.id, range(document.passage_count)
                )
            ]
            found = Hits(map(len, marks(snapshot.engine, query, texts, without)))
            self._known.put(key, found)
        return found
