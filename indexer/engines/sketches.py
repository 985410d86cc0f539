"""Sketches: a few numbers for each document, by which texts that share wording are told.

Promises: a function of the words of a document's passages, folded, in their order, and of nothing
else: neither of titles, nor of where passages end, nor of what else is in the index. Each run of
``RUN`` words has a number; a sketch is the ``SIZE`` smallest distinct ones, so that of two texts
the same part of all runs is kept (Broder: On the resemblance and containment of documents, 1997;
bottom-k). Why these sizes: docs/decisions/0013-near-duplicates.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.analysis import Form
from indexer.arrays.growing import Growing
from indexer.engines.units import Places

RUN: Final = 5  # words
SIZE: Final = 64  # numbers kept of a document
LARGEST: Final = 2**32 - 1

Numbers = npt.NDArray[np.uint32]

_STEP: Final = np.uint64(0x9E3779B97F4A7C15)  # odd: no two runs differ by order alone
_MULTIPLIERS: Final = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SHIFTS: Final = (np.uint64(30), np.uint64(27), np.uint64(31))
_HALF: Final = np.uint64(32)
_ALL: Final = LARGEST + 1
_ENOUGH: Final = 3


class Sketches:
    """Makes the sketches of documents whose words are numbered as they are met."""

    def __init__(self) -> None:
        self._of_form = Growing()

    def meet(self, forms: Sequence[Form]) -> None:
        """The next forms; all spellings of a word have one number, the same in every index."""
        words = [(form.word or form.term).encode() for form in forms]
        self._of_form.extend(
            [int.from_bytes(blake2b(word, digest_size=4).digest(), "little") for word in words]
        )

    def of(self, forms: Numbers, documents: Numbers) -> Places:
        """The numbers of some documents by their words, one after another, with their owners.

        ``documents``: of each word, ascending. The numbers of a document are ascending.
        """
        starts = forms.size - RUN + 1
        if starts <= 0:
            return Places(documents[:0], forms[:0])
        words = self._of_form.values[forms].astype(np.uint64)
        runs = words[:starts].copy()
        for place in range(1, RUN):
            runs *= _STEP
            runs += words[place : place + starts]
        _mix(runs)
        within = documents[:starts] == documents[RUN - 1 :]
        return _smallest(documents[:starts][within], (runs[within] >> _HALF).astype(np.uint32))


def _smallest(owners: Numbers, values: Numbers) -> Places:
    """The smallest distinct values of each owner; owners are ascending.

    Sorting all would be most of the work: what is above thrice the share of so many is left out
    first, and is looked at again only where too few are left, since a text repeats itself.
    """
    begins = np.flatnonzero(np.append(True, owners[1:] != owners[:-1])[: owners.size])
    counts = np.diff(begins, append=owners.size)
    bounds = np.minimum(_ALL * _ENOUGH * SIZE // np.maximum(counts, 1), _ALL)
    low = values < np.repeat(bounds, counts)
    found = _sorted(owners[low], values[low])
    have = np.bincount(found.documents - owners[:1], minlength=1)[owners[begins] - owners[:1]]
    lacking = owners[begins][(have < SIZE) & (bounds < _ALL)]
    if not lacking.size:
        return found
    again, done = np.isin(owners, lacking), ~np.isin(found.documents, lacking)
    others = _sorted(owners[again], values[again])
    return Places(
        np.concatenate([found.documents[done], others.documents]),
        np.concatenate([found.positions[done], others.positions]),
    )


def _sorted(owners: Numbers, values: Numbers) -> Places:
    keys = owners.astype(np.uint64) << _HALF
    keys |= values
    keys.sort(kind="stable")  # half the time, since owners are in order already
    keys = keys[np.append(True, keys[1:] != keys[:-1])[: keys.size]]
    owners = (keys >> _HALF).astype(np.uint32)
    begins = np.flatnonzero(np.append(True, owners[1:] != owners[:-1])[: keys.size])
    rank = np.arange(keys.size) - np.repeat(begins, np.diff(begins, append=keys.size))
    kept = rank < SIZE
    return Places(owners[kept], (keys[kept] & np.uint64(LARGEST)).astype(np.uint32))


def _mix(values: npt.NDArray[np.uint64]) -> None:
    """Spread each value over all bits (Steele, Lea, Flood: SplitMix, 2014)."""
    for shift, multiplier in zip(_SHIFTS, _MULTIPLIERS, strict=False):
        values ^= values >> shift
        values *= multiplier
    values ^= values >> _SHIFTS[-1]
