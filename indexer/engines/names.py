"""Which words of a query are names, and which words of the archive may spell the same name.

Promises: a word is taken for a name by how the archive's own documents write it, not by how it
was typed, so that a name typed in small letters is one and the first word of a sentence is none.
Nothing else is known of names; no list of them is kept.
"""

from __future__ import annotations

from itertools import islice
from typing import Final

from indexer.engines.dictionary import Dictionary, words_of
from indexer.engines.shapes import Spelt
from indexer.names.sounds import is_arabic, sounds_of
from indexer.names.spellings import outstanding

MOST: Final = 12  # forms of a name that are sought, the likeliest
_SHORTEST: Final = 3  # sounds: of two any two letters are alike
# The Arabic script has no capitals to tell a name by. A word there and one elsewhere may be one
# name if neither is so many times as common among the words of its script as the other; of words
# that fewer documents have that tells nothing.
_COMMONER, _TOLD = 20, 10
_CAPITALS: Final = 0.5  # of a word's documents that write it with a capital, or more: a name

# What stands before a name in Arabic and is written with a hyphen or apart: al-Sadr, ud-Din.
ARTICLES: Final = frozenset(
    "al el ul il ad ed ud an en un ar er ur as es us ash esh ush at et ut az ez uz ibn bin".split()
)


class NameForms:
    """The dictionary of an archive, asked for the other spellings of names."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary

    def of(self, typed: str) -> tuple[str, ...]:
        """Words of the archive, folded, that may spell the name that was typed.

        None if it is no name; the likeliest first.
        """
        word = bare_name(typed)
        # What most words are not is asked first; how a word sounds takes longer.
        if not word or not self._is_name(word, typed) or not _is_long(word):
            return ()
        every = self._dictionary.sounding_like(word)
        found: list[tuple[str, float]] = []
        for arabic in (False, True):
            alike = (pair for pair in every if is_arabic(pair[0]) == arabic)
            names = (pair for pair in alike if self._is_name_too(pair[0], word))
            found += islice(outstanding(names), MOST)
        found.sort(key=lambda pair: (-pair[1], pair[0]))
        return tuple(form for form, _ in found[:MOST])

    def _is_name_too(self, form: str, word: str) -> bool:
        if is_arabic(form) and is_arabic(word):
            return False  # nothing tells that either is a name
        if not is_arabic(form) and not _in_capitals(self._dictionary.spelt(form)):
            return False
        return is_arabic(form) == is_arabic(word) or self._is_as_common(form, word)

    def _is_as_common(self, one: str, other: str) -> bool:
        """Whether two words are about as common, each among those of its script."""
        known = self._dictionary
        if max(known.documents(one), known.documents(other)) < _TOLD:
            return True
        less, more = sorted([known.share(one), known.share(other)])
        return not less or more <= _COMMONER * less

    def _is_name(self, word: str, typed: str) -> bool:
        """By how the archive writes it; one that it does not have by how it was typed."""
        if is_arabic(word):
            return True  # no letter tells; what it finds in other scripts must be names
        spelt = self._dictionary.spelt(word)
        return _in_capitals(spelt) if spelt else typed != typed.lower()


def bare_name(typed: str) -> str:
    """A word as it is looked up: folded, without an article; "" if it is not one word."""
    words = words_of(typed)
    if len(words) > 1 and words[0] in ARTICLES:
        words = words[1:]
    return words[0] if len(words) == 1 else ""


def _is_long(word: str) -> bool:
    return sounds_of(word).size >= _SHORTEST


def _in_capitals(spelt: Spelt) -> bool:
    """Whether documents write a word with a capital, as a rule.

    What is written in capitals throughout tells nothing: a heading, or a text of such times.
    """
    small = capital = 0
    for shape, count in spelt.items():
        if shape[:1].islower():
            small += count
        elif shape[:1].isupper() and not shape.isupper():
            capital += count
    return capital > 0 and capital >= _CAPITALS * (small + capital)
