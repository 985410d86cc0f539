"""Wildcards and likeness: ``massac*``, ``wom?n``, ``name~2``, and wildcards within a phrase.

Promises: linear; a sign that does not count is remarked on, with how to write it; what is read is
read again as the same. A star has three letters before it, since fewer would fit half of the
dictionary, and a question mark stands between letters, since questions end in one. Does not know
how words are cut for the index, only that letters and digits with their marks and joiners are
never cut, nor at an apostrophe between them.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import NamedTuple

from archive.query.remarks import Remarks
from archive.query.tree import Fuzzy, Pattern, Phrase, Single, Word
from archive.query.words import trim

STARTED = 3  # letters before a star

FEW = (
    "A star needs at least three letters before it, so {} was searched without. "
    "Write for example pri* or pris*er."
)
FEW_INSIDE = (
    "A star needs at least three letters before it, so {} was left out. "
    "Write for example pri* or pris*er."
)
FRONT = (
    "A star cannot begin a word, so {} was searched without it. "
    "Write at least the first three letters: pri*."
)
ONE_WORD = "{} was searched as it stands: only a single word can be searched by its likeness."
BOTH = "A word has wildcards or a ~, not both, so the ~ in {} does not count."
EDITS = "Words may differ by one letter (name~) or two (name~2); {} was read as one of these."

# Kinds: L a letter or digit, M what belongs to it, and these signs.
_APOSTROPHES = dict.fromkeys("'’‘ʼʹʻʾʿ＇`´׳״", "'")
_SIGNS = {**_APOSTROPHES, **{sign: sign for sign in "*?+#"}, "ـ": "M"}
_PIECE = re.compile(r"L(?:[LM]++|'(?=[L?*])|\*|\?++(?=[L*]))*+[+#]*+")
_ONE = re.compile(r"L(?:[LM]++|'(?=L))*+[+#]*+")
_SEVERAL = re.compile(r"[*?]{2,}")


class _Cut(NamedTuple):
    """A text cut at spaces, and words that have a wildcard at their signs."""

    words: list[str]
    wild: bool  # whether any wildcard counts
    few: list[str]  # words of which a star does not count, having too few letters before it


def read_signs(word: str, remarks: Remarks) -> Single | None:
    """A trimmed word as what its signs say; None if nothing is left, or nothing that was meant."""
    core, number = _likeness(word)
    if "*" in core or "?" in core:
        part = _read_wildcards(core, remarks)
        if number is not None and part is not None:
            remarks.add(BOTH, word)
        return part
    if number is None or not core:
        return Word(core) if core else None
    if not _ONE.fullmatch(_kinds(core)):
        remarks.add(ONE_WORD, word)
        return Word(core)
    edits = int(number) if number.isdecimal() else 1
    if number and (edits not in (1, 2) or not number.isdecimal()):
        remarks.add(EDITS, word)
    return Fuzzy(core, 2 if edits > 1 else 1)


def read_phrase(text: str, remarks: Remarks) -> Phrase:
    """A phrase, as typed unless a wildcard in it counts."""
    cut = _cut(text)
    for word in cut.few:
        remarks.add(FEW, word)
    return Phrase(" ".join(cut.words) if cut.wild else text)


def phrase_parts(text: str) -> tuple[Phrase | Pattern, ...]:
    """A phrase's text as patterns and what stands between them."""
    runs = groupby(text.split(), _is_pattern)
    parts: list[Phrase | Pattern] = []
    for wild, words in runs:
        parts += map(Pattern, words) if wild else [Phrase(" ".join(words))]
    return tuple(parts)


def _read_wildcards(word: str, remarks: Remarks) -> Single | None:
    cut = _cut(word)
    if cut.wild:
        for piece in cut.few:
            remarks.add(FEW, piece)
        one = len(cut.words) == 1
        return Pattern(cut.words[0]) if one else Phrase(" ".join(cut.words))
    plain = trim(word.rstrip("*"))
    if "*" in plain and not any(sign.isalpha() for sign in plain):
        return Word(plain)  # 7*7: a sum
    if "*" in plain:
        remarks.add(FEW_INSIDE, word)
        return None
    if plain != word:
        remarks.add(FEW, word)
    return Word(plain) if plain else None


def _cut(text: str) -> _Cut:
    words: list[str] = []
    few: list[str] = []
    for word in text.split(" "):
        if "*" not in word and "?" not in word:
            words.append(word)
            continue
        signed = _SEVERAL.sub(lambda run: _in_order(run.group()), word)
        for match in _PIECE.finditer(_kinds(signed)):
            piece = signed[match.start() : match.end()]
            if _is_started(piece):
                words.append(piece)
            else:
                few.append(piece)
                words += piece.replace("*", " ").split()
    return _Cut(words, any(map(_is_pattern, words)), few)


def _in_order(signs: str) -> str:
    """Wildcards side by side: one star is enough, after what stands for a letter each."""
    return "?" * signs.count("?") + "*" * ("*" in signs)


def _is_pattern(word: str) -> bool:
    wild = "*" in word or "?" in word
    return wild and _PIECE.fullmatch(_kinds(word)) is not None and _is_started(word)


def _is_started(piece: str) -> bool:
    """Whether enough letters stand before the first star, if there is one."""
    before, star, _ = piece.partition("*")
    return not star or _kinds(before).count("L") >= STARTED


def _likeness(word: str) -> tuple[str, str | None]:
    """A word without the ``~2`` at its end, and what stands behind the ~; None if there is no ~."""
    end = len(word)
    while end and (word[end - 1] in "~." or word[end - 1].isdecimal()):
        end -= 1
    at = word.find("~", end)
    return (trim(word[:at]), word[at + 1 :].rstrip("~.")) if at >= 0 else (word, None)


def _kinds(text: str) -> str:
    return "".join(map(_kind, text))


def _kind(sign: str) -> str:
    if sign in _SIGNS:
        return _SIGNS[sign]
    if sign.isalnum():
        return "L"
    return "M" if unicodedata.category(sign)[0] == "M" or sign in "\u00ad\u200c\u200d" else " "
