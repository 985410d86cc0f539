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

_LONGEST: Final = 255  # code points that a length is kept of
_PIECE: Final = 1 << 16  # words looked at together, so that temporary arrays stay in the cache
_PADDING: Final = 0x110000  # equal to no code point


def signatures(words: Sequence[bytes]) -> tuple[Array, Array]:
    """Of each word a set of its code points, taken modulo 32, and its length in them."""
    codes, edges = _codes(words)
    letters = np.zeros(len(words), np.uint32)
    lengths = np.diff(edges)
    filled = np.flatnonzero(lengths)
    if filled.size:
        bits = np.uint32(1) << (codes & np.uint32(31))
        letters[filled] = np.bitwise_or.reduceat(bits, edges[filled])
    return letters, np.minimum(lengths, _LONGEST).astype(np.uint8)


def _codes(words: Sequence[bytes]) -> tuple[npt.NDArray[np.uint32], Numbers]:
    """The code points of all words, one after another, and where each word begins."""
    texts = b"\n".join(words).decode().split("\n") if words else []
    edges = np.append(0, np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts))))
    return np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32), edges


def alike(words: Strings, letters: Array, lengths: Array, word: str, edits: int) -> Numbers:
    """The places of the words of a list within so many edits of ``word``, ascending."""
    own_letters, own_length = signatures([word.encode()])
    places = _candidates(letters, lengths, own_letters[0], int(own_length[0]), edits)
    if not places.size:
        return places
    codes, edges = _codes([words[place] for place in places.tolist()])
    return places[_distances(codes, edges, word, edits) <= edits]


def _candidates(letters: Array, lengths: Array, own: np.uint32, length: int, edits: int) -> Numbers:
    found = [np.empty(0, np.int64)]
    shortest, longest = max(0, length - edits), length + edits
    for begin in range(0, letters.size, _PIECE):
        piece = slice(begin, begin + _PIECE)
        # One edit adds a letter to the set, takes one away, or both.
        fits = np.bitwise_count(letters[piece] ^ own) <= 2 * edits
        if length < _LONGEST - edits:
            fits &= lengths[piece] - np.uint8(shortest) <= longest - shortest  # modulo 256
        found.append(np.flatnonzero(fits) + begin)
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
