"""The outline of a word: which consonants any spelling of it has, and which one may have.

Promises: what rules out nearly all words of a dictionary as spellings of a name before any is
compared: bits that must be among the other word's, and the other way round, for
all words at once. What this lets through is for ``alignment`` to weigh.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.names.sounds import LATIN, SYMBOLS, Codes, Edges

# From the highest bit: one for the Arabic script, 15 for what any spelling has, 16 for what may be.
Outlines = npt.NDArray[np.uint32]

# Consonants that spellings exchange are one: b and p, d and t, f and v, g and k and q, s and sh
# and z. First the symbols that always stand for it, then those that may stand for another or for
# none. Vowels and what is often not written, h, w and y, are no consonants here.
_ALWAYS: Final = {
    "p": "bpبپ", "t": "dtدتط", "f": "fvف", "k": "kqgQxقکگ", "s": "szxŠسشصز",
    "l": "lل", "m": "mم", "n": "nن", "r": "rر",
}  # fmt: skip
_SOMETIMES: Final = {
    "p": "v", "t": "ČŦÞÐثذضظجچ", "f": "bwوؤ", "k": "cČjĞĦŽجچخغژش", "s": "cČjŦŽÞÐتثذضظجچژ",
    "l": "", "m": "", "n": "", "r": "Ğغ",
}  # fmt: skip


def _bits(symbols: Mapping[str, str]) -> npt.NDArray[np.uint32]:
    """The bits of each code."""
    bits = np.zeros(len(SYMBOLS) + 1, np.uint32)
    for number, of_one in enumerate(symbols.values()):
        bits[[SYMBOLS.index(symbol) + 1 for symbol in of_one]] |= np.uint32(1 << number)
    return bits


_SCRIPT: Final = 31  # a bit
_LOW: Final = 0x7FFF
_OUTLINES: Final = (_bits(_ALWAYS) << np.uint32(16)) | _bits(_ALWAYS) | _bits(_SOMETIMES)
_OUTLINES[len(LATIN) + 1 :] |= np.uint32(1 << _SCRIPT)


def outlines(codes: Codes, edges: Edges) -> Outlines:
    """The outlines of words by the codes of their sounds; 0 of a word that has none."""
    found = np.zeros(edges.size - 1, np.uint32)
    filled = np.diff(edges).nonzero()[0]
    if filled.size:
        found[filled] = np.bitwise_or.reduceat(_OUTLINES[codes], edges[filled])
    return found


def alike(one: int, others: Outlines) -> npt.NDArray[np.bool_]:
    """Which of many words have all that one must have, and nothing else that they must have."""
    must, may = np.uint32(one >> 16 & _LOW), np.uint32(one & _LOW)
    found: npt.NDArray[np.bool_] = (others & must) == must
    found &= (others >> np.uint32(16)) & (~may & np.uint32(_LOW)) == 0
    return found


def in_arabic(found: Outlines) -> npt.NDArray[np.bool_]:
    """Which words are in the Arabic script."""
    own: npt.NDArray[np.bool_] = found >> np.uint32(_SCRIPT) == 1
    return own
