"""A term's postings as Whoosh steps through them: a matcher over slices of arrays.

Promises: block statistics (greatest weight, shortest and longest document) are those of the
documents themselves, so that Whoosh may skip blocks. Whoosh carries no types.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

import numpy as np
from whoosh.matching import LeafMatcher, ReadTooFar

from indexer.arrays.bundle import Array
from indexer.engines.postings import TermFound, positions

_BLOCK: Final = 128  # postings, as in Whoosh's own segments


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]  # Whoosh carries no types
    """Whoosh's matcher of one term."""

    def __init__(
        self, found: TermFound, lengths: Array, format_: Any, term: tuple[str, bytes], scorer: Any
    ) -> None:
        self._found = found
        self._lengths = lengths
        self.format = format_
        self._term = term
        self.scorer = scorer
        self._at = 0
        self._size = found.documents.size

    @cached_property
    def _ids(self) -> list[int]:
        ids: list[int] = self._found.documents.tolist()
        return ids

    @cached_property
    def _blocks(self) -> tuple[list[int], list[int], list[int]]:
        """Greatest count, shortest and longest document of each block."""
        starts = np.arange(0, self._size, _BLOCK)
        lengths = self._lengths[self._found.documents]
        return (
            np.maximum.reduceat(self._found.counts, starts).tolist(),
            np.minimum.reduceat(lengths, starts).tolist(),
            np.maximum.reduceat(lengths, starts).tolist(),
        )

    def is_active(self) -> bool:
        """Whether it stands at a posting."""
        return self._at < self._size

    def reset(self) -> None:
        """Back to the first posting."""
        self._at = 0

    def copy(self) -> ArrayMatcher:
        """Another that stands here."""
        other = ArrayMatcher(self._found, self._lengths, self.format, self._term, self.scorer)
        other._at = self._at
        return other

    def id(self) -> int:
        """The document here."""
        return self._ids[self._at]

    def all_ids(self) -> Iterator[int]:
        """The documents from here on."""
        return iter(self._ids[self._at :])

    def weight(self) -> float:
        """How often the document here has the term."""
        return float(self._found.counts[self._at])

    def value_as(self, astype: str) -> Any:
        """The positions in the document here, or what follows from them."""
        found = positions(self._found, self.id()).tolist()
        if astype == "positions":
            return found
        return self.format.decoder(astype)(self.format.encode(found))

    def value(self) -> bytes:
        """The positions as Whoosh encodes them."""
        encoded: bytes = self.format.encode(positions(self._found, self.id()).tolist())
        return encoded

    def next(self) -> bool:
        """Go on by one posting; whether a block ended."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return self._at % _BLOCK == 0

    def skip_to(self, docnum: int) -> None:
        """Go on to the first document that is not before this."""
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._ids, docnum, self._at)

    def skip_to_quality(self, minquality: float) -> int:
        """Go on to the next block that may reach this score; returns the blocks skipped."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._at = (self._at // _BLOCK + 1) * _BLOCK
            skipped += 1
        return skipped

    def block_min_id(self) -> int:
        """The first document of this block."""
        return self._ids[self._at // _BLOCK * _BLOCK]

    def block_max_id(self) -> int:
        """The last document of this block."""
        return self._ids[min(self._size, (self._at // _BLOCK + 1) * _BLOCK) - 1]

    def block_max_weight(self) -> float:
        """The greatest count in this block."""
        return float(self._blocks[0][self._at // _BLOCK])

    def block_min_length(self) -> int:
        """The shortest document of this block."""
        return self._blocks[1][self._at // _BLOCK]

    def block_max_length(self) -> int:
        """The longest document of this block."""
        return self._blocks[2][self._at // _BLOCK]
