"""The words within a typed word or phrase, for when not all of it has to be found.

Promises: the words that an analyser would find, in order; neighbouring signs of scripts without
spaces in pairs that overlap, since one sign alone is seldom a word.
"""

from __future__ import annotations

from itertools import pairwise

from indexer.analysis.cutting import spans
from indexer.analysis.letters import SINGLE, kind_of


def parts_of(text: str) -> list[str]:
    """The words of ``high-speed``, the pairs of signs of ``東京大学``; one word is itself."""
    found: list[str] = []
    run: list[tuple[int, int]] = []  # signs that stand side by side
    for start, end in spans(text, ""):
        is_sign = kind_of(text[start]) == SINGLE
        if run and not (is_sign and run[-1][1] == start):
            found += _pairs(text, run)
            run = []
        if is_sign:
            run.append((start, end))
        else:
            found.append(text[start:end])
    return found + _pairs(text, run)


def _pairs(text: str, run: list[tuple[int, int]]) -> list[str]:
    if len(run) == 1:
        return [text[slice(*run[0])]]
    return [text[first:last] for (first, _), (_, last) in pairwise(run)]
