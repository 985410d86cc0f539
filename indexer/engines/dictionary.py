"""The words of all segments, asked for one by one: how often, how spelt, what is near them.

Promises: counts are of documents that are not deleted; words are folded, as ``indexer.analysis``
folds them; the order of answers does not depend on how documents lie. Knows no query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from indexer.analysis import MAX_WORD, folded, spelling, tokens
from indexer.engines.shapes import Spelt
from indexer.engines.vocabulary import Vocabulary, distinct
from indexer.names.sounds import ARABIC, is_arabic


def words_of(typed: str) -> list[str]:
    """What was typed, word by word, as the dictionary has words."""
    if typed.isascii() and typed.isalpha() and len(typed) <= MAX_WORD:
        return [typed.lower()]  # as most are: one word, with nothing to take off
    cut = [typed[token.start : token.end] for token in tokens(typed, "")]
    return [folded(spelling(characters) or characters) for characters in cut]


class Dictionary:
    """The dictionary of a generation."""

    def __init__(self, parts: Sequence[Vocabulary]) -> None:
        self._parts = parts

    def documents(self, word: str) -> int:
        """How many documents have a word."""
        encoded = word.encode()
        places = [(part, part.words.index(encoded)) for part in self._parts]
        return sum(part.documents.item(place) for part, place in places if place is not None)

    def share(self, word: str) -> float:
        """What part a word is of all words of its script, each counted once for each document."""
        arabic = is_arabic(word)
        return self.documents(word) / max(1, self._written[arabic])

    @cached_property
    def _written(self) -> dict[bool, int]:
        """How many words documents have in Arabic script, and in others."""
        arabic = every = 0
        for part in self._parts:
            first, last = (part.words.place(end.encode()) for end in ARABIC)
            arabic += int(part.documents[first:last].sum(dtype=np.int64))
            every += int(part.documents.sum(dtype=np.int64))
        return {True: arabic, False: every - arabic}

    def spelt(self, word: str) -> Spelt:
        """How documents spell a word."""
        encoded = word.encode()
        found: defaultdict[str, int] = defaultdict(int)
        for part in self._parts:
            place = part.words.index(encoded)
            if place is not None:
                for shape, count in part.spellings(place).items():
                    found[shape] += count
        return {shape: count for shape, count in found.items() if count > 0}

    def shown(self, word: str) -> str:
        """A word as most documents spell it."""
        return (distinct(self.spelt(word)) or [word])[0]

    def sounding_like(self, word: str) -> list[tuple[str, float]]:
        """Other words that may spell a name, and how likely; the likeliest first."""
        found: dict[str, float] = {}
        for part in self._parts:
            places, likelihoods = part.sounding.of(word)
            for place, likelihood in zip(places.tolist(), likelihoods.tolist(), strict=True):
                found[part.words.text(place)] = likelihood
        found.pop(word, None)
        if len(self._parts) > 1:
            found = {text: each for text, each in found.items() if self.documents(text) > 0}
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))

    def alike(self, word: str, edits: int) -> dict[str, int]:
        """Other words within so many edits, with their documents."""
        found: defaultdict[str, int] = defaultdict(int)
        for part in self._parts:
            for text, count in part.counted(part.likeness.alike(word, edits)):
                found[text] += count
        found.pop(word, None)
        return {text: count for text, count in found.items() if count > 0}
