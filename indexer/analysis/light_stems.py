"""Light stemmers for Arabic and Persian: what is put before and behind words, never their roots.

Promises: functions of the folded word; at least three letters stay. An Arabic noun has the same
stem with the article and without, and with "and" before it, unless its own first letters look
like these. What they gain over Snowball's: docs/decisions/0014-languages.md.
After Larkey, Ballesteros and Connell: Light Stemming for Arabic Information Retrieval (2007), with
particles of one letter and more pronouns.
"""

from __future__ import annotations

import re
from typing import Final

_AND: Final = "و"
_ARTICLES: Final = ("بال", "کال", "فال", "ال", "لل")  # the article, alone or with a particle
_PARTICLES: Final = "بلکف"
# In the order in which they are tried; several may go, each once.
_ENDINGS: Final = tuple("هما هم هن نا کم ها ان ات ون ین یه ه ی ت وا ا".split())
_LEFT: Final = 3  # letters that stay
_LEFT_OF_PARTICLE: Final = 5  # a single letter is a particle only before a longer word

# ها and what may follow it.
_PERSIAN_PLURAL: Final = re.compile(r"(?<=...)ها(?:ی(?:ی|م|ت|ش|مان|تان|شان)?)?$")


def arabic(word: str) -> str:
    """The stem of a folded Arabic word."""
    word = _without(_AND, word, _LEFT_OF_PARTICLE)
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= _LEFT:
            word = _without(_AND, word[len(article) :], _LEFT_OF_PARTICLE)
            break
    if word[0] in _PARTICLES:
        word = _without(word[0], word, _LEFT_OF_PARTICLE)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEFT:
            word = word[: -len(ending)]
    return word


def _without(prefix: str, word: str, left: int) -> str:
    taken = word.startswith(prefix) and len(word) - len(prefix) >= left
    return word[len(prefix) :] if taken else word


def persian(word: str) -> str:
    """The stem of a folded Persian word: without a plural and what is written on to it."""
    return _PERSIAN_PLURAL.sub("", word)
