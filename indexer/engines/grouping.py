"""Groups of near-duplicates: written once for a generation, read when results are put together.

Promises: of the documents of a group that match, the earliest stands for all; what it stands for
is listed with it, the earliest first. The file is of this generation alone: what is alike depends
on all documents, and so it is never taken over from another.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from indexer.arrays.bundle import read, write
from indexer.engines.chosen import Chosen
from indexer.engines.lists import Numbers
from indexer.engines.near_duplicates import groups
from indexer.engines.segment import Segment

_PATTERN: Final = "groups.*.arrays"
_FILE: Final = "groups.{}.arrays"

Place = tuple[int, int]  # of a document: its segment, and its number there


def write_groups(folder: Path, segments: Sequence[Segment]) -> None:
    """Find the groups of an index and write them. Raises OSError.

    Under a name of its own: the file that an earlier generation has may be this one's too.
    """
    before = list(folder.glob(_PATTERN))
    number = 1 + max((int(path.name.split(".")[1]) for path in before), default=0)
    write(folder / _FILE.format(number), groups(segments))
    for path in before:
        path.unlink()


class Groups:
    """The groups of an opened index."""

    def __init__(self, folder: Path, sizes: Sequence[int]) -> None:
        """``sizes``: documents of each segment. Raises OSError, and ValueError if damaged."""
        paths = list(folder.glob(_PATTERN))
        if len(paths) != 1:
            raise ValueError("the groups of its documents are missing")
        arrays = read(paths[0])
        members = arrays["members"].astype(np.int64)
        edges = arrays["edges"].astype(np.int64)
        firsts = np.cumsum([0, *sizes])
        self._segment = firsts.searchsorted(members, "right") - 1
        self._number = members - firsts[self._segment]
        self._group = (np.arange(edges.size - 1)).repeat(np.diff(edges))
        self._edges = edges
        self._of_segment = [(self._segment == n).nonzero()[0] for n in range(len(sizes))]

    def _rows(self, rows: slice | Numbers) -> list[Place]:
        pairs = zip(self._segment[rows].tolist(), self._number[rows].tolist(), strict=True)
        return list(pairs)

    @cached_property
    def _places(self) -> dict[Place, int]:
        return {place: row for row, place in enumerate(self._rows(slice(None)))}

    def members(self, place: Place) -> list[Place]:
        """The group of a document, the earliest first, itself among them; empty if it has none."""
        row = self._places.get(place)
        if row is None:
            return []
        group = int(self._group[row])
        return self._rows(slice(int(self._edges[group]), int(self._edges[group + 1])))

    def folded(self, matched: Sequence[Chosen], first: Sequence[Chosen] = ()) -> list[Numbers]:
        """Of each segment what matches and an earlier one of its group stands for, ascending.

        Those that are among ``first`` count as earlier than others.
        """
        present = np.zeros(self._group.size, np.bool_)
        for part, rows in zip(matched, self._of_segment, strict=True):
            if rows.size:
                present[rows] = part.mask[self._number[rows]]
        rows = present.nonzero()[0]
        if first:
            later = np.ones(self._group.size, np.bool_)
            for part, of_segment in zip(first, self._of_segment, strict=True):
                later[of_segment] = ~part.mask[self._number[of_segment]]
            rows = rows[np.lexsort((rows, later[rows], self._group[rows]))]
        group = self._group[rows]
        behind = rows[np.append(False, group[1:] == group[:-1])] if rows.size else rows
        segment, number = self._segment[behind], self._number[behind]
        return [np.sort(number[segment == n]) for n in range(len(matched))]
