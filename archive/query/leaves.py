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
from archive.query.lexer import OPERATORS, Token, is_sign_of_place
from archive.query.patterns import FRONT, read_phrase, read_signs
from archive.query.places import distance
from archive.query.remarks import Remarks
from archive.query.tree import (
    Dates,
    ExactField,
    Exactly,
    InField,
    Near,
    Node,
    Phrase,
    Single,
    TextField,
    Verbatim,
    Word,
)
from archive.query.words import SIGNS, is_address, read_word, searchable, trim

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
NEAR_IN_FIELD = (
    "Nearness cannot be searched in one field, so {} finds the words anywhere in it. For words "
    "next to each other write them as a phrase, without the sign after it."
)
NO_DISTANCE = '{} does not say how many words apart, so 5 was taken: "prison letter"~5.'
STAR_IN_VALUE = (
    "The star in {} does not count: a field of fixed values is compared whole. Write the whole "
    "value, or choose it beside the results."
)
LITERAL_SIGNS = (
    "{} has no letter or digit, and the index holds words. "
    'Write a word that stands beside these signs too, as in ="§ 12".'
)
LITERAL_STAR = "In literal search a star is a sign like others, so {} finds no other words."
LITERAL_NEAR = "What is searched literally stands as it is written, so {} does not count."
IRANIAN_YEARS = range(1200, 1500)


def leaf(token: Token, field: str, remarks: Remarks) -> Node | None:
    """The condition that a word or phrase token states, in ``field`` if that is not ""."""
    if field in ("date", "captured", "accessioned", "before", "after"):
        return _dates(field, token.text, remarks)
    if _is_exact(field):
        return _exactly(field, token, remarks)
    part: Node | None
    if token.literal:
        part = _literal(token, remarks)
    elif token.kind == "phrase":
        part = _phrase(token, remarks)
    else:
        part = _word(token.text, token.lead, remarks)
    if part is None and field and not searchable(token.text) and not token.literal:
        remarks.add(EMPTY, f"{field}:")
    if field in ("title", "author") and part is not None:
        return _in_field("title" if field == "title" else "author", part, token, remarks)
    return part


def _word(text: str, lead: str, remarks: Remarks) -> Single | None:
    if text.isalnum() and not lead:
        return Word(text.lower() if text in OPERATORS else text)
    word = read_word(text, remarks)
    if not word or is_address(word):
        return Word(word) if word else None
    if "*" in lead:
        remarks.add(FRONT, f"{lead[lead.index('*') :]}{text}")
    part = read_signs(word, remarks)
    if not isinstance(part, Word):
        return part
    if is_sign_of_place(part.text):
        return Phrase(part.text)
    return Word(part.text.lower()) if part.text in OPERATORS else part


def _literal(token: Token, remarks: Remarks) -> Verbatim | None:
    """All characters between quotation marks; of a word those without the punctuation of prose."""
    text = " ".join(token.text.split()) if token.kind == "phrase" else trim(token.text)
    if token.near:
        remarks.add(LITERAL_NEAR, token.near)
    if token.kind == "word" and "*" in text:
        remarks.add(LITERAL_STAR, f"={text}")
    if searchable(text):
        return Verbatim(text)
    remarks.add(LITERAL_SIGNS, f"={token.text}")
    return None


def _phrase(token: Token, remarks: Remarks) -> Node | None:
    text = phrase(token.text).text
    if not searchable(text):
        if text:
            remarks.add(SIGNS, text)
        return None
    apart = token.near[1:].lstrip("0")
    if not token.near or (not apart and len(token.near) > 1):
        return read_phrase(text, remarks)
    typed = f'"{text}"{token.near}'
    if not apart:
        remarks.add(NO_DISTANCE, typed)
    words = distance(apart or "5", typed, remarks)
    parts = tuple(part for word in text.split() if (part := _word(word, "", remarks)))
    if len(parts) < 2:
        return parts[0] if parts else None
    return Near(parts, words, ordered=False)


def _in_field(field: TextField, part: Node, token: Token, remarks: Remarks) -> Node | None:
    """The part in the field; of several words each of them."""
    if isinstance(part, Single):
        return InField(field, part)
    remarks.add(NEAR_IN_FIELD, f'{field}:"{token.text}"{token.near}')
    words = getattr(part, "parts", ())
    return and_(InField(field, word) for word in words if isinstance(word, Single))


def _is_exact(field: str) -> TypeGuard[ExactField]:
    return field in ("source", "site", "language", "type", "collection")


def _exactly(field: ExactField, token: Token, remarks: Remarks) -> Node | None:
    value = phrase(token.text).text if token.kind == "phrase" else trim(token.text)
    if value.endswith("*"):
        remarks.add(STAR_IN_VALUE, f"{field}:{value}")
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
