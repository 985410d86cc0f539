"""The order that readers expect words in, where that of code points is another.

Promises: keys that compare as the words of one language should stand; every other script keeps
the order of its code points. Words are given folded, as they are compared in searches.
"""

from __future__ import annotations

from typing import Final

_FIRST: Final = 0x0621  # where Unicode's own Arabic letters begin; what is not listed comes after
_TO_NUN: Final = "ءاأإآبپتةثجچحخدذرزژسشصضطظعغفقكکگلمن"


def _table(letters: str) -> dict[int, int]:
    return {ord(letter): _FIRST + place for place, letter in enumerate(letters)}


# Unicode lists the letters that Persian has and Arabic has not (پ چ ژ ک گ ی) after all others;
# and the two languages part over which of و and ه comes first.
_PERSIAN: Final = _table(_TO_NUN + "وؤهیىيئ")
_ARABIC: Final = _table(_TO_NUN + "هوؤیىيئ")


def sort_key(word: str, language: str) -> str:
    """What a word of a language (BCP 47 primary subtag, "" not known) is put in order by."""
    if word.isascii():
        return word
    return word.translate(_ARABIC if language == "ar" else _PERSIAN)
