"""Single conditions of a query: a token and its field made into a leaf of the tree.

Promises: a leaf, or None and a remark that says why; never an exception.
"""

from __future__ import annotations

import unicodedata
from typing import TypeGuard

from archive.facts import host
from archive.model import DateField
from archive.query.build import and_, phrase
from archive.query.dates import day_after, day_before, in_order, read_date, read_range
from archive.query.lexer import Token
from archive.query.remarks import Remarks
from archive.query.tree import (
    Dates,
    ExactField,
    Exactly,
    InField,
    Node,
    Phrase,
    TextField,
    Word,
)
from archive.query.words import SIGNS, WILDCARD, read_word, searchable, trim, words_of

_ABOUT: dict[str, DateField] = {"captured": "captured", "accessioned": "accessioned"}

EMPTY = "{} has nothing to look for after it and was left out. Write for example title:struggle."
BAD_DATE = (
    "{} is not a date and was left out. Write date:1988, date:1988-07, date:1988-07-19 or a "
    "range, date:1988-07..1989."
)
BAD_DAY = "{} is not a date and was left out. Write before:1988 or after:1988-07-19."
TURNED = "{} ends before it begins, so it was read the other way round."
IRANIAN = (
    "{} is read as a year of the Gregorian calendar. The Iranian year 1367, for example, is "
    "date:1988-03-21..1989-03-20."
)
NEAR = (
    "Nearness cannot be searched in this version, so {} finds the words anywhere in the "
    "document. For words next to each other write them as a phrase, without the sign after it."
)
LITERAL = (
    "Exact signs cannot be searched in this version, so {} was searched as a phrase: letter "
    "case, accents and punctuation do not count."
)
STAR_IN_PHRASE = (
    "Wildcards cannot be searched in this version, so the star in the phrase {} does not count."
)
IRANIAN_YEARS = range(1200, 1500)


def leaf(token: Token, field: str, remarks: Remarks) -> Node | None:
    """The condition that a word or phrase token states, in ``field`` if that is not ""."""
    if field in ("date", "captured", "accessioned", "before", "after"):
        return _dates(field, token.text, remarks)
    if _is_exact(field):
        return _exactly(field, token, remarks)
    part = _phrase(token, remarks) if token.kind == "phrase" else _word(token, remarks)
    if part is None and field and not searchable(token.text):
        remarks.add(EMPTY, f"{field}:")
    if field in ("title", "author") and part is not None:
        return _in_field("title" if field == "title" else "author", part)
    return part


def _word(token: Token, remarks: Remarks) -> Word | None:
    word = read_word(token.text, remarks)
    if word and "*" in token.lead and "*" not in token.text:
        remarks.add(WILDCARD, f"*{token.text}")
    return Word(word) if word else None


def _phrase(token: Token, remarks: Remarks) -> Node | None:
    text = phrase(token.text)
    if not searchable(text.text):
        if text.text:
            remarks.add(SIGNS, text.text)
        return None
    if token.near:
        remarks.add(NEAR, f'"{text.text}"~')
        return and_(Word(word) for word in words_of(text.text))
    if token.literal:
        remarks.add(LITERAL, f'="{text.text}"')
    if any(len(w) > 3 and w.endswith("*") for w in text.text.split()):
        remarks.add(STAR_IN_PHRASE, text.text)
    return text


def _in_field(field: TextField, part: Node) -> Node | None:
    """The part in the field; of several words each of them."""
    if isinstance(part, Word | Phrase):
        return InField(field, part)
    words = getattr(part, "parts", ())
    return and_(InField(field, word) for word in words if isinstance(word, Word))


def _is_exact(field: str) -> TypeGuard[ExactField]:
    return field in ("source", "site", "language", "type", "collection")


def _exactly(field: ExactField, token: Token, remarks: Remarks) -> Node | None:
    value = phrase(token.text).text if token.kind == "phrase" else trim(token.text)
    if value.endswith("*"):
        remarks.add(WILDCARD, f"{field}:{value}")
        value = value.rstrip("*").rstrip()
    if field == "site":  # an address pasted whole, or "*.example.com": subdomains count anyway
        value = unicodedata.normalize("NFC", "".join(host(value).split())).strip("*._-")
    if field == "language":  # fa-IR, fa_IR: documents are counted by the language alone
        value = value.replace("_", "-").partition("-")[0]
    if not searchable(value):
        remarks.add(EMPTY, f"{field}:")
        return None
    return Exactly(field, value)


def _dates(field: str, typed: str, remarks: Remarks) -> Node | None:
    text = typed.strip().rstrip(",;:!?")
    text = text[:-1] if text.endswith(".") and not text.endswith("..") else text
    about = _ABOUT.get(field, "published")
    try:
        if field == "before":
            start, end = "", day_before(read_date(text))
        elif field == "after":
            start, end = day_after(read_date(text)), ""
        else:
            start, end = read_range(text)
    except ValueError:
        remarks.add(BAD_DAY if field in ("before", "after") else BAD_DATE, f"{field}:{typed}")
        return None
    if not in_order(start, end):
        remarks.add(TURNED, f"{field}:{typed}")
        start, end = end, start
    if any(iso and int(iso[:4]) in IRANIAN_YEARS for iso in (start, end)):
        remarks.add(IRANIAN, f"{field}:{typed}")
    return Dates(about, start, end)
