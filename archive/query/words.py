"""One word of a query, as a reader means it: cleaned of the punctuation of prose.

Promises: what is read is read again as the same; ``C++``, ``a:b``, ``2021/02/03``, addresses
and e-mails stay whole; what this version cannot do (wildcards, likeness) is remarked on, never
done by halves in silence. Words are sought without regard to case, so one that looks like an
operator is written in lower case.
"""

from __future__ import annotations

import difflib
import re
from functools import lru_cache

from archive.query.lexer import FIELDS, LEADING, TRAILING
from archive.query.remarks import SHOWN, Remarks

# What parts sentences, or is not seen at all (joiners, soft hyphen), means nothing by itself.
_PROSE = frozenset(LEADING + "()[]&|_<>\u00ad\u200b\u200c\u200d\u2060")

_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ADDRESS = re.compile(r"www\.|[\w-]+(?:\.[\w-]+)+/")
_UNKNOWN_FIELD = re.compile(r"([A-Za-z_]{3,}):(?=[^/:\s])")
_SCHEMES = frozenset("http https ftp file mailto tel urn doi isbn issn arxiv geo data".split())

SIGNS = "Signs without letters or digits cannot be searched and were left out: {}."
NO_FIELD = "There is no field {}, so it was searched as words."
IN = (
    "{} was searched as words. To search also what was left out of the main text (menus, boxes, "
    "leftovers), write in:everything."
)


def read_word(text: str, remarks: Remarks) -> str:
    """The word to look for, or "" if there is none; ``text`` holds no space or quotation mark."""
    if not searchable(text):
        if not set(text) <= _PROSE:
            remarks.add(SIGNS, text)
        return ""
    word = trim(text)
    if not is_address(word):
        _remark_on_field(word, remarks)
    if word[:3].lower() == "in:" and word[3:]:
        remarks.add(IN, word)
    return word


def searchable(text: str) -> bool:
    """Whether a text has any letter or digit, and so anything an index could hold."""
    return any(c.isalnum() for c in text)


def trim(text: str) -> str:
    """Without the punctuation that prose puts around words; ``U.S.A.`` keeps its last point."""
    start = text.lstrip(LEADING)
    word = start.rstrip(TRAILING + ".")
    return f"{word}." if start[len(word) :][:1] == "." and _ACRONYM.fullmatch(word) else word


@lru_cache(maxsize=64)  # telling takes a fifth of a millisecond, and slips are repeated
def nearest_field(name: str) -> str:
    """The known field that is spelled most like this."""
    return difflib.get_close_matches(name.lower(), FIELDS, 1, 0)[0]


def remark_on_unknown_field(name: str, remarks: Remarks) -> None:
    """Say that there is no such field, and of the first which there are: telling takes time."""
    if remarks.number(name) >= SHOWN:
        remarks.add(NO_FIELD, f"{name}:")
        return
    fields = ", ".join(f"{field}:" for field in FIELDS)
    remarks.add(
        f"{NO_FIELD} The nearest is {nearest_field(name)}: (there are {fields}).", f"{name}:"
    )


def is_address(word: str) -> bool:
    """Whether a word is an address of the web or of a person, whose signs stand for themselves."""
    return "://" in word or "@" in word.strip("@") or _ADDRESS.match(word) is not None


def _remark_on_field(word: str, remarks: Remarks) -> None:
    name = _UNKNOWN_FIELD.match(word)
    if name and name[1].lower() not in (*_SCHEMES, *FIELDS):
        remark_on_unknown_field(name[1], remarks)
