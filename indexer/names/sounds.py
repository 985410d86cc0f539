"""Spellings of names read as sounds: one symbol for each letter or group of letters that is one.

Promises: a pure function of folded words; the same for one word and for a million, which are read
together in a few passes over one text. Latin letters, Cyrillic (as it is commonly romanised) and
the Arabic script in its Arabic and Persian use. A word with anything else, such as a digit, has no
sounds. Does not compare: what two sounds cost in place of each other is ``alignment``'s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint8]
Edges = npt.NDArray[np.int64]

_KEPT: Final = 1 << 10  # words of queries
LONGEST: Final = 24  # sounds; a longer word is no name
ARABIC: Final = "\u0600", "\u0700"  # folded words of the Arabic script begin from here to there

# A group of letters that is one sound, in Latin spellings of many languages: the symbol stands for
# the group, not for one language's sound of it. Longer groups are read first.
_GROUPS: Final = {
    "tsch": "Č", "tch": "Č", "ch": "Č", "sch": "Š", "sh": "Š", "dzh": "j", "dj": "j", "kh": "Ħ",
    "gh": "Ğ", "th": "Þ", "dh": "Ð", "ph": "f", "zh": "Ž", "ck": "k", "cq": "k", "qu": "Q",
    "tz": "Ŧ", "ce": "se", "ci": "si", "cy": "sy",
    "ou": "Ū", "oo": "Ū", "ow": "Ō", "au": "Ō", "aw": "Ō", "ee": "Ī", "ie": "Ĭ", "ei": "Ē",
    "ey": "Ē", "ai": "Ē", "ay": "Ē", "ea": "Ĕ", "oe": "Œ", "ae": "Ä",
}  # fmt: skip
# What is often not heard, or not written, at the beginning or the end of a word.
_FIRST: Final = dict(zip("aeiouyhا", "áéíóúýĥأ", strict=True))
_LAST: Final = dict(zip("aeiouyhĒĪĬŪŌĔŒاهیو", "àèìòùÿħëïîûôêöٱةىؤ", strict=True))
# As it is romanised in newspapers and passports; the groups above then read it.
_CYRILLIC: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "yi", "й": "y", "ј": "y", "к": "k", "л": "l", "љ": "l",
    "м": "m", "н": "n", "њ": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "ch",
    "ђ": "dj", "у": "u", "ў": "w", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "џ": "dj", "ш": "sh",
    "щ": "sh", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "қ": "q", "ғ": "gh",
    "ҳ": "h", "ҷ": "j", "ә": "a", "ө": "o", "ү": "u", "ұ": "u", "ң": "n", "һ": "h", "ӣ": "i",
    "ӯ": "u",
}  # fmt: skip
_ARABIC: Final = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنهوی"
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"


def _symbols_of_latin() -> str:
    single = "".join(symbol for symbol in _GROUPS.values() if len(symbol) == 1)
    edges = "".join((*_FIRST.values(), *_LAST.values()))
    return "".join(dict.fromkeys(_LATIN + single + "".join(c for c in edges if c < ARABIC[0])))


LATIN: Final = _symbols_of_latin()
SYMBOLS: Final = LATIN + _ARABIC + "أٱةىؤ"
"""Every symbol, those of Latin words (and Cyrillic ones) first; a code is a place here and 1."""

_WRITTEN: Final = str.maketrans(_CYRILLIC | {"\n": "\n"})
_LONGER_FIRST: Final = sorted(_GROUPS.items(), key=lambda group: -len(group[0]))
_DOUBLED: Final = re.compile(r"([a-zÀ-ſ])\1+")
_ENDS: Final = tuple((f"\n{a}", f"\n{b}") for a, b in _FIRST.items()) + tuple(
    (f"{a}\n", f"{b}\n") for a, b in _LAST.items()
)
_UNKNOWN: Final = 255


def is_arabic(word: str) -> bool:
    """Whether a folded word is in the Arabic script."""
    return ARABIC[0] <= word < ARABIC[1]


def _table() -> Codes:
    """The code of each symbol by its code point."""
    table = np.full(max(map(ord, SYMBOLS)) + 2, _UNKNOWN, np.uint8)
    table[[ord(symbol) for symbol in SYMBOLS]] = np.arange(1, len(SYMBOLS) + 1)
    return table


_CODES: Final = _table()
_CODE_OF: Final = {symbol: code for code, symbol in enumerate(SYMBOLS, 1)}


def sounds(words: Sequence[str]) -> tuple[Codes, Edges]:
    """The codes of the sounds of folded words, one word after another, and where each begins.

    Of a word that cannot be read, or is too long for a name, none.
    """
    points = np.frombuffer(symbols(words).encode("utf-32-le"), np.uint32)
    ends = (points == ord("\n")).nonzero()[0]
    codes = _CODES[np.minimum(points, _CODES.size - 1)]
    starts, lasts = ends[:-1] + 1, ends[1:]
    unread = np.append(0, np.cumsum(codes == _UNKNOWN))
    read = (unread[lasts] == unread[starts]) & (lasts - starts <= LONGEST)
    sizes = np.where(read, lasts - starts, 0)
    kept = codes != _UNKNOWN
    kept &= (np.append(read, False)).repeat(np.diff(np.append(ends, ends[-1] + 1)))
    return codes[kept], np.append(0, sizes.cumsum())


@lru_cache(maxsize=_KEPT)
def sounds_of(word: str) -> Codes:
    """The codes of the sounds of one folded word, in a fraction of the time; not to be changed."""
    codes = [_CODE_OF.get(symbol, _UNKNOWN) for symbol in symbols([word])[1:-1]]
    if len(codes) > LONGEST or _UNKNOWN in codes:
        codes = []
    return np.array(codes, np.uint8)


def symbols(words: Sequence[str]) -> str:
    """The symbols of the sounds of words, each between the ends of lines."""
    text = "\n" + "\n".join(words) + "\n" if words else "\n"
    if not text.isascii():
        text = text.translate(_WRITTEN)
    for group, symbol in _LONGER_FIRST:
        text = text.replace(group, symbol)
    text = _DOUBLED.sub(r"\1", text)
    for letter, symbol in _ENDS:
        text = text.replace(letter, symbol)
    return text
