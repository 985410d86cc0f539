"""Names of months and weekdays in many languages, and text folded so that they are found.

Promises: ``fold`` gives a string of the same length, so that what is found in it stands at the
same place in the original; names come from the Unicode CLDR by way of Babel, with the few
spellings that CLDR lacks added here. Loaded at the first use. Reads no dates: ``indexer.dates``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale

_LOCALES = (
    "en de fr es it pt nl pl ru uk be tr az sv da nb nn fi is cs sk sl hr bs sr sr_Latn hu ro el "
    "bg mk sq lt lv et ca gl eu ga cy af sw id ms vi fil ar ar_SY ar_DZ ar_MA ar_MR fa fa_AF ps "
    "ur ku he hi bn mr ne ta te ml kn gu pa si th km lo my ka hy kk ky uz mn am ja zh zh_Hant ko"
).split()

# Spellings in use that CLDR does not list, by language and month.
_MORE = {
    "en": {9: "sept"},
    "de": {1: "jänner", 2: "feber", 3: "mrz"},
    "es": {9: "setiembre"},
    "id": {2: "pebruari", 11: "nopember"},
    "ar": {1: "كانون ثاني", 10: "تشرين أول", 11: "تشرين ثاني", 12: "كانون أول"},
    "fa": {4: "آپریل", 7: "ژوییه جولای", 8: "آگوست اگوست", 5: "می"},
    "hi": {2: "फरवरी", 9: "सितम्बर", 10: "अक्तूबर", 11: "नवम्बर", 12: "दिसम्बर"},
    "ru": {3: "март", 5: "май"},
}
_TWO_WORDS = ("ar",)  # languages whose entries above are names of two words, not two names

# The solar Hijri (Jalali) months: in Persian, in Latin letters, and as said in Afghanistan.
_JALALI = (
    "فروردین farvardin حمل", "اردیبهشت ordibehesht ثور", "خرداد khordad جوزا", "تیر tir سرطان",
    "مرداد mordad اسد امرداد", "شهریور shahrivar سنبله", "مهر mehr میزان", "آبان aban عقرب",
    "آذر azar قوس", "دی dey جدی", "بهمن bahman دلو", "اسفند esfand حوت",
)  # fmt: skip

_Letters = dict[str, "_Letters"]  # of names: each letter with those behind it, "" for an end

_SAME = str.maketrans({
    "ي": "ی", "ى": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ۀ": "ه", "ة": "ه",
    "ؤ": "و", "\u0654": " ", "\u200c": " ", "ـ": " ", "ı": "i", "İ": "i", "’": "'", "ʼ": "'",
    "׳": "'", "：": ":", "／": "/", "．": ".", "，": ",", "、": ",", "،": ",", "–": "-", "—": "-",
    "−": "-", "‑": "-", "‐": "-", "\u200e": " ", "\u200f": " ", "\u202a": " ", "\u202b": " ",
    "\u202c": " ", "\u2066": " ", "\u2067": " ", "\u2068": " ", "\u2069": " ", "\ufeff": " ",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Calendar:
    """Folded month names with their numbers by language, and patterns that match any of them."""

    gregorian: Mapping[str, Mapping[str, int]]  # folded name -> language -> 1 to 12
    jalali: Mapping[str, int]
    month: str  # pattern without a group of its own
    weekday: str
    names: frozenset[str]  # of months and weekdays, words parted by single spaces

    def has_name(self, text: str) -> bool:
        """Whether a folded text is the name of a month or weekday."""
        return " ".join(text.split()) in self.names

    def number(self, name: str, language: str) -> int | None:
        """The Gregorian month of a folded name; None when its languages disagree."""
        months = self.gregorian.get(name, {})
        if language in months:
            return months[language]
        return next(iter(months.values())) if len(set(months.values())) == 1 else None


def fold(text: str) -> str:
    """The text in lower case, without accents, with plain digits and signs, as long as before."""
    if text.isascii():
        return text.lower()
    return "".join(map(_fold_one, text.translate(_SAME)))


@cache
def _fold_one(char: str) -> str:
    if char.isascii():
        return char.lower()
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    if char.isspace():
        return " "
    lower = char.lower()
    base = unicodedata.normalize("NFD", lower)[0]
    # Latin, Greek and Cyrillic lose their accents; other scripts are not taken apart.
    plain = base if base < "\u0530" or "\u1e00" <= base < "\u2000" else lower
    return plain if len(plain) == 1 else char


@cache
def calendar() -> Calendar:
    """All names, read once."""
    months: dict[str, dict[str, int]] = defaultdict(dict)
    weekdays: set[str] = set()
    for identifier in _LOCALES:
        locale = Locale.parse(identifier)
        for number, name in _names(locale.months):
            months[name].setdefault(locale.language, number)
        weekdays.update(name for _, name in _names(locale.days))
    for language, extra in _MORE.items():
        for number, names in extra.items():
            for name in [names] if language in _TWO_WORDS else names.split():
                months[fold(name)][language] = number
    jalali = {
        fold(name): number for number, names in enumerate(_JALALI, 1) for name in names.split()
    }
    return Calendar(
        gregorian=months,
        jalali=jalali,
        month=_pattern([*months, *jalali]),
        weekday=_pattern(weekdays),
        names=frozenset((*months, *jalali, *weekdays)),
    )


def _names(table: Mapping[str, Mapping[str, Mapping[int, str]]]) -> Iterator[tuple[int, str]]:
    """The names of a CLDR table, folded; single letters and numbers are no names."""
    for context in table.values():
        for width in ("wide", "abbreviated"):
            for number, name in context.get(width, {}).items():
                plain = fold(re.sub(r"^d(?:e |['’])", "", name)).strip().rstrip(".॰")
                shortest = 3 if plain.isascii() else 2  # "ma" is no name, "آب" is
                if len(plain) >= shortest and not any(map(str.isdigit, plain)):
                    yield number, plain


def _pattern(names: Iterable[str]) -> str:
    """One of these names, the longest that stands there, and no part of a longer word.

    Written letter by letter, as a dictionary is looked up: tried one by one, two thousand names
    take a millisecond a line.
    """
    root: _Letters = {}
    for name in names:
        node = root
        for letter in name:
            node = node.setdefault(letter, {})
        node[""] = {}
    return rf"{_either(root)}(?![^\W\d_])"


def _either(node: _Letters) -> str:
    """What may follow, as a pattern: longer names before the one that ends here."""
    ways = [
        (r"\s+" if letter == " " else re.escape(letter)) + _either(rest)
        for letter, rest in sorted(node.items())
        if letter
    ]
    if not ways:
        return ""
    if len(ways) == 1 and "" not in node:
        return ways[0]
    return f"(?:{'|'.join(ways)}){'?' if '' in node else ''}"
