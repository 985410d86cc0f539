"""Pairs of documents whose sketches share numbers: those that are worth comparing.

Promises: of each number the first few documents by date are paired with all others that have it;
pairs come with the later documents in blocks, so that memory depends on the block, and of the
archive only the numbers are held that two and more documents have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.arrays.stretches import indices, runs
from indexer.engines.dated_sketches import DatedSketches
from indexer.engines.lists import Numbers
from indexer.engines.sketches import LARGEST, SIZE

_ASKED: Final = SIZE // 2  # numbers of a document by which others are looked for
_FIRST: Final = 8  # documents that have a number and may lead: the earliest
_AGREED: Final = 2  # numbers that two must share before they are compared
_AT_ONCE: Final = 1 << 22  # numbers sorted together
_SAMPLE: Final = 1 << 14  # numbers by which these are parted
_BLOCK: Final = 1 << 15  # documents
_HALF: Final = np.uint64(32)

Pairs = npt.NDArray[np.uint64]  # the earlier document's place << 32 | the later one's
Narrow = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class _Lists:
    """Of each number that several documents have the first of these."""

    numbers: Narrow  # ascending
    edges: Numbers  # where each one's documents begin, and the end
    holders: Narrow  # their places, ascending for each number


def candidates(sketches: DatedSketches) -> Iterator[Pairs]:
    """Pairs that share some numbers, by blocks of the later documents, ascending in each."""
    lists = _lists(sketches)
    for block in _blocks(sketches):
        yield _sharing(sketches, block, lists)


def parted(pairs: Pairs) -> tuple[Numbers, Numbers]:
    """The places of the earlier documents, and of the later ones."""
    return (pairs >> _HALF).astype(np.int64), (pairs & np.uint64(LARGEST)).astype(np.int64)


def _blocks(sketches: DatedSketches) -> Iterator[Numbers]:
    for first in range(0, len(sketches), _BLOCK):
        yield np.arange(first, min(first + _BLOCK, len(sketches)))


def _lists(sketches: DatedSketches) -> _Lists:
    numbers, places = [np.empty(0, np.uint32)], [np.empty(0, np.uint32)]
    for block in _blocks(sketches):
        kept = sketches.of(block)
        numbers.append(kept.values[indices(kept.edges[:-1], kept.known)])
        places.append(block.astype(np.uint32).repeat(kept.known))
    every, whose = np.concatenate(numbers), np.concatenate(places)
    del numbers, places  # they hold as much again
    parts = []
    for low, high in pairwise(_slices(every)):  # by values, so that a list is in one slice
        chosen = np.flatnonzero((every >= low) & (every < high))
        keys = every[chosen].astype(np.uint64) << _HALF
        keys |= whose[chosen]
        parts.append(_listed(keys))
    known, counts, holders = map(np.concatenate, zip(*parts, strict=True))
    return _Lists(known, np.append(0, np.cumsum(counts, dtype=np.int64)), holders)


def _slices(numbers: Narrow) -> list[int]:
    """Values between which about equally many numbers are; they are small ones, as a rule."""
    count = -(-numbers.size // _AT_ONCE)
    sample = np.sort(numbers[:: numbers.size // _SAMPLE + 1])
    inner = sample[np.arange(1, count) * sample.size // max(count, 1)]
    return [0, *inner.tolist(), LARGEST + 1]


def _listed(keys: Pairs) -> tuple[Narrow, Numbers, Narrow]:
    """Numbers that several have, how many of these count, and these.

    ``keys``: a number << 32 and the place of a document that has it; used up.
    """
    keys.sort(kind="stable")  # of keys of 64 bits in two thirds of the time
    edges = runs(keys >> _HALF)
    begins, counts = edges[:-1], np.diff(edges)
    several = counts > 1
    begins, counts = begins[several], np.minimum(counts[several], _FIRST)
    holders = keys[indices(begins, counts)].astype(np.uint32)  # their lower half
    return (keys[begins] >> _HALF).astype(np.uint32), counts, holders


def _sharing(sketches: DatedSketches, block: Numbers, lists: _Lists) -> Pairs:
    """Pairs of which the later one is in a block."""
    kept = sketches.of(block)
    asked = np.minimum(kept.known, _ASKED)
    keys = kept.values[indices(kept.edges[:-1], asked)].astype(np.uint64) << _HALF
    keys |= block.astype(np.uint64).repeat(asked)
    keys.sort(kind="stable")  # bisections in order are soon done
    numbers, later = (keys >> _HALF).astype(np.uint32), keys & np.uint64(LARGEST)
    at = lists.numbers.searchsorted(numbers)
    known = np.append(lists.numbers, np.uint32(0))[at] == numbers
    known &= at < lists.numbers.size
    at, later = at[known], later[known]
    found = [np.empty(0, np.uint64)]
    for step in range(_FIRST):
        here = np.flatnonzero(lists.edges[at] + step < lists.edges[at + 1])
        earlier = lists.holders[lists.edges[at[here]] + step].astype(np.uint64)
        before = earlier < later[here]
        found.append(earlier[before] << _HALF | later[here][before])
    shared = np.concatenate(found)
    shared.sort()
    edges = runs(shared)
    pairs: Pairs = shared[edges[:-1][np.diff(edges) >= _AGREED]]
    return pairs
