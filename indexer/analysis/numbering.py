"""Numbers for distinct words, a whole batch at a time.

Promises: equal words have equal hashes, whatever stands around them; a table from hash to number
with as few Python calls as a batch has operations. Hashes are of 64 bits and seeded anew for each
``WordHashes``, so nobody can write words that collide; among three million distinct words the
chance that any two do is about one in four million. No hash is ever stored.
"""

from __future__ import annotations

from functools import cached_property
from secrets import randbits
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.arrays.stretches import each_once, indices

Hashes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.uint32]
Indices = npt.NDArray[np.int64]

_MODULUS: Final = 1 << 64
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)  # odd, near 2^64 / golden ratio (Knuth 6.4)
_FILLED: Final = 0.4  # of a table's slots at most; beyond, probing gets long
_FIRST_BITS: Final = 16
_WIDTH: Final = 8  # bytes in one number
_MASKS: Final = np.array([(1 << 8 * count) - 1 for count in range(_WIDTH + 1)], np.uint64)
_HALF: Final = np.uint64(32)


class WordHashes:
    """Hashes of stretches of a text, each a function of the stretch's own code points.

    Where all code points of a text are below 256, eight at a time are read as one number and mixed
    in, so that the work is one for each word. Else a hash is a sum of a random number a code point
    times powers of one: a difference of two prefix sums, times the inverse power of the start, so
    that it does not depend on where the stretch stands. Words of low code points are always hashed
    the first way, so that they are the same in every text.
    """

    def __init__(self) -> None:
        self._seed = np.uint64(randbits(63) * 2 + 1)
        self._multipliers = [np.uint64(randbits(63) * 2 + 1) for _ in range(2)]  # odd: invertible
        self._base = randbits(61) * 8 + 5  # 5 modulo 8: its powers repeat as late as can be
        self._inverse = pow(self._base, -1, _MODULUS)
        self._powers = self._inverses = np.ones(1, np.uint64)
        self._sums = np.zeros(2, np.uint64)

    @cached_property
    def _of_code(self) -> Hashes:
        """An odd random number for each code point; made for the first text that needs them."""
        random = np.random.default_rng(randbits(128))
        numbers: Hashes = random.integers(0, 1 << 63, 0x110000, dtype=np.uint64) * np.uint64(2)
        numbers += np.uint64(1)
        return numbers

    def of(self, codes: Indices, starts: Indices, ends: Indices) -> Hashes:
        """A hash of each stretch, never 0; stretches are never empty."""
        hashes = self._of_bytes(codes, starts, ends)
        high = np.flatnonzero(codes > 0xFF)
        if high.size and starts.size:
            # The last stretch that begins at or before each, if it does not end before.
            holder = np.maximum(np.searchsorted(starts, high, "right") - 1, 0)
            wide = each_once(holder[(starts[holder] <= high) & (high < ends[holder])])
            hashes[wide] = self._of_codes(codes, starts[wide], ends[wide])
        return hashes

    def _of_bytes(self, codes: Indices, starts: Indices, ends: Indices) -> Hashes:
        """The same of the lowest bytes of the code points."""
        low = np.zeros(codes.size + _WIDTH, np.uint8)
        low[: codes.size] = codes  # modulo 256
        eights = np.ndarray((codes.size + 1,), np.uint64, low.data, strides=(1,))
        lengths = ends - starts
        hashes = lengths.astype(np.uint64)
        hashes *= self._seed
        self._mix(hashes, eights[starts] & _MASKS.take(lengths, mode="clip"))
        longer = np.flatnonzero(lengths > _WIDTH)
        done = _WIDTH
        while longer.size:
            mixed = hashes[longer]
            left = lengths[longer] - done
            self._mix(mixed, eights[starts[longer] + done] & _MASKS.take(left, mode="clip"))
            hashes[longer] = mixed
            done += _WIDTH
            longer = longer[left > _WIDTH]
        hashes |= np.uint64(1)
        return hashes

    def _mix(self, hashes: Hashes, values: Hashes) -> None:
        """Mix a number into each hash: invertible steps, so that none of either is lost."""
        hashes ^= values
        for multiplier in self._multipliers:
            hashes *= multiplier
            hashes ^= hashes >> _HALF

    def _of_codes(self, codes: Indices, starts: Indices, ends: Indices) -> Hashes:
        """The same of whole code points."""
        lengths = ends - starts
        codes = codes[indices(starts, lengths)]
        ends = np.cumsum(lengths)
        starts = ends - lengths
        self._reach(codes.size)
        sums = self._sums[: codes.size + 1]  # begins with 0
        values = sums[1:]
        self._of_code.take(codes, out=values, mode="clip")  # no code point is out of its range
        values *= self._powers[: codes.size]
        np.cumsum(values, out=values)
        hashes = sums[ends]
        hashes -= sums[starts]
        hashes *= self._inverses[starts]
        hashes *= _SPREAD
        hashes |= np.uint64(1)
        return hashes

    def _reach(self, size: int) -> None:
        if size > self._powers.size:
            room = 1 << size.bit_length()
            self._powers = _powers(self._base, room)
            self._inverses = _powers(self._inverse, room)
            self._sums = np.zeros(room + 1, np.uint64)


