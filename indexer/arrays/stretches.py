"""Indices of stretches of an array, one stretch after another, without a loop.

Promises: pure functions of arrays; in the order of the stretches.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Indices = npt.NDArray[np.int64]
Number = TypeVar("Number", bound=np.integer)


def sizes(edges: npt.NDArray[np.integer]) -> Indices:
    """The length of each stretch between successive edges."""
    wide: Indices = edges.astype(np.int64)
    return wide[1:] - wide[:-1]


def indices(starts: Indices, counts: Indices) -> Indices:
    """From each start as many indices as its count."""
    before: Indices = counts.cumsum()
    before -= counts
    found: Indices = (starts - before).repeat(counts)
    found += np.arange(found.size)
    return found


def runs(values: npt.NDArray[np.integer]) -> Indices:
    """Where each run of equal values begins, and the end."""
    edges = np.ones(values.size + 1, np.bool_)
    np.not_equal(values[1:], values[:-1], out=edges[1:-1])
    return edges.nonzero()[0]


def each_once(values: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """The distinct values, ascending; ``unique`` hashes them, in up to twenty times as long."""
    ordered = np.sort(values, axis=None)
    new = np.ones(ordered.size, np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return ordered[new]


def places_among(
    among: npt.NDArray[np.integer], numbers: npt.NDArray[np.integer]
) -> npt.NDArray[np.intp]:
    """Where numbers stand, or would, in a sorted array that is read where it lies.

    Numbers of another type would have all of the array copied to that type first; so they have to
    fit into its own.
    """
    return among.searchsorted(numbers.astype(among.dtype))


def unless_single(edges: npt.NDArray[np.integer]) -> npt.NDArray[np.integer]:
    """Where each stretch begins, and the end; nothing if each has one element."""
    return edges[:0] if np.array_equal(edges, np.arange(edges.size)) else edges


def sizes_of(edges: npt.NDArray[np.integer], elements: int) -> Indices:
    """The length of each stretch, by edges that were given ``unless_single``."""
    return sizes(edges) if edges.size else np.ones(elements, np.int64)
