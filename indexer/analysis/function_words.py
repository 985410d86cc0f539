"""Function words: what a question is full of and no document is about.

Promises: words are compared folded, without the signs within them (``e.g.`` is ``eg``), so that
any spelling of one is known. The lists only say what weighs less in an order, or is left out of a
measure of what a document is about; nothing is taken out of an index or a query because of them.
Read once, at the first use. The words: function_words.txt beside this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from indexer.analysis.letters import fold

_LISTS: Final = "function_words.txt"


def is_function_word(word: str, language: str) -> bool:
    """Whether a word, in any spelling, is one in this language (BCP 47 primary subtag or "")."""
    return _bare(word) in _listed(language)


def are_function_words(folded: Iterable[str], language: str) -> list[bool]:
    """The same of many words that are folded already."""
    listed = _listed(language)
    return [word in listed or (not word.isalnum() and _bare(word) in listed) for word in folded]


def language_of_question(words: Sequence[str], languages: Iterable[str]) -> str:
    """Of these languages the one that most of the words are function words of; "" if none are.

    Of several that are as likely, the first.
    """
    bare = list(map(_bare, words))
    counted = {language: sum(map(_listed(language).__contains__, bare)) for language in languages}
    best = max(counted, key=counted.__getitem__, default="")
    return best if counted.get(best) else ""


def _bare(word: str) -> str:
    folded = fold(word)
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


@cache
def _listed(language: str) -> frozenset[str]:
    """The words of a language. Folding those of all at once would take a first search 25 ms."""
    return frozenset(map(_bare, _lists().get(language, ())))


@cache
def _lists() -> dict[str, list[str]]:
    """The words of each language, as they are written."""
    found: dict[str, list[str]] = {}
    language = ""
    text = Path(__file__).with_name(_LISTS).read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            language = line.strip("[]")
        elif line and not line.startswith("#"):
            found.setdefault(language, []).extend(line.split())
    return found
