"""Postings of one run: occurrences in the order of texts turned into lists by term.

Promises: terms in the order of their bytes, documents ascending within a term, positions
ascending within a document. A run has the arrays of a segment's field (docs/index-format.md)
without the samples; ``joining`` makes segments of runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.engines.bundle import Array, narrow
from indexer.engines.strings import packed

Numbers = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where terms occur, in any order: three arrays of the same length."""

    terms: Numbers  # indices of a list of terms
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


def inverted(name: str, terms: Sequence[bytes], found: Occurrences) -> dict[str, Array]:
    """The arrays of one field of a run; ``terms`` are distinct and hold more than the found."""
    used = np.flatnonzero(np.bincount(found.terms, minlength=len(terms))).tolist()
    used.sort(key=terms.__getitem__)
    rank = np.zeros(len(terms), np.uint64)
    rank[used] = np.arange(len(used), dtype=np.uint64)
    ranks, documents, positions = _sorted(rank[found.terms], found.documents, found.positions)
    size = ranks.size
    posting = _first_of_each(ranks, documents)
    term = _first_of_each(ranks[posting])
    frequencies = np.diff(posting, append=size)
    return {
        **packed(f"{name}.terms", [terms[number] for number in used]),
        f"{name}.postings": np.append(term, posting.size).astype(narrow(posting.size)),
        f"{name}.occurrences": np.append(posting[term], size).astype(narrow(size)),
        f"{name}.documents": documents[posting].astype(np.uint32),
        f"{name}.frequencies": frequencies.astype(narrow(int(frequencies.max(initial=0)))),
        f"{name}.positions": positions.astype(_position_type(positions)),
    }


def _position_type(positions: npt.NDArray[np.uint64]) -> npt.DTypeLike:
    return np.dtype("<u2") if positions.max(initial=0) < 1 << 16 else np.dtype("<u4")


def _sorted(
    ranks: npt.NDArray[np.uint64], documents: Numbers, positions: Numbers
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """The three sorted by rank, document, position: packed into one 64-bit key if they fit."""
    first = documents.min(initial=2**32 - 1)
    bits = [
        int(top).bit_length()
        for top in (
            ranks.max(initial=0),
            documents.max(initial=first) - first,
            positions.max(initial=0),
        )
    ]
    if sum(bits) > 64:  # documents of millions of words beside millions of terms
        order = np.lexsort((positions, documents, ranks))
        return ranks[order], documents[order].astype(np.uint64), positions[order].astype(np.uint64)
    above, low = np.uint64(bits[1] + bits[2]), np.uint64(bits[2])
    keys = ranks << above
    keys |= (documents - first).astype(np.uint64) << low
    keys |= positions
    keys.sort()
    position = keys & np.uint64((1 << bits[2]) - 1)
    document = (keys >> low) & np.uint64((1 << bits[1]) - 1)
    return keys >> above, document + np.uint64(first), position


def _first_of_each(*keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """The indices where one of the sorted keys is another than before."""
    size = keys[0].size
    differs = np.ones(size, np.bool_)
    if size:
        differs[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    return np.flatnonzero(differs)
