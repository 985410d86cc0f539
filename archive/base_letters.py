"""A text by its base letters, as browsers compare words that they seek in a page.

Promises: letters that differ only in case, in accents and vowel signs, in width or as ligatures,
digits of one value, and straight and curly quotation marks are the same; what is not seen (joiners,
soft hyphens) and what only stretches a word is not there. Folds more rather than less, for those
who must know that words stand nowhere else. Each code point is folded by itself.

Source: the primary level of the Unicode Collation Algorithm (UTS 10, 1.1), by which URL Fragment
Text Directives, 3.5, have words compared; of quotation marks, what Chromium does.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_QUOTES = str.maketrans("‘’‚‛׳“”„‟״«»", '\'\'\'\'\'"""""""')
_UNSEEN = {"Mn", "Me", "Cf"}
_STRETCH = "\u0640"  # tatweel


class _Letters(dict[int, str]):
    """What each code point is folded to, computed when it is met first."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code)).casefold()
        letters = unicodedata.normalize("NFKD", plain)
        self[code] = "".join(map(_base, letters)).translate(_QUOTES)
        return self[code]


_LETTERS = _Letters()


def base_letters(text: str) -> str:
    """The text by its base letters."""
    if text.isascii():
        return text.lower()
    folded = cache(_folded)  # a text has the same words again and again
    return " ".join(map(folded, text.split(" ")))


def _folded(word: str) -> str:
    return word.translate(_LETTERS)


def _base(letter: str) -> str:
    if letter == _STRETCH or unicodedata.category(letter) in _UNSEEN:
        return ""
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)
