"""Folded words made ready for rules that look for accents, in the languages that suffer most.

Promises: functions of the folded word, so that a word typed without its accents still meets the
one that has them; what is made is only for a stemmer, and folded again behind it. Measured against
stems of the words as they were written: docs/decisions/0014-languages.md.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Final

_PARTICIPLE: Final = re.compile(r"ee(s?)$")
_NASAL_PLURAL: Final = re.compile(r"oes$")
_FRONT: Final = str.maketrans("ou", "öü")
_BACK: Final = str.maketrans("i", "ı")


def french(word: str) -> str:
    """Libérée as libéré: Snowball takes -ée off, and finds it no more when it is -ee."""
    return _PARTICIPLE.sub(r"e\1", word)


def portuguese(word: str) -> str:
    """Prisões as prisão, of which it is the plural."""
    return _NASAL_PLURAL.sub("ao", word)


def turkish(word: str) -> str:
    """A word with its vowels in harmony, as endings are in Turkish: gozler is gözler.

    After the next a or e, else after the last one: with e go ö, ü and i, with a go o, u and ı.
    """
    following = list(accumulate(reversed(word), _harmony, initial=""))[-2::-1]
    last = next((letter for letter in reversed(word) if letter in "ae"), "")
    return "".join(
        letter.translate(_FRONT if (harmony or last) == "e" else _BACK)
        if harmony or last
        else letter
        for letter, harmony in zip(word, following, strict=True)
    )


def _harmony(known: str, letter: str) -> str:
    return letter if letter in "ae" else known
