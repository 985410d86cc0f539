"""The parts of a name, where its script and form tell them; else the name whole.

Promises: a name is taken apart only where one convention holds: family name last, or first and
before a comma, in the Latin, Greek, Cyrillic or Armenian script. Names in other scripts, of one
word, of languages that put the family name first or have two of them, and of organisations stay
whole (CSL calls that "literal"). No letter is added, left out or changed.
"""

from __future__ import annotations

import re
import unicodedata

from archive.model import Agent

Name = dict[str, str]

# Their writers' names have the family name first, or two of them: a last word is not enough.
OTHERWISE = frozenset("ca es eu gl hu id is ja km ko lo ms my pt th vi zh".split())
# Words that belong to the family name behind them.
PARTICLES = frozenset(
    "abd abu al ap af av bar bat ben bin bint d da dal das de del dela della der des di do dos du "
    "e el ibn la las le les lo los mac st ten ter van vande vander vanden von zu zum zur".split()
)
SUFFIXES = frozenset("jr sr ii iii iv jun sen".split())
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN")
_MOST_WORDS = 3  # of a name without initials and particles; more are more than one family name
# Signs and words that no person's name has: a line of something else, or an organisation whose file
# says only that it is the author.
_NO_NAME = re.compile(
    r"[\d@/&|:;()\[\]{}<>\"“”„«»]|\b(?:and|by|und|et|y|staff|team|desk|editors|rights|watch|international"
    r"|nations|amnesty|observatory|documentation|archives?|federation|league|union|network|campaign|coalition"
    r"|alliance|committee|commission|council|ministry|department|government|parliament|agency|office"
    r"|association|society|organi[sz]ation|foundation|institute?|university|universit[àäé]t?|cent(?:er|re)"
    r"|project|news|times|inc|ltd|llc|gmbh)\b",
    re.IGNORECASE,
)


def name_parts(agent: Agent, language: str = "") -> Name:
    """``family`` and ``given`` (and ``suffix``), or ``literal``.

    ``language``: that of the document (BCP 47), which the name is likely to be in.
    """
    name = " ".join(agent.name.split())
    whole = {"literal": name}
    if agent.kind != "person" or not _is_plain(name):
        return whole
    if "," in name:
        return _inverted(name) or whole
    if language.lower().partition("-")[0] in OTHERWISE:
        return whole
    words, suffix = _without_suffix(name.split(" "))
    at = len(words) - 1
    while at > 1 and _bare(words[at - 1]) in PARTICLES:
        at -= 1
    given, family = words[:at], words[at:]
    if not given or _bare(words[-1]) in PARTICLES or _initial(words[-1]):
        return whole
    if given[0][0].islower() or words[-1][0].islower():  # “Example project” is nobody
        return whole
    if sum(not _initial(word) for word in given) >= _MOST_WORDS:
        return whole
    return _parts(" ".join(family), " ".join(given), suffix)


def _inverted(name: str) -> Name | None:
    """“Doe, Jane” and “Doe, Jane, Jr.”; None for what has other commas."""
    pieces = [piece.strip() for piece in name.split(",")]
    if len(pieces) == 2 and _bare(pieces[1]) in SUFFIXES:
        words = pieces[0].split(" ")
        return _parts(words[-1], " ".join(words[:-1]), pieces[1]) if len(words) > 1 else None
    if len(pieces) == 3 and _bare(pieces[2]) not in SUFFIXES:
        return None
    if len(pieces) > 3 or not all(pieces):
        return None
    return _parts(pieces[0], pieces[1], pieces[2] if len(pieces) == 3 else "")


def _parts(family: str, given: str, suffix: str) -> Name:
    return {"family": family, "given": given} | ({"suffix": suffix} if suffix else {})


def _without_suffix(words: list[str]) -> tuple[list[str], str]:
    if len(words) > 2 and _bare(words[-1]) in SUFFIXES:
        return words[:-1], words[-1]
    return words, ""


def _is_plain(name: str) -> bool:
    """Whether it is a name in one of the scripts, and no line of something else."""
    letters = [char for char in name if char.isalpha()]
    if not letters or _NO_NAME.search(name):
        return False
    return all(unicodedata.name(char, "").startswith(_SCRIPTS) for char in letters)


def _bare(word: str) -> str:
    return word.strip(".'’").casefold()


def _initial(word: str) -> bool:
    return len(word) == 1 or word.endswith(".")
