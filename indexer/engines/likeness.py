"""Words that are like a word: within so many edits, found among many without trying each.

Promises: exactly the words within one or two edits (a code point added, lost or changed; the
Levenshtein distance), by arrays: first by the set of their letters and their lengths, which no
word within reach can differ in by more, then by the distance itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array
from indexer.arrays.strings import Strings

Numbers = npt.NDArray[np.int64]

_LONGEST: Final = 255  # code points; longer words are like no word
_PADDING: Final = 0x110000  # equal to no code point


def likeness_arrays(words: Sequence[bytes]) -> dict[str, Array]:
    """What likeness is sought by: the words by their lengths, and the set of letters of each.

    A set is of code points modulo 32. Words of length n are those from ``edges[n]`` on.
    """
    codes, edges = _codes(b"".join(words), np.fromiter(map(_length, words), np.int64, len(words)))
    lengths = np.diff(edges)
    letters = np.zeros(lengths.size, np.uint32)
    filled = np.flatnonzero(lengths)
    if filled.size:
        bits = np.uint32(1) << (codes & np.uint32(31))
        letters[filled] = np.bitwise_or.reduceat(bits, edges[filled])
    order = np.argsort(lengths, kind="stable")
    return {
        "likeness.words": order.astype(np.uint32),
        "likeness.letters": letters[order],
        "likeness.edges": np.searchsorted(lengths[order], np.arange(_LONGEST + 2)).astype("<u4"),
    }


def _length(word: bytes) -> int:
    return len(word.decode())


def _codes(words: bytes, lengths: Numbers) -> tuple[npt.NDArray[np.uint32], Numbers]:
    """The code points of words that lie one after another, and where each word begins."""
    codes = np.frombuffer(words.decode().encode("utf-32-le"), np.uint32)
    return codes, np.append(0, np.cumsum(lengths))


class Likeness:
    """The words of a list, to be found by what they are like."""

    def __init__(self, arrays: dict[str, Array], words: Strings) -> None:
        self._words = words
        self._places: Array = arrays["likeness.words"]
        self._letters: Array = arrays["likeness.letters"]
        self._edges: Array = arrays["likeness.edges"]

    def alike(self, word: str, edits: int) -> Numbers:
        """The places of the words within so many edits of ``word``, ascending."""
        shortest, longest = max(0, len(word) - edits), min(len(word) + edits, _LONGEST)
        if shortest > longest:
            return np.empty(0, np.int64)
        first, last = self._edges.item(shortest), self._edges.item(longest + 1)
        own = _set_of(word)
        # One edit adds a letter to the set, takes one away, or both.
        differing = np.bitwise_count(self._letters[first:last] ^ own)
        fits = np.flatnonzero(differing <= 2 * edits) + first
        places: Numbers = self._places[fits].astype(np.int64)
        if not places.size:
            return places
        lengths = np.searchsorted(self._edges, fits, "right") - 1
        codes, edges = _codes(self._words.joined(places), lengths)
        if edits == 1:
            alike = _one_edit(codes, lengths, word)
        else:
            alike = _distances(codes, edges, word, edits) <= edits
        found: Numbers = np.sort(places[alike])
        return found

    def having(self, letters: str, shortest: int, longest: int | None) -> Numbers:
        """The places of the words of such lengths that have all of these letters, ascending.

        And of some more: letters are told apart modulo 32. ``longest`` None: of any length.
        """
        first = self._edges.item(min(shortest, _LONGEST + 1))
        last = self._places.size
        if longest is not None and longest <= _LONGEST:
            last = self._edges.item(longest + 1)
        own = _set_of(letters)
        fits = np.flatnonzero(self._letters[first:last] & own == own) + first
        found: Numbers = np.sort(self._places[fits].astype(np.int64))
        return found


def _set_of(letters: str) -> np.uint32:
    own = 0
    for letter in letters:
        own |= 1 << (ord(letter) & 31)
    return np.uint32(own)


def _one_edit(codes: npt.NDArray[np.uint32], lengths: Numbers, word: str) -> npt.NDArray[np.bool_]:
    """Which words are one edit from ``word`` at most; their ``lengths``, near its own, ascend.

    Of one length they differ in one place at most; else what the longer begins and ends with,
    as the other does, is all of the other.
    """
    own, size = np.array([ord(letter) for letter in word], np.uint32), len(word)
    found = [np.empty(0, np.bool_)]
    begin = 0
    for length in range(max(0, size - 1), size + 2):
        count = int(np.count_nonzero(lengths == length))
        rows = codes[begin : begin + count * length].reshape(count, length)
        begin += count * length
        if length == size:
            found.append(np.count_nonzero(rows != own, axis=1) < 2)
            continue
        shorter = min(length, size)
        ahead = rows[:, :shorter] == own[:shorter]
        behind = rows[:, length - shorter :] == own[size - shorter :]
        alike = np.logical_and.accumulate(ahead, axis=1).sum(1)
        alike += np.logical_and.accumulate(behind[:, ::-1], axis=1).sum(1)
        found.append(alike >= shorter)
    return np.concatenate(found)


def _distances(
    codes: npt.NDArray[np.uint32], edges: Numbers, word: str, edits: int
) -> npt.NDArray[np.int16]:
    """The distance of each word from ``word``, exact up to ``edits``, else more than that.

    Wagner and Fischer's table, a column for each word, of which only the band is kept that a
    distance within reach can pass through.
    """
    lengths = np.diff(edges)
    width = int(lengths.max()) + 2 * edits + 1
    letters = np.full((lengths.size, width), _PADDING, np.uint32)
    inside = np.arange(width - 2 * edits - 1) < lengths[:, None]
    letters[:, edits : width - edits - 1][inside] = codes
    band = 2 * edits + 1
    far = np.int16(edits + 1)
    # rows[k] is the distance of the first i letters of ``word`` and the first i + k - edits.
    rows = np.full((band + 2, lengths.size), far, np.int16)
    for k in range(edits, band):
        rows[k + 1] = k - edits
    result = np.full(lengths.size, far, np.int16)
    for i in range(len(word) + 1):
        if i:
            code = np.uint32(ord(word[i - 1]))
            before = rows.copy()
            for k in range(band):
                same = letters[:, i - 1 + k] == code if i - 1 + k < width else False
                cost = np.where(same, before[k + 1], before[k + 1] + 1)
                np.minimum(cost, before[k + 2] + 1, out=cost)
                np.minimum(cost, rows[k] + 1, out=cost)
                position = i + k - edits
                if position > 0:
                    np.minimum(cost, far, out=rows[k + 1])
                else:
                    rows[k + 1] = min(i, edits + 1) if position == 0 else far
    for k in range(band):
        ends = lengths == len(word) + k - edits
        result[ends] = rows[k + 1][ends]
    return result
