"""Cutting many texts at once: the words of ``cutting.spans``, found on arrays.

Promises: exactly the spans of ``cutting.spans``, in order; linear in the length of the text. Runs
of letters are found with array operations; the few places where the rules look further (grouped
thousands, ``C++``) are left to the expression itself, stretch by stretch. Texts joined by a line
feed are cut as each by itself, since no rule looks across one.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.analysis.cutting import DOT_GROUPS, ELISION, spans_of_kinds
from indexer.analysis.letters import (
    APOSTROPHE,
    DIGIT,
    IGNORED,
    LETTER,
    MARK,
    OTHER,
    SINGLE,
    kind_of,
)
from indexer.arrays.stretches import indices

Indices = npt.NDArray[np.int64]
Kinds = npt.NDArray[np.uint8]  # the ASCII code of each code point's kind


def _set_of(*kinds: str) -> npt.NDArray[np.bool_]:
    table = np.zeros(256, np.bool_)
    table[[ord(kind) for kind in kinds]] = True
    return table


_BEGINS: Final = _set_of(LETTER, DIGIT)
_LETTERED: Final = _set_of(LETTER, MARK)
_UNKNOWN: Final = 0


class KindTable:
    """Code point to kind, filled as code points are met."""

    def __init__(self) -> None:
        self._kinds = np.full(0x110000, _UNKNOWN, np.uint8)

    def of(self, codes: npt.NDArray[np.intp]) -> Kinds:
        """The kind of each code point."""
        found = self._kinds.take(codes)
        unknown = codes[found == _UNKNOWN]
        if unknown.size:
            for code in np.bincount(unknown).nonzero()[0].tolist():
                self._kinds[code] = ord(kind_of(chr(code)))
            found = self._kinds.take(codes)
        return found


def cut(kinds: Kinds, language: str) -> tuple[Indices, Indices]:
    """Start and end of each word, in code points, half-open."""
    starts, ends = _trimmed(kinds, *_runs(kinds, joins=language not in ELISION))
    signs = np.flatnonzero(kinds == ord(SINGLE))
    if signs.size:
        starts, ends = _merged(starts, ends, signs, _after_marks(kinds, signs))
    odd = _odd(kinds, "." if language in DOT_GROUPS else ",")
    return _by_expression(kinds, language, odd, starts, ends) if odd.size else (starts, ends)


def _runs(kinds: Kinds, joins: bool) -> tuple[Indices, Indices]:
    """Stretches of letters, digits, marks and joiners; ``joins``: and apostrophes between them."""
    inside = np.zeros(kinds.size + 2, np.bool_)
    run = inside[1:-1]
    np.equal(kinds, ord(LETTER), out=run)
    for kind in (DIGIT, MARK, IGNORED):
        run |= kinds == ord(kind)
    if joins:
        at = np.flatnonzero(kinds == ord(APOSTROPHE))
        at = at[inside[at] & (at + 1 < kinds.size)]  # inside[at] is the sign before it
        following = at + 1
        if (kinds[following] == ord(IGNORED)).any():
            seen = np.append(np.flatnonzero(kinds != ord(IGNORED)), kinds.size - 1)
            following = seen[np.searchsorted(seen[:-1], following)]
        run[at[_BEGINS[kinds[following]]]] = True
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    return edges[::2], edges[1::2]


def _trimmed(kinds: Kinds, starts: Indices, ends: Indices) -> tuple[Indices, Indices]:
    """Each run from its first letter or digit on, without joiners at its end."""
    first = kinds[starts]
    wrong = np.flatnonzero((first != ord(LETTER)) & (first != ord(DIGIT)))
    if wrong.size:
        begins = np.append(np.flatnonzero(_BEGINS[kinds]), kinds.size)
        starts = starts.copy()
        starts[wrong] = begins[np.searchsorted(begins[:-1], starts[wrong])]
        kept = starts < ends
        starts, ends = starts[kept], ends[kept]
    wrong = np.flatnonzero(kinds[ends - 1] == ord(IGNORED))
    if wrong.size:
        seen = np.flatnonzero(kinds != ord(IGNORED))
        ends = ends.copy()
        ends[wrong] = seen[np.searchsorted(seen, ends[wrong]) - 1] + 1
    return starts, ends


def _after_marks(kinds: Kinds, signs: Indices) -> Indices:
    """Where each sign with its marks ends."""
    ends = signs + 1
    others = np.append(np.flatnonzero(kinds != ord(MARK)), kinds.size)
    followed: Indices = others[np.searchsorted(others, ends)]
    return followed


def _merged(
    starts: Indices, ends: Indices, more_starts: Indices, more_ends: Indices
) -> tuple[Indices, Indices]:
    """Two lists of words as one, in order."""
    starts = np.concatenate([starts, more_starts])
    order = np.argsort(starts, kind="stable")
    return starts[order], np.concatenate([ends, more_ends])[order]


def _odd(kinds: Kinds, group: str) -> Indices:
    """Where a number may be grouped, and where + or # follows a letter."""
    size = kinds.size
    digit = kinds == ord(DIGIT)
    grouped = np.flatnonzero(kinds == ord(group))
    grouped = grouped[(grouped > 0) & (grouped + 3 < size)]
    grouped = grouped[
        digit[grouped - 1] & digit[grouped + 1] & digit[grouped + 2] & digit[grouped + 3]
    ]
    signs = np.flatnonzero((kinds == ord("+")) | (kinds == ord("#")))
    signs = signs[signs > 0]
    return np.concatenate([grouped, signs[_LETTERED[kinds[signs - 1]]]])


def _by_expression(
    kinds: Kinds, language: str, odd: Indices, starts: Indices, ends: Indices
) -> tuple[Indices, Indices]:
    """The words of the stretches around ``odd`` cut anew; stretches end where nothing can join."""
    signs = kinds.tobytes().decode("ascii")
    kept = np.ones(starts.size, np.bool_)
    found: list[tuple[int, int]] = []
    stretches: list[tuple[int, int]] = []
    last = 0
    for at in np.sort(odd).tolist():
        if at < last:
            continue
        first, last = signs.rfind(OTHER, 0, at) + 1, signs.find(OTHER, at)
        last = len(signs) if last < 0 else last
        stretches.append((first, last))
        stretch = signs[first:last]
        found += ((first + start, first + end) for start, end in spans_of_kinds(stretch, language))
    begins, behind = np.searchsorted(starts, np.array(stretches, np.int64).T)
    kept[indices(begins, behind - begins)] = False
    again = np.array(found, np.int64).reshape(-1, 2)
    starts, ends = starts[kept], ends[kept]
    at = np.searchsorted(starts, again[:, 0])
    return np.insert(starts, at, again[:, 0]), np.insert(ends, at, again[:, 1])
