"""The words within a typed word or phrase, for when not all of it has to be found.

Promises: the words that an analyser would find, in order; neighbouring signs of scripts without
spaces in pairs that overlap, since one sign alone is seldom a word. What means nothing in parts
(an address, a date, a decimal, an abbreviation with points) stays whole.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from indexer.analysis.cutting import spans
from indexer.analysis.letters import SINGLE, kind_of

_WHOLE: Final = re.compile(r"\w[.@:_\\]+\w|\d\W\d")


def parts_of(text: str) -> list[str]:
    """The words of ``high-speed``, the pairs of signs of ``東京大学``; one word is itself."""
    return [part for word in text.split() for part in _parts(word)]


def has_signs(text: str) -> bool:
    """Whether anything of it is of a script without spaces."""
    return any(kind_of(sign) == SINGLE for sign in text)


def _parts(word: str) -> list[str]:
    if word.isascii() and word.isalnum():
        return [word]
    places = spans(word, "")
    if places and _WHOLE.search(word):
        return [word]
    found: list[str] = []
    run: list[tuple[int, int]] = []  # signs that stand side by side
    for start, end in places:
        is_sign = kind_of(word[start]) == SINGLE
        if run and not (is_sign and run[-1][1] == start):
            found += _pairs(word, run)
            run = []
        if is_sign:
            run.append((start, end))
        else:
            found.append(word[start:end])
    return found + _pairs(word, run)


def _pairs(word: str, run: list[tuple[int, int]]) -> list[str]:
    if len(run) == 1:
        return [word[slice(*run[0])]]
    return [word[first:last] for (first, _), (_, last) in pairwise(run)]