def _powers(base: int, size: int) -> Hashes:
    powers = np.ones(size, np.uint64)
    done = 1
    while done < size:
        step = min(done, size - done)
        powers[done : done + step] = powers[:step] * np.uint64(pow(base, done, _MODULUS))
        done += step
    return powers


class NumberTable:
    """A table from hash to number: open addressing on two arrays."""

    def __init__(self) -> None:
        self._allocate(_FIRST_BITS)

    def _allocate(self, bits: int) -> None:
        self._bits = bits
        self._keys = np.zeros(1 << bits, np.uint64)
        self._numbers = np.zeros(1 << bits, np.uint32)
        self._held = 0

    def _slots(self, hashes: Hashes) -> Indices:
        return (hashes >> np.uint64(64 - self._bits)).astype(np.int64)

    def find(self, hashes: Hashes) -> tuple[Numbers, Indices]:
        """The number of each hash, and the indices of those that have none yet."""
        last = (1 << self._bits) - 1
        slots = self._slots(hashes)
        numbers = self._numbers[slots]
        open_ones = np.flatnonzero(self._keys[slots] != hashes)
        missing = []
        while open_ones.size:
            empty = self._keys[slots[open_ones]] == 0
            missing.append(open_ones[empty])
            open_ones = open_ones[~empty]
            slots[open_ones] = (slots[open_ones] + 1) & last
            at = slots[open_ones]
            same = self._keys[at] == hashes[open_ones]
            numbers[open_ones[same]] = self._numbers[at[same]]
            open_ones = open_ones[~same]
        return numbers, np.concatenate(missing) if missing else np.empty(0, np.int64)

    def add(self, hashes: Hashes, numbers: Numbers) -> None:
        """Enter hashes that are distinct and not there yet."""
        bits = self._bits
        while self._held + hashes.size > _FILLED * (1 << bits):
            bits += 1
        if bits > self._bits:
            held = self._keys != 0
            keys, values = self._keys[held], self._numbers[held]
            self._allocate(bits)
            self._enter(keys, values)
        self._enter(hashes, numbers)

    def _enter(self, hashes: Hashes, numbers: Numbers) -> None:
        self._held += hashes.size
        last = (1 << self._bits) - 1
        slots = self._slots(hashes)
        while hashes.size:
            free = np.flatnonzero(self._keys[slots] == 0)
            taken, first = np.unique(slots[free], return_index=True)  # one winner for each slot
            winners = free[first]
            self._keys[taken] = hashes[winners]
            self._numbers[taken] = numbers[winners]
            left = np.ones(hashes.size, np.bool_)
            left[winners] = False
            hashes, numbers, slots = hashes[left], numbers[left], (slots[left] + 1) & last
