"""What a word that hardly any document has was perhaps meant to be: words of the archive itself.

Promises: every correction is a word, or two, that documents have, many more than have the word as
it is; nothing is corrected that is common, or too short to tell. How likely a mistake is follows
Kernighan, Church, Gale (A spelling correction program based on a noisy channel model, 1990) in the
simplest way: lighter mistakes first, weighed against how common the words are. The weights were
chosen on misspelled questions (docs/decisions/0019-names.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from archive.search import Suggestion
from indexer.engines.dictionary import Dictionary, words_of
from indexer.names.sounds import is_arabic

_RARE: Final = 2  # documents, at most, of a word that is corrected
_MORE: Final = 10  # times as many documents have a correction
_SHORTEST: Final = 4  # code points of a word that is corrected
_PART: Final = 3  # code points of either of two words that were run together
_HEAVY: Final = 4.0  # a mistake of weight 1 is worth e to the power of this times the documents
# Mistakes, by how unlikely they are.
_ALONE: Final = 1.0  # a letter was added or lost
_DOUBLED: Final = 0.5  # a letter that stands beside itself was added or lost
_CHANGED: Final = 1.4
_VOWEL: Final = 0.8  # a vowel for another
_EXCHANGED: Final = 0.7  # two neighbours
_FIRST: Final = 0.7  # more, for a word's first letter: people seldom mistake it
_JOINED: Final = 1.5  # a space is missing
_VOWELS: Final = frozenset("aeiouy")
# What is corrected without asking: a mistake so light in a word of so many code points, for a word
# that more than one document has.
_SURE: Final = ((5, 1.0), (8, 1.5), (10, 2.0))
_SURE_DOCUMENTS: Final = 2
_UNWRITTEN: Final = 2  # vowels of a word in Arabic script, which tells less by so many letters


class _Correction(NamedTuple):
    text: str
    documents: int
    weight: float

    @property
    def order(self) -> tuple[float, str]:
        """The likeliest first."""
        return _HEAVY * self.weight - math.log(self.documents), self.text


class Spelling:
    """The dictionary of an archive, asked for corrections."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary

    def corrections(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """What a word, or two side by side, may have been meant to be, the likeliest first."""
        words = words_of(typed)
        if not words or not all(map(str.isalpha, words)):
            return ()
        own = min(map(self._dictionary.documents, words))
        if own > _RARE:
            return ()
        ranked = sorted(self._found(words), key=lambda found: found.order)
        found = [each for each in ranked if each.documents >= own * _MORE]
        return tuple(Suggestion(text=self._shown(f), count=f.documents) for f in found[:limit])

    def sure(self, typed: str) -> str:
        """The one correction that may be sought unasked, or "".

        None of what may be a name: its spelling is its own.
        """
        words = words_of(typed)
        if typed[:1].isupper() or len(words) != 1 or not words[0].isalpha():
            return ""
        size = len(words[0]) - (_UNWRITTEN if is_arabic(words[0]) else 0)
        light = max((most for least, most in _SURE if size >= least), default=0.0)
        best = min(self._found(words), key=lambda found: found.order, default=None)
        if best is None:
            return ""
        is_sure = best.weight <= light and best.documents >= _SURE_DOCUMENTS
        return self._shown(best) if is_sure else ""

    def _shown(self, found: _Correction) -> str:
        return " ".join(map(self._dictionary.shown, found.text.split()))

    def _found(self, words: Sequence[str]) -> Iterator[_Correction]:
        """Everything within reach of a word, and what two words make together."""
        count = self._dictionary.documents
        if len(words) == 2 and count("".join(words)):
            yield _Correction("".join(words), count("".join(words)), 0.0)
        if len(words) != 1 or len(words[0]) < _SHORTEST:
            return
        word = words[0]
        for text, documents in self._dictionary.alike(word, 2).items():
            if text.isalpha():
                yield _Correction(text, documents, weight(word, text))
        for at in range(_PART, len(word) - _PART + 1):
            documents = count(word[:at]) and min(count(word[:at]), count(word[at:]))
            if documents:
                yield _Correction(f"{word[:at]} {word[at:]}", documents, _JOINED)


def weight(one: str, other: str) -> float:
    """How unlikely it is that one word was typed for another.

    The optimal string alignment distance (Damerau 1964) with weights: letters added, lost,
    changed, or exchanged with a neighbour.
    """
    earlier: list[float] = []
    before = [0.0]
    for j in range(len(other)):
        before.append(before[-1] + _alone(other, j))
    for i, letter in enumerate(one):
        row = [before[0] + _alone(one, i)]
        for j, theirs in enumerate(other):
            best = min(
                before[j] + _instead(letter, theirs, is_first=i == j == 0),
                before[j + 1] + _alone(one, i),
                row[j] + _alone(other, j),
            )
            if i and j and letter == other[j - 1] != theirs == one[i - 1]:
                best = min(best, earlier[j - 1] + _EXCHANGED)
            row.append(best)
        earlier, before = before, row
    return before[-1]


def _alone(word: str, at: int) -> float:
    """A letter that the other word does not have."""
    if word[at] in (word[at - 1 : at], word[at + 1 : at + 2]):
        return _DOUBLED
    return _ALONE + (_FIRST if at == 0 else 0)


def _instead(letter: str, theirs: str, *, is_first: bool) -> float:
    """A letter in place of another."""
    if letter == theirs:
        return 0
    changed = _VOWEL if letter in _VOWELS and theirs in _VOWELS else _CHANGED
    return changed + (_FIRST if is_first else 0)
