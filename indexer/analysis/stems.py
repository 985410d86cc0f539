"""Stems: the one term that the forms of a word share in its language.

Promises: a function of the folded word and the language; safe to call from any thread; a stem
carries its language (``en:commiss``), so that a German stem never meets English text, while
numbers, words in another script than the language's and languages without a stemmer keep the
folded word, untagged and shared by all. But words in Latin letters within a language that is not
written in them are taken for English. Stemming follows folding: accents then never decide
whether two spellings meet, at the price of some rules that look for an accent (``restored``).
Source: the Snowball stemmers (PyStemmer); our own light ones for Arabic and Persian.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import Stemmer

from indexer.analysis.letters import fold
from indexer.analysis.light_stems import arabic, persian
from indexer.analysis.restored import french, portuguese, turkish

Script = tuple[str, str]  # its first and its last letter

_LATIN: Final = ("a", "ʯ")
_CYRILLIC: Final = ("Ѐ", "ԯ")
_ARABIC: Final = ("ء", "ۿ")


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


class _Method(NamedTuple):
    shorten: Callable[[str], str]
    scripts: tuple[Script, ...]  # that its rules are about
    algorithm: str = ""  # Snowball's name, if it is Snowball's alone


def _snowball(algorithm: str, script: Script = _LATIN) -> _Method:
    def shorten(word: str) -> str:
        stemmed: str = _STEMMERS.get(algorithm).stemWord(word)
        return stemmed

    return _Method(shorten, (script,), algorithm)


def _latin(**algorithms: str) -> dict[str, _Method]:
    return {code: _snowball(name) for code, name in algorithms.items()}


def _restored(algorithm: str, restore: Callable[[str], str], *scripts: Script) -> _Method:
    """Snowball on a word made ready for it, and its stem folded again."""
    return _Method(lambda word: fold(_STEMMERS.get(algorithm).stemWord(restore(word))), scripts)


METHODS: Final = {
    **dict.fromkeys(("ar", "ary", "arz"), _Method(arabic, (_ARABIC,))),
    **dict.fromkeys(("fa", "prs"), _Method(persian, (_ARABIC,))),
    "el": _snowball("greek", ("ʹ", "Ͽ")),
    "hi": _snowball("hindi", ("ऀ", "ॿ")),
    "hy": _snowball("armenian", ("Ա", "֏")),
    "ne": _snowball("nepali", ("ऀ", "ॿ")),
    "ru": _snowball("russian", _CYRILLIC),
    # Its stems are in Latin letters, whichever of its two scripts the word is in.
    "sr": _restored("serbian", str, _CYRILLIC, _LATIN),
    "ta": _snowball("tamil", ("ஂ", "௺")),
    "yi": _snowball("yiddish", ("֑", "״")),
    **_latin(ca="catalan", cs="czech", da="danish", de="german", en="english", eo="esperanto"),
    **_latin(es="spanish", et="estonian", eu="basque", fi="finnish", ga="irish"),
    **_latin(hu="hungarian", id="indonesian", it="italian", lt="lithuanian", nb="norwegian"),
    **_latin(nl="dutch", nn="norwegian", no="norwegian", pl="polish", ro="romanian"),
    **_latin(st="sesotho", sv="swedish"),
    "fr": _restored("french", french, _LATIN),
    "pt": _restored("portuguese", portuguese, _LATIN),
    "tr": _restored("turkish", turkish, _LATIN),
}

# What an English stem may end in that a word with this stem has not: dying, hoping, happy,
# possibility, skies. All else that rules write is what they took off.
_ENGLISH_TAIL: Final = re.compile("(?:ie|[eil]|(?<=^sk)y)$")

# Languages without a stemmer that are not written in Latin letters.
_OTHER_SCRIPTS: Final = frozenset(
    "am as be bg bn ckb dv dz gu he ja ka kk km kn ko ky lo mk ml mn mr my or pa ps sa sd si te "
    "tg th ti ug uk ur yue zh".split()
)
_FOREIGN: Final = METHODS["en"]  # of words in Latin letters there


def _in_script(word: str, script: Script) -> bool:
    if word.isascii():
        return script is _LATIN and word.isalpha()
    first, last = script
    return first <= min(word) and max(word) <= last


def stem(folded: str, language: str) -> str:
    """The term of a folded word in a text of this language (BCP 47 primary subtag, or "")."""
    method = METHODS.get(language)
    if method is not None:
        if any(_in_script(folded, script) for script in method.scripts):
            return f"{language}:{method.shorten(folded)}"
        if _LATIN in method.scripts:
            return folded
    elif language not in _OTHER_SCRIPTS:
        return folded
    return f"en:{_FOREIGN.shorten(folded)}" if _in_script(folded, _LATIN) else folded


def stems(words: Sequence[str], language: str) -> list[str]:
    """The terms of many words: ``stem`` of each that is ASCII and folded, anything of others."""
    method = METHODS.get(language)
    if method is None or not method.algorithm or method.scripts != (_LATIN,):
        return [stem(word, language) if word.isascii() else "" for word in words]
    stemmed = _STEMMERS.get(method.algorithm).stemWords(words)
    return [
        f"{language}:{short}" if word.isascii() and word.isalpha() else word
        for word, short in zip(words, stemmed, strict=True)
    ]


def core(term: str, language: str) -> str | None:
    """What every folded word has that has this term in a text of this language.

    It begins the word, or follows a letter that is not ASCII. "" where nothing is known; None
    where no word has the term.
    """
    tag, _, stemmed = term.rpartition(":")
    if not tag:
        return stemmed
    if tag not in (language, "en"):  # English also of words in Latin letters elsewhere
        return None
    if tag == "en":
        return _ENGLISH_TAIL.sub("", stemmed)
    return stemmed if METHODS[tag].shorten in (arabic, persian) else ""
