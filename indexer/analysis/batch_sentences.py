"""Where sentences begin, for many texts at once: ``archive.text.sentences`` on arrays.

Promises: exactly the sentences of ``archive.text.sentences`` in texts joined by line feeds. A run
of marks that end sentences, and what closes after it, ends one where a space follows (none need
follow the marks of Chinese and Japanese) and then no small letter.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from archive.text import CLOSING, ENDING, ENDING_UNSPACED

Codes = npt.NDArray[np.intp]
Indices = npt.NDArray[np.int64]

_SPACE: Final = ord(" ")
_SPACED, _UNSPACED, _CLOSES = 1, 2, 3


class SentenceTable:
    """Code point to its part in ending sentences; small letters are learned as they are met."""

    def __init__(self) -> None:
        self._parts = np.zeros(0x110000, np.uint8)
        for part, signs in ((_SPACED, ENDING), (_UNSPACED, ENDING_UNSPACED), (_CLOSES, CLOSING)):
            self._parts[[ord(sign) for sign in signs]] = part

    def breaks(self, codes: Codes) -> Indices:
        """Ends of sentences that another sentence follows, in code points, ascending."""
        parts = self._parts.take(codes)
        ends = np.flatnonzero((parts[:-1] == _SPACED) | (parts[:-1] == _UNSPACED)) + 1
        spaced = parts[ends - 1] == _SPACED
        last_of_run = parts[ends] != parts[ends - 1]
        ends, spaced = ends[last_of_run], spaced[last_of_run]
        closing = np.flatnonzero(parts[ends] == _CLOSES)
        while closing.size:
            ends[closing] += 1
            closing = closing[ends[closing] < codes.size]
            closing = closing[parts[ends[closing]] == _CLOSES]
        inside = ends < codes.size
        ends, spaced = ends[inside], spaced[inside]
        ends = ends[~spaced | (codes[ends] == _SPACE)]
        found: Indices = ends[self._begins_sentence(codes, ends)]
        return found

    def _begins_sentence(self, codes: Codes, ends: Indices) -> npt.NDArray[np.bool_]:
        """Whether something other than a space or a small letter comes after an end."""
        at = ends + (codes[ends] == _SPACE)
        there = at < codes.size
        following = codes[np.where(there, at, 0)]
        different, which = np.unique(following, return_inverse=True)
        begins = [code != _SPACE and not chr(code).islower() for code in different.tolist()]
        result: npt.NDArray[np.bool_] = np.array(begins, np.bool_)[which] & there
        return result
