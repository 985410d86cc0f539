"""Parts that words share: fours of letters, found among all words of a segment.

Promises: exact but for fours of one hash, which are one four in every index; nothing is decoded
that is not asked for. A word's beginning and end count as a letter, so that ``_arc`` is not
``arc`` in ``march``. Words of English are left out, whose forms its stems tell well enough
(docs/decisions/0014-languages.md), and so is what holds a digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array, narrow
from indexer.arrays.stretches import each_once, indices, runs, sizes_of
from indexer.arrays.strings import Strings
from indexer.engines.lists import Numbers

LEAST: Final = 4  # letters of a word that is compared
_SIZE: Final = 4  # letters of a part
_EDGE: Final = "_"
WELL_STEMMED: Final = "en:"
# Odd, of 64 bits: the high half of a sum of products tells fours apart (Dietzfelbinger 1997).
_FACTORS: Final = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], np.uint64
)

Hashes = npt.NDArray[np.uint32]


def is_compared(word: str) -> bool:
    """Whether a folded word has parts."""
    return len(word) >= LEAST and word.isalpha()


def parts(words: Sequence[str]) -> tuple[Hashes, Numbers]:
    """The hashes of the fours of some words that are compared, and the place of each one's word."""
    text = "".join(f"{_EDGE}{word}{_EDGE}" for word in words)
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    lengths = np.fromiter(map(len, words), np.int64, len(words)) + 2 * len(_EDGE)
    counts = lengths - (_SIZE - 1)
    at = indices(np.cumsum(lengths) - lengths, counts)
    hashes = np.zeros(at.size, np.uint64)
    for place, factor in enumerate(_FACTORS):
        hashes += codes[at + place] * factor
    return (hashes >> np.uint64(32)).astype(np.uint32), np.repeat(np.arange(len(words)), counts)


def gram_arrays(words: dict[str, Array], terms: Sequence[bytes]) -> dict[str, Array]:
    """Each part once, ascending, and the words that have it, ascending.

    ``words``: the arrays of the words; ``terms``: those of the text.
    """
    tag = WELL_STEMMED.encode()
    other = np.array([not term.startswith(tag) for term in terms], np.bool_)
    counts = sizes_of(words["words.terms.edges"], words["words.terms"].size)
    owners = np.repeat(np.arange(counts.size), counts)
    places = each_once(owners[other[words["words.terms"]]]).tolist()
    strings = Strings(words, "words")
    texts = {place: text for place in places if is_compared(text := strings.text(place))}
    hashes, which = parts(list(texts.values()))
    of = np.fromiter(texts, np.uint64, len(texts))[which]
    keys = each_once(hashes.astype(np.uint64) << np.uint64(32) | of)
    grams = (keys >> np.uint64(32)).astype(np.uint32)
    edges = runs(grams)
    return {
        "grams": grams[edges[:-1]],
        "grams.edges": edges.astype(narrow(keys.size)),
        "grams.words": (keys & np.uint64(0xFFFFFFFF)).astype(narrow(len(strings))),
    }


class Grams:
    """The parts of the words of an opened segment."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self._grams: Array = arrays["grams"]
        self._edges: Array = arrays["grams.edges"]
        self._words: Array = arrays["grams.words"]

    def sharing(self, hashes: Hashes, least: int) -> tuple[Numbers, Numbers]:
        """The words that have at least so many of these distinct parts, and how many each has."""
        if not self._grams.size:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        at = np.minimum(np.searchsorted(self._grams, hashes), self._grams.size - 1)
        at = at[self._grams[at] == hashes]
        starts = self._edges[at].astype(np.int64)
        found = self._words[indices(starts, self._edges[at + 1].astype(np.int64) - starts)]
        words, counts = np.unique(found, return_counts=True)
        kept = counts >= least
        return words[kept].astype(np.int64), counts[kept]
