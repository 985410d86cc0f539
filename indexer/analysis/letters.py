"""Letters: what kind each character is for cutting, and the folding that makes spellings equal.

Promises: ``fold`` is a function of the word alone, idempotent, the same for composed and
decomposed text, and equal for spellings that differ only in case, in diacritics (Latin, Greek,
Cyrillic, Hebrew, Arabic), in Persian and Arabic variants of one letter, in digits' script, in
joiners, tatweel, soft hyphens, variation selectors and apostrophes, in how a Persian ezafe is
written after ه, and in the nukta of Devanagari. Does not cut text and knows no language.
Sources: Unicode Standard (general categories, normalisation forms, case folding) and, for the
Arabic script, the letter normalisation usual in Persian and Arabic retrieval.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from typing import Final

LETTER, DIGIT, MARK, IGNORED, SINGLE, APOSTROPHE, OTHER = "L", "D", "M", "I", "J", "'", " "

APOSTROPHES: Final = frozenset("'’‘ʼʹʻʾʿ＇`´׳״")
_SIGNS: Final = {
    **dict.fromkeys(APOSTROPHES, APOSTROPHE),
    "+": "+",
    "#": "#",
    ".": ".",
    ",": ",",
    "٬": ",",  # Arabic thousands separator
    "،": ",",  # Arabic comma, often typed for it
    "ـ": IGNORED,  # tatweel, a letter to Unicode
    "\u200b": OTHER,  # zero width space is a word break
}

# Scripts written without spaces between words, and Korean, whose particles are attached: every
# sign is a token. First and last code point of each range, sorted.
_SINGLE_SIGN_RANGES: Final = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1100, 0x115F),  # Hangul, leading jamo
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x312F),  # CJK radicals to Bopomofo
    (0x3131, 0x9FFF),  # Hangul compatibility jamo to CJK ideographs
    (0xA960, 0xA97F),  # Hangul jamo extended-A
    (0xA9E0, 0xA9FF),  # Myanmar extended-B
    (0xAA60, 0xAA7F),  # Myanmar extended-A
    (0xAC00, 0xD7A3),  # Hangul syllables
    (0xF900, 0xFAFF),  # CJK compatibility ideographs
    (0xFF66, 0xFFDC),  # half-width Katakana and Hangul
    (0x1AFF0, 0x1B16F),  # Kana extensions
    (0x20000, 0x323AF),  # CJK ideographs, extensions B to H
)
_SINGLE_STARTS: Final = tuple(first for first, _ in _SINGLE_SIGN_RANGES)
# Vowel and final jamo of a decomposed Hangul syllable, and the half-width voicing marks, belong
# to the sign before them although they are letters to Unicode.
_TRAILING: Final = (range(0x1160, 0x1200), range(0xD7B0, 0xD800), range(0xFF9E, 0xFFA0))

# Letters with no decomposition that readers type as another; applied after case folding.
_LETTERS: Final = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ł": "l",
        "þ": "th",
        "ŧ": "t",
        # Arabic script: one letter for its Arabic, Persian and Urdu forms.
        "ي": "ی",
        "ى": "ی",
        "ك": "ک",
        "ڪ": "ک",
        "ة": "ه",
        "ۃ": "ه",
        "ہ": "ه",
        "ە": "ه",
        "ھ": "ه",
        "ٱ": "ا",
        "ٲ": "ا",
        "ٳ": "ا",
        "ँ": "ं",  # nasalised vowels of Hindi are written with either
    }
)
# خانه‌ی is خانهٔ in another dress.
_EZAFE: Final = re.compile(r"(?<=ه)\u200c+ی$")
ARABIC_HAMZA: Final = "ء"
_BREVE: Final = "\u0306"
_DIAERESIS: Final = "\u0308"


def kind_of(character: str) -> str:
    """The kind of one character, one of the constants above or the sign itself."""
    sign = _SIGNS.get(character)
    if sign is not None:
        return sign
    code = ord(character)
    category = unicodedata.category(character)
    if category == "Nd":
        return DIGIT
    if category[0] == "M" or any(code in trailing for trailing in _TRAILING):
        return MARK
    if category == "Cf":
        return IGNORED  # joiners, soft hyphen, direction marks
    if category[0] not in "LN":
        return OTHER
    row = bisect_right(_SINGLE_STARTS, code) - 1
    return SINGLE if row >= 0 and code <= _SINGLE_SIGN_RANGES[row][1] else LETTER


class _Kinds(dict[int, str]):
    """Code point to kind, filled as characters are met: a table for ``str.translate``."""

    def __missing__(self, code: int) -> str:
        kind = self[code] = kind_of(chr(code))
        return kind


_KINDS: Final = _Kinds()


def kinds(text: str) -> str:
    """One kind for each code point of ``text``: a string of the same length."""
    return text.translate(_KINDS)


def _loses_marks(base: str) -> bool:
    """Whether diacritics on this base letter are spelling variants, not letters of their own."""
    return base < "\u0530"  # Latin, Greek and Cyrillic come first; decomposed, so no others do


def _is_pointing(mark: str) -> bool:
    """Vowel points and reading marks of the Hebrew and Arabic scripts."""
    return "\u0591" <= mark <= "\u06ed" or "\u08d3" <= mark <= "\u08ff"


# The grapheme joiner, the nukta of Devanagari, and the Thai and Lao sign that is half of a vowel
# when it is decomposed, and variation selectors: spelling variants in any script.
_VARYING: Final = frozenset("\u034f\u093c\u0e4d\u0ecd")


def _is_variant(mark: str) -> bool:
    return mark in _VARYING or "\ufe00" <= mark <= "\ufe0f" or "\U000e0100" <= mark <= "\U000e01ef"


def _keeps(mark: str, base: str) -> bool:
    if _is_pointing(mark) or _is_variant(mark):
        return False
    if not _loses_marks(base):
        return True
    # й, ў and ї are letters of their own; ё is commonly written е.
    return (mark == _BREVE and base >= "\u0400") or (mark == _DIAERESIS and base == "і")


def _decompose(word: str) -> str:
    return unicodedata.normalize("NFKD", word)


def fold(word: str) -> str:
    """The word with everything gone that spellings of it may differ in; "" if nothing is left."""
    if word.isascii():
        return (word if word.isalnum() else "".join(filter(str.isalnum, word))).lower()
    text = _decompose(_decompose(_decompose(word).casefold()).casefold()).translate(_LETTERS)
    if "\u200c" in text:
        text = _EZAFE.sub("", text)
    kept: list[str] = []
    base = ""
    for character in text:
        category = unicodedata.category(character)
        if category == "Nd":
            base = str(unicodedata.decimal(character))
            kept.append(base)
        elif category[0] == "M":
            if base and _keeps(character, base):
                kept.append(character)
        elif category[0] in "LN" and character not in APOSTROPHES and character != "ـ":
            base = character
            kept.append(base)
    if len(kept) > 1:
        kept = [letter for letter in kept if letter != ARABIC_HAMZA] or kept[:1]
    return unicodedata.normalize("NFC", "".join(kept))
