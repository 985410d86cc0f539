"""How documents spell their words, most of which follows from the word itself.

Promises: every spelling is read as it was. One byte tells a word as it stands, with a capital, or
in capitals; only others are kept as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array, narrow
from indexer.arrays.stretches import sizes
from indexer.arrays.strings import Strings, packed

_PLAIN, _CAPITAL, _CAPITALS, _OTHER = range(4)
_SAMPLED: Final = 64  # spellings; so many are looked at to find the text of one
_OTHERS: Final = bytes([_OTHER])

Spelt = dict[str, int]  # a spelling and how many documents have it


def shape_arrays(
    shapes: Sequence[str], owners: Array, documents: Array, words: Sequence[str]
) -> dict[str, Array]:
    """Spellings with the number of each one's word, ascending, and how many documents have each."""
    pairs = zip(shapes, owners.tolist(), strict=True)
    kinds = np.array([_kind(shape, words[owner]) for shape, owner in pairs], np.uint8)
    other = kinds == _OTHER
    before = np.append(0, np.cumsum(other))[::_SAMPLED]
    sizes_ = np.bincount(owners, minlength=len(words))
    edges = np.fromiter(accumulate(sizes_.tolist(), initial=0), narrow(owners.size), len(words) + 1)
    return {
        **packed("shapes", [shapes[n].encode() for n in np.flatnonzero(other).tolist()]),
        "shapes.kinds": kinds,
        "shapes.samples": before.astype(narrow(int(before[-1]))),
        "words.shapes.edges": edges,
        "shapes.documents": documents.astype(np.int32),
    }


def with_capital(arrays: Mapping[str, Array]) -> npt.NDArray[np.bool_]:
    """Which words have a spelling that may begin with a capital and is not in capitals."""
    each = sizes(arrays["words.shapes.edges"])
    owners = np.repeat(np.arange(each.size), each)
    found = np.zeros(each.size, np.bool_)
    found[owners[np.isin(arrays["shapes.kinds"], (_CAPITAL, _OTHER))]] = True
    return found


def _kind(shape: str, word: str) -> int:
    if shape == word:
        return _PLAIN
    for kind in (_CAPITAL, _CAPITALS):
        if shape == _spelt(kind, word):
            return kind
    return _OTHER


def _spelt(kind: int, word: str) -> str:
    if kind == _PLAIN:
        return word
    return word.upper() if kind == _CAPITALS else word[:1].upper() + word[1:]


class Shapes:
    """The spellings of the words of a bundle."""

    def __init__(self, arrays: dict[str, Array], words: Strings) -> None:
        self._words = words
        self._others = Strings(arrays, "shapes")
        self._kinds = arrays["shapes.kinds"].data
        self._samples = arrays["shapes.samples"].data
        self._documents = arrays["shapes.documents"].data
        self._edges: Array = arrays["words.shapes.edges"]

    def of(self, place: int) -> Spelt:
        """How documents spell the word at this place."""
        first, last = self._edges.item(place), self._edges.item(place + 1)
        word = self._words.text(place)
        kinds, documents = bytes(self._kinds[first:last]), self._documents[first:last].tolist()
        found: Spelt = {}
        if _OTHER not in kinds:
            for kind, count in zip(kinds, documents, strict=True):
                found[_spelt(kind, word)] = count
            return found
        sample = first // _SAMPLED
        before = bytes(self._kinds[sample * _SAMPLED : first]).count(_OTHERS)
        other = self._samples[sample] + before
        for kind, count in zip(kinds, documents, strict=True):
            if kind == _OTHER:
                shape, other = self._others.text(other), other + 1
            else:
                shape = _spelt(kind, word)
            found[shape] = count
        return found

    def __iter__(self) -> Iterator[bytes]:
        """All of them in the order of their words."""
        others = iter(self._others)
        kinds = iter(self._kinds)
        for word, count in zip(self._words.texts(), sizes(self._edges).tolist(), strict=True):
            for _ in range(count):
                kind = next(kinds)
                yield next(others) if kind == _OTHER else _spelt(kind, word).encode()
