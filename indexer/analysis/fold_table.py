"""A text folded letter by letter, to look for words in without cutting it.

Promises: of the same length as the text; a space stands exactly where nothing of a word can;
between two spaces without an ``UNSURE``, every word stands as ``fold`` leaves it, but for the
signs that may stand in it, an apostrophe being ``'``. ``UNSURE`` stands for what folding takes out,
for what it makes several letters of, and for what depends on the letters around. Safe to share
between threads.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from indexer.analysis.letters import ARABIC_HAMZA, DIGIT, LETTER, OTHER, SINGLE, fold, kind_of

UNSURE: Final = "?"  # itself nothing of a word, so it stands for nothing else
_QUOTES: Final = frozenset("'’‘`")  # apostrophes that leave nothing behind when they are folded


class FoldTable:
    """Code point to folded letter, filled as code points are met."""

    def __init__(self) -> None:
        self._letters = np.zeros(0x110000, np.uint32)  # 0: not met

    def of(self, text: str) -> str:
        """The folded text."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        letters = self._letters.take(codes)
        if not letters.all():
            for code in set(codes[letters == 0].tolist()):
                self._letters[code] = ord(_folded(chr(code)))
            letters = self._letters.take(codes)
        return letters.tobytes().decode("utf-32-le")


def _folded(character: str) -> str:
    kind = kind_of(character)
    if kind == OTHER:
        return " "
    if kind in ".,+#" or character in _QUOTES:
        return kind
    letter = fold(character) if kind in (LETTER, DIGIT, SINGLE) else ""
    # Of another kind: ² is no digit where words are cut, and folds to one.
    is_sure = len(letter) == 1 and kind_of(letter) == kind and letter != ARABIC_HAMZA
    return letter if is_sure else UNSURE
