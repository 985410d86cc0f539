"""A set of documents of a segment, as numbers or as a mask, whichever was cheaper to make.

Promises: the other form is made when it is first asked for, and kept. Values; nothing changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from indexer.engines.combining import common
from indexer.engines.lists import Numbers
from indexer.engines.once import once
from indexer.engines.postings import Mask, TermFound

_SPARSE: Final = 16  # times fewer than all: then numbers are cheaper than masks


class Chosen:
    """Some documents of a segment of ``size`` documents."""

    def __init__(
        self, size: int, *, numbers: Numbers | None = None, mask: Mask | None = None
    ) -> None:
        self.size = size
        if numbers is not None:
            self.numbers = numbers
        if mask is not None:
            self.mask = mask

    @once
    def numbers(self) -> Numbers:
        """Their numbers, ascending."""
        return self.mask.nonzero()[0]

    @once
    def mask(self) -> Mask:
        """Which of all documents they are."""
        mask = np.zeros(self.size, np.bool_)
        mask[self.numbers] = True
        return mask

    @once
    def others(self) -> Numbers:
        """The numbers of all other documents, deleted ones too."""
        return (~self.mask).nonzero()[0]

    @once
    def count(self) -> int:
        """How many there are."""
        return self.numbers.size if self.has_numbers else int(np.count_nonzero(self.mask))

    @property
    def has_numbers(self) -> bool:
        """Whether the numbers are at hand."""
        return "numbers" in self.__dict__

    def among(self, numbers: Numbers) -> Numbers:
        """Those of some documents that are in it; ascending, as they are."""
        return numbers[self.mask[numbers]]

    def without(self, other: Chosen) -> Chosen:
        """Those that are not in another set."""
        if self.has_numbers and self.count * _SPARSE < self.size:
            return Chosen(self.size, numbers=self.numbers[~other.mask[self.numbers]])
        return Chosen(self.size, mask=self.mask & ~other.mask)


class Having(Chosen):
    """The documents that have a term; the list of a common one is read only if it is asked for."""

    def __init__(self, size: int, term: TermFound) -> None:
        super().__init__(size)
        self._term = term

    @once
    def numbers(self) -> Numbers:
        """Their numbers, ascending."""
        return self._term.documents

    @once
    def mask(self) -> Mask:
        """Which of all documents they are."""
        return self._term.row != 0 if self._term.is_common else super().mask

    @once
    def count(self) -> int:
        """How many there are."""
        return self._term.size

    def among(self, numbers: Numbers) -> Numbers:
        """Those of some documents that are in it."""
        row = self._term.row_for(numbers.size)
        if row is None:
            return common(numbers, self._term.documents, self.size)
        found: Numbers = numbers[row[numbers] != 0]
        return found

    @property
    def has_numbers(self) -> bool:
        """Whether the numbers are at hand, or soon are."""
        return super().has_numbers or not self._term.is_common


def all_of(parts: Sequence[Chosen]) -> Chosen:
    """The documents that are in every set; at least one set."""
    first, *others = sorted(parts, key=lambda part: part.count)
    size = first.size
    for other in others:
        if first.has_numbers and other.has_numbers and "mask" not in other.__dict__:
            first = Chosen(size, numbers=common(first.numbers, other.numbers, size))
        elif first.has_numbers:
            first = Chosen(size, numbers=other.among(first.numbers))
        elif other.has_numbers:
            first = Chosen(size, numbers=other.numbers[first.mask[other.numbers]])
        else:
            first = Chosen(size, mask=first.mask & other.mask)
    return first


def any_of(parts: Sequence[Chosen], size: int) -> Chosen:
    """The documents that are in any set."""
    mask = np.zeros(size, np.bool_)
    for part in parts:
        if part.has_numbers:
            mask[part.numbers] = True
        else:
            mask |= part.mask
    return Chosen(size, mask=mask)
