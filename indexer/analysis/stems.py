"""Stems: the one term that the forms of a word share in its language.

Promises: a function of the folded word and the language; safe to call from any thread; a stem
carries its language (``en:commiss``), so that a German stem never meets English text, while
numbers, words in another script than the language's and languages without a stemmer keep the
folded word, untagged and shared by all. Stemming follows folding: accents then never decide
whether two spellings meet, at the price of a few rules that look for an accent.
Source: the Snowball stemmers (PyStemmer); for Persian, whose Snowball stemmer cuts into roots,
only the plural endings are taken off.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from typing import Final, NamedTuple

import Stemmer

_LATIN: Final = ("a", "ʯ")
_CYRILLIC: Final = ("Ѐ", "ԯ")
_ARABIC: Final = ("ء", "ۿ")


class _Method(NamedTuple):
    algorithm: str  # Snowball's name
    script: tuple[str, str]  # first and last letter of the script that its rules are about


def _latin(**algorithms: str) -> dict[str, _Method]:
    return {code: _Method(name, _LATIN) for code, name in algorithms.items()}


METHODS: Final = {
    "ar": _Method("arabic", _ARABIC),
    "el": _Method("greek", ("ʹ", "Ͽ")),
    "hi": _Method("hindi", ("ऀ", "ॿ")),
    "hy": _Method("armenian", ("Ա", "֏")),
    "ne": _Method("nepali", ("ऀ", "ॿ")),
    "ru": _Method("russian", _CYRILLIC),
    "sr": _Method("serbian", _CYRILLIC),
    "ta": _Method("tamil", ("ஂ", "௺")),
    "yi": _Method("yiddish", ("֑", "״")),
    **_latin(ca="catalan", cs="czech", da="danish", de="german", en="english", eo="esperanto"),
    **_latin(es="spanish", et="estonian", eu="basque", fi="finnish", fr="french", ga="irish"),
    **_latin(hu="hungarian", id="indonesian", it="italian", lt="lithuanian", nb="norwegian"),
    **_latin(nl="dutch", nn="norwegian", no="norwegian", pl="polish", pt="portuguese"),
    **_latin(ro="romanian", st="sesotho", sv="swedish", tr="turkish"),
}

_TO_ARABIC: Final = str.maketrans("یک", "يك")  # Snowball's Arabic rules know these forms
_FROM_ARABIC: Final = str.maketrans("يكة", "یکه")
# ها and what may follow it; three letters of the word must remain.
_PERSIAN_PLURAL: Final = re.compile(r"(?<=...)ها(?:ی(?:ی|م|ت|ش|مان|تان|شان)?)?$")


class _PerThread(threading.local):
    """A Snowball stemmer keeps state while it works, so each thread has its own."""

    def __init__(self) -> None:
        self.stemmers: dict[str, Stemmer.Stemmer] = {}

    def get(self, algorithm: str) -> Stemmer.Stemmer:
        stemmer = self.stemmers.get(algorithm)
        if stemmer is None:
            stemmer = self.stemmers[algorithm] = Stemmer.Stemmer(algorithm, 0)
        return stemmer


_STEMMERS: Final = _PerThread()


def _in_script(word: str, script: tuple[str, str]) -> bool:
    if word.isascii():
        return script is _LATIN and word.isalpha()
    first, last = script
    return first <= min(word) and max(word) <= last


def _as_arabic(folded: str) -> str:
    """Folded letters in the forms that Snowball's rules know.

    Folding made one letter of a final ة and ه; taken for ة it is cut off with the article and
    without, so that المدرسة and مدرسة meet.
    """
    word = folded.translate(_TO_ARABIC)
    return f"{word[:-1]}ة" if word.endswith("ه") else word


def stem(folded: str, language: str) -> str:
    """The term of a folded word in a text of this language (BCP 47 primary subtag, or "")."""
    if language == "fa":
        if _in_script(folded, _ARABIC) and folded.isalpha():
            return f"fa:{_PERSIAN_PLURAL.sub('', folded)}"
        return folded
    method = METHODS.get(language)
    if method is None or not _in_script(folded, method.script):
        return folded
    word = _as_arabic(folded) if language == "ar" else folded
    stemmed: str = _STEMMERS.get(method.algorithm).stemWord(word)
    return f"{language}:{stemmed.translate(_FROM_ARABIC)}"


def stems(words: Sequence[str], language: str) -> list[str]:
    """The terms of many words: ``stem`` of each that is ASCII and folded, anything of others."""
    method = METHODS.get(language)
    if method is None or method.script is not _LATIN:
        return [stem(word, language) if word.isascii() else "" for word in words]
    stemmed = _STEMMERS.get(method.algorithm).stemWords(words)
    return [
        f"{language}:{short}" if word.isascii() and word.isalpha() else word
        for word, short in zip(words, stemmed, strict=True)
    ]
