"""Postings of one run: occurrences in the order of texts turned into lists by term.

Promises: terms in the order of their numbers, documents ascending within a term, positions
ascending within a document. A run has the numbers of its terms in place of the terms, no samples,
and its other numbers as they are (``lists.unpacked``); ``joining`` makes segments of runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array, narrow
from indexer.engines.lists import unpacked

Numbers = npt.NDArray[np.uint32]
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where terms occur, in any order: three arrays of the same length."""

    terms: Numbers  # their numbers
    documents: Numbers
    positions: Numbers


def gathered(parts: Sequence[Occurrences]) -> Occurrences:
    """Several as one."""
    return Occurrences(
        *(
            np.concatenate([np.empty(0, np.uint32), *(getattr(part, name) for part in parts)])
            for name in ("terms", "documents", "positions")
        )
    )


def inverted(name: str, found: Occurrences) -> dict[str, Array]:
    """The arrays of one field of a run."""
    numbers, documents, posting, positions = _postings(
        found.terms.astype(np.uint64), found.documents, found.positions
    )
    size = positions.size
    term = np.flatnonzero(np.diff(numbers, prepend=-1))
    frequencies = np.diff(posting, append=size)
    return {
        f"{name}.numbers": numbers[term].astype(np.uint32),
        f"{name}.postings": np.append(term, posting.size).astype(narrow(posting.size)),
        f"{name}.occurrences": np.append(posting[term], size).astype(narrow(size)),
        **unpacked(name, documents, frequencies),
        f"{name}.positions": positions,
    }


def _postings(
    ranks: npt.NDArray[np.uint64], documents: Numbers, positions: Numbers
) -> tuple[Indices, Indices, Indices, Array]:
    """Rank and document of each posting and its first position, and all positions, sorted.

    Rank, document and position are packed into one 64-bit key if they fit; few big temporary
    arrays are made, since fresh memory costs more than the arithmetic. ``ranks`` is used up.
    """
    first = int(documents.min(initial=2**32 - 1))
    last = int(documents.max(initial=first))
    farthest = int(positions.max(initial=0))
    low, middle = farthest.bit_length(), (last - first).bit_length()
    kind = np.dtype("<u2") if farthest < 1 << 16 else np.dtype("<u4")
    if int(ranks.max(initial=0)).bit_length() + middle + low > 63:
        # Documents of millions of words beside millions of terms.
        order = np.lexsort((positions, documents, ranks))
        pairs = np.stack([ranks[order].astype(np.int64), documents[order].astype(np.int64)])
        firsts = np.flatnonzero(np.diff(pairs, prepend=-1).any(0))
        return pairs[0][firsts], pairs[1][firsts], firsts, positions[order].astype(kind)
    keys = ranks
    keys <<= np.uint64(middle)
    keys += documents
    keys -= np.uint64(first)
    keys <<= np.uint64(low)
    keys |= positions
    keys.sort(kind="stable")  # of keys of 64 bits in two thirds of the time
    sorted_positions = (keys & np.uint64((1 << low) - 1)).astype(kind)
    keys >>= np.uint64(low)
    heads = np.ones(keys.size, np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=heads[1:])
    firsts = np.flatnonzero(heads)
    postings = keys[firsts].astype(np.int64)
    return postings >> middle, (postings & ((1 << middle) - 1)) + first, firsts, sorted_positions
