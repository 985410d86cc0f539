"""What a word that hardly any document has was perhaps meant to be: words of the archive itself.

Promises: every correction is a word, or two, that documents have, many more than have the word as
it is; nothing is corrected that is common, or too short to tell. How likely an edit is follows
Kernighan, Church, Gale (A spelling correction program based on a noisy channel model, 1990) in the
simplest way: fewer edits first, weighed against how common the words are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from archive.search import Suggestion
from indexer.analysis import folded, tokens
from indexer.engines.dictionary import Dictionary

_RARE: Final = 2  # documents, at most, of a word that is corrected
_MORE: Final = 10  # times as many documents have a correction
_SHORTEST: Final = 4  # code points of a word that is corrected
_TWICE: Final = 6  # code points of a word that may be two edits away
_EDIT: Final = 4.0  # an edit more is worth so many times, as a power of e, the documents
_FIRST: Final = 0.5  # of an edit: people seldom mistake a word's first letter
_PART: Final = 3  # code points of either of two words that were run together
_PARTED: Final = 1.5  # edits that a missing space counts for


class Spelling:
    """The dictionary of an archive, asked for corrections."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary

    def corrections(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """What a word, or two side by side, may have been meant to be, the likeliest first."""
        words = [folded(typed[token.start : token.end]) for token in tokens(typed, "")]
        if not words or not all(map(str.isalpha, words)):
            return ()
        own = min(map(self._dictionary.documents, words))
        if own > _RARE:
            return ()
        ranked = sorted(self._ranked(words), key=lambda each: (-each[0], each[1]))
        return tuple(
            Suggestion(text=" ".join(map(self._dictionary.shown, text.split())), count=count)
            for _, text, count in ranked
            if count >= own * _MORE
        )[:limit]

    def _ranked(self, words: Sequence[str]) -> Iterator[tuple[float, str, int]]:
        """How good each correction is, with its documents."""
        if len(words) == 2:
            count = self._dictionary.documents("".join(words))
            if count:
                yield 0.0, "".join(words), count
        elif len(words) == 1 and len(words[0]) >= _SHORTEST:
            yield from self._edited(words[0])
            yield from self._parted(words[0])

    def _edited(self, word: str) -> Iterator[tuple[float, str, int]]:
        most = 2 if len(word) >= _TWICE else 1
        for text, count in self._dictionary.alike(word, 2).items():
            edits = distance(word, text)
            if edits <= most and text.isalpha():
                first = _FIRST if text[0] != word[0] else 0
                yield math.log(count) - _EDIT * (edits + first), text, count

    def _parted(self, word: str) -> Iterator[tuple[float, str, int]]:
        for at in range(_PART, len(word) - _PART + 1):
            first, second = word[:at], word[at:]
            count = self._dictionary.documents(first)
            if count:
                count = min(count, self._dictionary.documents(second))
            if count:
                yield math.log(count) - _EDIT * _PARTED, f"{first} {second}", count


def distance(one: str, other: str) -> int:
    """Edits from one word to another: a letter added, lost or changed, or two exchanged.

    The optimal string alignment distance (Damerau 1964).
    """
    earlier: list[int] = []
    before = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, theirs in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
        earlier, before = before, row
    return before[-1]
