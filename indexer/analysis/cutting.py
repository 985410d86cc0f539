"""Cutting: where the words of a text begin and end.

Promises: spans are in order, do not overlap and are never empty; the work is linear in the
length of the text. Does not change a character. The rules depend on the language in two
points only: which sign groups thousands, and whether an apostrophe ends a word.

- Letters, digits and their marks run together; joiners (ZWNJ, ZWJ), soft hyphens, tatweel and
  direction marks inside a word do not end it.
- Hyphens, slashes, dots, underscores, ``@`` and ``:`` end a word, so that the parts of
  ``death-commission``, ``2021/02/03`` and an address are successive words.
- Thousands are one number: ``30,000`` (``30.000`` where that is how it is written).
- ``C++``, ``C#`` and their like are words of their own.
- Scripts without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese), and Korean: every sign
  with its marks is a word, so that any run of signs can be found as a phrase.
"""

from __future__ import annotations

import re
from typing import Final

from indexer.analysis.letters import IGNORED, kinds

# Where a dot groups thousands and a comma begins the decimals.
DOT_GROUPS: Final = frozenset(
    "az ca da de el es eu fo gl hr id is it ka lt mk nl pt ro sl sr sq sv tr vi".split()
)
# Where an apostrophe stands between an article or preposition and its word: l'homme.
ELISION: Final = frozenset("ca fr it".split())


# Or a sign with its marks stands before it: a syllable of Korean taken apart is one.
_SIGN_BEHIND: Final = "".join(rf"|(?<=J{'M' * marks})" for marks in range(1, 5))


def _pattern(group: str, elision: bool) -> re.Pattern[str]:
    """The rules as an expression over kinds (see ``letters``), not over the text itself."""
    apostrophe = "" if elision else "|'(?=I*+[LD])"
    thousands = re.escape(group)
    return re.compile(
        rf"(?:(?<![LDMI]){_SIGN_BEHIND})D{{1,3}}(?:{thousands}D{{3}})++(?![LDM]|{thousands}D)"
        rf"|(?:(?<![LDMI']){_SIGN_BEHIND})LM*+(?:\+\+|\#)(?![LDMI+#])"
        r"|JM*+"
        rf"|[LD](?:[LDMI]++{apostrophe})*+"
    )


_PATTERNS: Final = {
    (dot, elision): _pattern("." if dot else ",", elision)
    for dot in (False, True)
    for elision in (False, True)
}


def spans(text: str, language: str) -> list[tuple[int, int]]:
    """Start and end of each word, in code points, half-open."""
    return spans_of_kinds(kinds(text), language)


def spans_of_kinds(signs: str, language: str) -> list[tuple[int, int]]:
    """The same of a text that is given as the kinds of its code points."""
    pattern = _PATTERNS[language in DOT_GROUPS, language in ELISION]
    found = [match.span() for match in pattern.finditer(signs)]
    if IGNORED in signs:  # what ends a word unseen is no part of it
        return [(start, start + len(signs[start:end].rstrip(IGNORED))) for start, end in found]
    return found
