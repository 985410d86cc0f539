"""Lists of strings as two arrays: their bytes one after another, and where each begins.

Promises: nothing is decoded before it is asked for; sorted lists are sought by bisection, in the
order of their UTF-8 bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array, narrow
from indexer.arrays.stretches import indices

_WIDE: Final = 64  # strings: of more, a bisection's look is kept


def packed(name: str, strings: Sequence[bytes]) -> dict[str, Array]:
    """The arrays of a list, named for a bundle."""
    total = sum(map(len, strings))
    edges = np.fromiter(accumulate(map(len, strings), initial=0), narrow(total), len(strings) + 1)
    return {f"{name}.bytes": np.frombuffer(b"".join(strings), np.uint8), f"{name}.edges": edges}


class Strings:
    """A list of strings in a bundle."""

    def __init__(self, arrays: dict[str, Array], name: str) -> None:
        self._bytes = arrays[f"{name}.bytes"].data
        self._edges: npt.NDArray[np.uint64] = arrays[f"{name}.edges"]
        self._edge = self._edges.data  # memory gives one number in half the time
        # What bisections look at first, by index, is kept: the few that are met again and again.
        self._first_looks: dict[int, bytes] = {}

    def __len__(self) -> int:
        return len(self._edge) - 1

    def __getitem__(self, index: int) -> bytes:
        return bytes(self._bytes[self._edge[index] : self._edge[index + 1]])

    def text(self, index: int) -> str:
        """One of them decoded."""
        return self[index].decode()

    def __iter__(self) -> Iterator[bytes]:
        whole = bytes(self._bytes)
        edges = self._edges.tolist()
        return (whole[start:end] for start, end in pairwise(edges))

    def some(self, places: range) -> list[str]:
        """Successive ones decoded."""
        begin, end = self._edges.item(places.start), self._edges.item(places.stop)
        whole = bytes(self._bytes[begin:end])
        edges = (self._edges[places.start : places.stop + 1].astype(np.int64) - begin).tolist()
        return [whole[first:last].decode() for first, last in pairwise(edges)]

    def joined(self, places: npt.NDArray[np.int64]) -> bytes:
        """Some of them, one after another."""
        starts = self._edges[places].astype(np.int64)
        sizes = self._edges[places + 1].astype(np.int64) - starts
        return np.frombuffer(self._bytes, np.uint8)[indices(starts, sizes)].tobytes()

    def texts(self) -> tuple[str, ...]:
        """All decoded."""
        return tuple(string.decode() for string in self)

    # Of a sorted list

    def place(self, string: bytes) -> int:
        """The index of the first that is not smaller."""
        low, high = 0, len(self)
        whole, edges, first_looks = self._bytes, self._edge, self._first_looks
        while low < high:
            middle = (low + high) >> 1
            found = first_looks.get(middle)
            if found is None:
                found = bytes(whole[edges[middle] : edges[middle + 1]])
                if high - low > _WIDE:
                    first_looks[middle] = found
            if found < string:
                low = middle + 1
            else:
                high = middle
        return low

    def index(self, string: bytes) -> int | None:
        """The index of a string, None if it is not there."""
        place = self.place(string)
        return place if place < len(self) and self[place] == string else None

    def beginning_with(self, prefix: bytes) -> range:
        """The indices of those that begin with a prefix."""
        first = self.place(prefix)
        following = prefix.rstrip(b"\xff")
        if not following:
            return range(first, len(self))
        return range(first, self.place(following[:-1] + bytes([following[-1] + 1])))


def union(lists: Iterable[Iterable[bytes]]) -> tuple[list[bytes], list[npt.NDArray[np.int64]]]:
    """All strings of several lists once, sorted, and the place of each list's strings there."""
    numbers: dict[bytes, int] = {}
    held = [[numbers.setdefault(s, len(numbers)) for s in strings] for strings in lists]
    strings = list(numbers)
    order = sorted(range(len(strings)), key=strings.__getitem__)
    places = np.empty(len(strings), np.int64)
    places[order] = np.arange(len(strings))
    return [strings[i] for i in order], [places[np.array(each, np.int64)] for each in held]
