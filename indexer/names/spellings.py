"""The words of a list that may be other spellings of a name.

Promises: every word whose outline fits is compared, so what is found depends on the two words
alone; the likeliest first. Whether a word is a name at all is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array, narrow
from indexer.arrays.stretches import indices
from indexer.names.alignment import Floats, Numbers, filled, learnt, likelihoods
from indexer.names.outline import alike, in_arabic, outlines
from indexer.names.sounds import is_arabic, sounds, sounds_of

Mask = npt.NDArray[np.bool_]

# From here on a spelling is taken for one of the name, in its own script or in another: chosen with
# ``tests.relevance.names``. Not probabilities: those are learnt among names only, and a dictionary
# has other words too.
LIKELY: Final = 0.05
ACROSS: Final = 0.07
# A name that has spellings very like it seldom has others: what is less likely than not, and has
# odds so many times below those of the likeliest, is taken for another name.
_EVEN: Final = 0.5
_TIMES: Final = 12
_LONGER: Final = 5  # sounds: vowels that one script writes and the other does not


def spelling_arrays(words: Sequence[str], capital: Mask | None = None) -> dict[str, Array]:
    """What spellings are sought by: folded words by their outlines, with their sounds.

    Those of outline n are from ``sounds.outlines.edges[n]`` on, and their sounds from
    ``sounds.outlines.begin[n]``; words without one are left out. ``capital``: which words are
    ever written with a capital; others are no names, but for those in Arabic script.
    """
    places = np.arange(len(words))
    if capital is not None:
        places = (capital | np.array([is_arabic(word) for word in words], np.bool_)).nonzero()[0]
    codes, edges = sounds([words[place] for place in places.tolist()])
    outline = outlines(codes, edges)
    order = np.argsort(outline, kind="stable")
    order = order[outline[order].searchsorted(1) :]
    known, firsts = np.unique(outline[order], return_index=True)
    sizes = edges[order + 1] - edges[order]
    begins = (sizes.cumsum() - sizes)[firsts]
    return {
        "sounds": codes[indices(edges[order], sizes)],
        "sounds.sizes": sizes.astype(np.uint8),
        "sounds.words": places[order].astype(np.uint32),
        "sounds.outlines": known,
        "sounds.outlines.begin": begins.astype(narrow(int(sizes.sum()))),
        "sounds.outlines.edges": np.append(firsts, order.size).astype(np.uint32),
    }


class Spellings:
    """The words of a list, to be found by how they sound."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self._codes: Array = arrays["sounds"]
        self._sizes: Array = arrays["sounds.sizes"]
        self._begin: Array = arrays["sounds.outlines.begin"]
        self._words: Array = arrays["sounds.words"]
        self._outlines: Array = arrays["sounds.outlines"]
        self._outline_edges: Array = arrays["sounds.outlines.edges"]

    def of(
        self, word: str, likely: float = LIKELY, across: float = ACROSS
    ) -> tuple[Numbers, Floats]:
        """The places of the words that are as likely as that, and how likely each is.

        ``across``: what is enough in another script.
        """
        nothing = np.empty(0, np.int64), np.empty(0, np.float32)
        codes = sounds_of(word)
        outline = outlines(codes, np.array([0, codes.size])).item()
        if not outline:
            return nothing
        fitting = (alike(outline, self._outlines)).nonzero()[0]
        firsts = self._outline_edges[fitting].astype(np.int64)
        counts = self._outline_edges[fitting + 1] - firsts
        rows = indices(firsts, counts)
        sizes = self._sizes[rows].astype(np.int64)
        starts = sizes.cumsum() - sizes
        heads = counts.cumsum() - counts
        starts += (self._begin[fitting] - starts[heads]).repeat(counts)
        near = abs(sizes - codes.size) <= _LONGER
        rows, sizes, starts = rows[near], sizes[near], starts[near]
        if not rows.size:
            return nothing
        own = in_arabic(np.array([outline], np.uint32))
        scripts = (in_arabic(self._outlines[fitting])).repeat(counts)[near]
        likelihood = np.zeros(rows.size, np.float32)
        for is_across in (False, True):
            chosen = ((scripts != own) == is_across).nonzero()[0]
            if chosen.size:
                others = filled(self._codes, starts[chosen], sizes[chosen])
                costs = learnt(across=is_across)
                likelihood[chosen] = likelihoods(codes, others, sizes[chosen], costs)
        kept = (likelihood >= np.where(scripts == own, likely, across)).nonzero()[0]
        places = self._words[rows[kept]].astype(np.int64)
        order = np.lexsort((places, -likelihood[kept]))
        return places[order], likelihood[kept[order]]


def outstanding(found: Iterable[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    """Of spellings in one script and how likely each is, the likeliest first: those to seek."""
    best = 0.0
    for text, likelihood in found:
        best = best or likelihood
        if likelihood < _EVEN and likelihood * (1 - best) * _TIMES < best * (1 - likelihood):
            return
        yield text, likelihood
