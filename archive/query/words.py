"""One word of a query, as a reader means it: cleaned of the punctuation of prose.

Promises: what is read is read again as the same; ``C++``, ``a:b``, ``2021/02/03``, addresses
and e-mails stay whole; what this version cannot do (wildcards, likeness) is remarked on, never
done by halves in silence. Words are sought without regard to case, so one that looks like an
operator is written in lower case.
"""

from __future__ import annotations

import difflib
import re

from archive.query.lexer import FIELDS, LEADING, NEARNESS, OPERATORS, TRAILING
from archive.query.remarks import Remarks

# What parts sentences, or is not seen at all (joiners, soft hyphen), means nothing by itself.
_PROSE = frozenset(LEADING + "()[]&|_<>\u00ad\u200b\u200c\u200d\u2060")

_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ADDRESS = re.compile(r"www\.|[\w-]+(?:\.[\w-]+)+/")
_UNKNOWN_FIELD = re.compile(r"([A-Za-z_]{3,}):(?=[^/:\s])")
_SCHEMES = frozenset("http https ftp file mailto tel urn doi isbn issn arxiv geo data".split())
_EVERYTHING = "in:everything"
_PART = re.compile(r"\w+(?:['’.-]\w+)*")

WILDCARD = (
    "Wildcards cannot be searched in this version, so {} was searched as the whole word. "
    "Write the forms out: (massacre OR massacres)."
)
WILDCARD_INSIDE = (
    "Wildcards cannot be searched in this version, so {} was left out. "
    "Write the forms out: (woman OR women)."
)
LIKENESS = (
    "Words spelled like {} cannot be searched in this version, so only this spelling was. "
    "Write the spellings out: (Rezaee OR Rezai)."
)
SIGNS = "Signs without letters or digits cannot be searched and were left out: {}."
ELSEWHERE = (
    "What was left out of the main text (menus, boxes, leftovers) cannot be searched in this "
    "version, so {} was left out. Each document lists it under its text."
)


def read_word(text: str, remarks: Remarks) -> str:
    """The word to look for, or "" if there is none; ``text`` holds no space or quotation mark."""
    if not searchable(text):
        if not set(text) <= _PROSE:
            remarks.add(SIGNS, text)
        return ""
    word = trim(text)
    if not _is_address(word):
        word = _plain(word, remarks)
        _remark_on_field(word, remarks)
    if word.casefold() == _EVERYTHING:
        remarks.add(ELSEWHERE, word)
        return ""
    if word and not searchable(word):
        remarks.add(SIGNS, text)
        return ""
    return word.lower() if word in OPERATORS or NEARNESS.fullmatch(word) else word


def searchable(text: str) -> bool:
    """Whether a text has any letter or digit, and so anything an index could hold."""
    return any(c.isalnum() for c in text)


def words_of(text: str) -> list[str]:
    """The words of a phrase, when only they and not their order can be sought."""
    return [w.lower() if w in OPERATORS else w for w in _PART.findall(text) if searchable(w)]


def trim(text: str) -> str:
    """Without the punctuation that prose puts around words; ``U.S.A.`` keeps its last point."""
    start = text.lstrip(LEADING)
    word = start.rstrip(TRAILING + ".")
    return f"{word}." if start[len(word) :][:1] == "." and _ACRONYM.fullmatch(word) else word


def nearest_field(name: str) -> str:
    """The known field that is spelled most like this."""
    return difflib.get_close_matches(name.lower(), FIELDS, 1, 0)[0]


def remark_on_unknown_field(name: str, remarks: Remarks) -> None:
    """Say that there is no such field, and which there are."""
    fields = ", ".join(f"{field}:" for field in FIELDS)
    remarks.add(
        f"There is no field {{}}, so it was searched as words. The nearest is "
        f"{nearest_field(name)}: (there are {fields}).",
        f"{name}:",
    )


def _plain(word: str, remarks: Remarks) -> str:
    """Without stars and likeness signs at its end; "" if a wildcard is left inside."""
    whole = word
    while True:
        core, sign, edits = word.rpartition("~")
        if sign and (not edits or edits.isdecimal()):
            remarks.add(LIKENESS, whole)
            word = trim(core.rstrip("~"))
        elif word.endswith("*"):
            remarks.add(WILDCARD, whole)
            word = trim(word.rstrip("*"))
        else:
            break
    if any(_is_wildcard(word, i) for i, c in enumerate(word) if c in "*?"):
        remarks.add(WILDCARD_INSIDE, whole)
        return ""
    return word


def _is_wildcard(word: str, at: int) -> bool:
    return 0 < at < len(word) - 1 and word[at - 1].isalnum() and word[at + 1].isalnum()


def _is_address(word: str) -> bool:
    return "://" in word or "@" in word.strip("@") or _ADDRESS.match(word) is not None


def _remark_on_field(word: str, remarks: Remarks) -> None:
    name = _UNKNOWN_FIELD.match(word)
    if name and name[1].lower() not in (*_SCHEMES, *FIELDS):
        remark_on_unknown_field(name[1], remarks)
