"""A query's text cut into tokens.

Promises: one pass, linear in the length, for any text; marks that only steer the direction of
writing are not seen; every kind of double quotation mark is one. Does not know what the tokens
mean, but for the names of the fields.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal, NamedTuple

from archive.query.remarks import Remarks
from archive.text import DIRECTION

FIELDS = (
    "title", "author", "source", "site", "language", "type", "collection",
    "date", "before", "after", "captured", "accessioned",
)  # fmt: skip
QUOTES = '"“”„‟«»＂〝〞'
TRAILING = ",;:!?…·•'‘’‚‹›。！？"  # punctuation of prose around words
LEADING = TRAILING + "-+*~/.¿¡–—―−،؛؟"
OPERATORS = {"AND": "AND", "OR": "OR", "NOT": "NOT", "&&": "AND", "||": "OR"}
_SPELLED = frozenset({"AND", "OR", "NOT"})  # those in letters

_UNSEEN = re.compile(f"[{DIRECTION}]")
_UNREADABLE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

# The Arabic comma, semicolon and question mark part words as a space does, but 1،000 is one.
_PARTED = r"(?<!\d)[،؛؟]|[،؛؟](?!\d)"
_SPACE = re.compile(rf"(?:\s|{_PARTED})+")
# Parts of a law or a rule, 12(b)(6): they follow a digit, or each other, without a space.
_SECTION = r"(?<=[\d)])\((?:\d{1,3}|[A-Za-z]|[ivxlc]{1,6})\)"
_WORD = re.compile(rf"(?:(?!{_PARTED})[^\s(){QUOTES}]|{_SECTION})+")
_PLAIN = re.compile(r"[^\W_]+(?!\S)")  # a word without a sign in it or beside it, as most are
_LEAD = re.compile(f"[{re.escape(LEADING)}]+")
_FIELD = re.compile(r"([A-Za-z]+):(?=[^\s)])")
_NEAR = re.compile(r"~\d*")
_SIGN = re.compile(r"(?:W|NEAR|PRE)/\d+|W/[SP]", re.IGNORECASE)
_QUOTE_SET = frozenset(QUOTES)
# What ends a literal text that begins with this mark, so that others can stand in it.
PARTNERS = {'"': '"', "“": "”", "„": "“”", "‟": "”", "«": "»", "»": "«", "＂": "＂", "〝": "〞"}
_LITERAL = re.compile(rf"(?:(?<=[\s(:+\-])|^)=([{''.join(PARTNERS)}])")
_OPENING = _QUOTE_SET | {"("}
_QUOTE = re.compile(f"[{QUOTES}]")


class Token(NamedTuple):
    """A word, the inside of a phrase, or a parenthesis, with what was written before it."""

    kind: Literal["word", "phrase", "open", "close"]
    text: str = ""
    lead: str = ""  # punctuation before it that means nothing here: "*" of "*breaking"
    excluded: bool = False  # "-" before it
    wanted: bool = False  # "+" before it
    field: str = ""  # one of FIELDS, lower case
    literal: bool = False  # "=" before a word or phrase
    near: str = ""  # "~5" after a phrase
    joined: bool = False  # a quotation mark or parenthesis follows the word without a space

    @property
    def operator(self) -> str:
        """AND, OR, NOT, "place" (``W/5``, ``PRE/5``, ``/s``) or nothing."""
        if self.text not in OPERATORS and "/" not in self.text and self.lead != "/":
            return ""  # as of nearly all words
        if self.kind != "word" or self.excluded or self.wanted or self.field or self.literal:
            return ""
        if self.lead:
            return "place" if self.lead == "/" and self.text in ("s", "p", "S", "P") else ""
        return "place" if is_sign_of_place(self.text) else OPERATORS.get(self.text, "")

    @property
    def spelled(self) -> bool:
        """Whether it is an operator in letters, which prose in capitals has too."""
        return self.text in _SPELLED and self.operator != ""


def is_sign_of_place(text: str) -> bool:
    """Whether a word is a sign of nearness: ``W/5``, ``PRE/5``, ``W/s``, in any case."""
    return "/" in text and _SIGN.fullmatch(text) is not None


def tidy(text: str) -> str:
    """The text as it is read: NFC, without marks of direction, controls as spaces."""
    seen = _UNREADABLE.sub("\ufffd", _UNSEEN.sub("", text))
    return unicodedata.normalize("NFC", _CONTROL.sub(" ", seen))


def tokens(text: str, remarks: Remarks) -> list[Token]:
    """Cut a tidy text into tokens; a quotation mark without a partner is remarked on."""
    literals = _literals(text)
    inside = set().union(*(range(start, end + 1) for start, end in literals.items()))
    quotes = [m.start() for m in _QUOTE.finditer(text) if m.start() not in inside]
    unpaired = quotes[-1] if len(quotes) % 2 else -1
    if unpaired >= 0:
        remarks.add("A quotation mark has no partner, so it was not taken for a phrase.")
        text = f"{text[:unpaired]} {text[unpaired + 1 :]}"
    found: list[Token] = []
    at = 0
    while at < len(text):
        space = _SPACE.match(text, at)
        if space:
            at = space.end()
            continue
        plain = _PLAIN.match(text, at)
        if plain:
            token, at = Token("word", plain[0]), plain.end()
        else:
            token, at = _token(text, at, literals)
        found.append(token)
    return found


def _literals(text: str) -> dict[int, int]:
    """Where literal texts in quotation marks begin and end: the places of the marks."""
    found: dict[int, int] = {}
    done = 0
    for match in _LITERAL.finditer(text):
        start = match.start(1)
        ends = [text.find(mark, start + 1) for mark in PARTNERS[match[1]]]
        if start >= done and max(ends) > 0:
            found[start] = min(end for end in ends if end > 0)
            done = found[start] + 1
    return found


def prose_in_capitals(text: str, found: list[Token]) -> bool:
    """Whether AND, OR and NOT are words here, the text being written in capitals.

    They are when no letter of the text is lower case and at least one upper-case letter stands
    outside the operators themselves. Digits and scripts without case say nothing about prose in
    capitals: ``1988 OR 1989`` and a query in Persian or Arabic keep their operators. A query of
    nothing but operators has only words. The signs ``&&`` and ``||`` are operators everywhere.
    """
    if not any(token.spelled for token in found) or any(c.islower() for c in text):
        return False
    rest = [token for token in found if not token.operator]
    return not rest or any(c.isupper() for token in rest for c in token.text)


def _token(text: str, at: int, literals: Mapping[int, int]) -> tuple[Token, int]:
    """The token at ``at`` (not a space) and where it ends."""
    if text[at] == ")":
        return Token(kind="close"), at + 1
    signed = text[at] in "-+" and _may_sign(text, at)
    excluded, wanted = signed and text[at] == "-", signed and text[at] == "+"
    at += signed
    lead = _LEAD.match(text, at)
    at = lead.end() if lead else at
    name = _FIELD.match(text, at)
    field = name[1].lower() if name and name[1].lower() in FIELDS else ""
    at = name.end() if name and field else at
    literal = text[at : at + 1] == "=" and _WORD.match(text, at + 1) is not None
    literal |= text[at : at + 1] == "=" and text[at + 1 : at + 2] in _QUOTE_SET
    at += literal
    before = lead.group() if lead else ""
    if text[at : at + 1] == "(":
        return Token(kind="open", lead=before, excluded=excluded, field=field), at + 1
    if text[at : at + 1] in _QUOTE_SET:
        token = Token(kind="phrase", lead=before, excluded=excluded, field=field, literal=literal)
        return _phrase(text, at, token, literals.get(at) if literal else None)
    word = _WORD.match(text, at)
    end = word.end() if word else at
    joined = text[end : end + 1] in _OPENING
    return Token(kind="word", text=text[at:end], lead=before, excluded=excluded, wanted=wanted,
                 field=field, literal=literal, joined=joined), end  # fmt: skip


def _may_sign(text: str, at: int) -> bool:
    """Whether a - or + stands before something, and not within or after it."""
    before, after = text[at - 1 : at] or " ", text[at + 1 : at + 2] or " "
    return (before in "(،؛؟" or before.isspace()) and after not in "-+)" and not after.isspace()


def _phrase(text: str, at: int, token: Token, end: int | None) -> tuple[Token, int]:
    """The phrase that begins at a mark and ends at another, the next one where ``end`` is None."""
    if end is None:
        closing = _QUOTE.search(text, at + 1)
        end = closing.start() if closing else len(text)
    near = _NEAR.match(text, end + 1)
    return (
        token._replace(text=text[at + 1 : end], near=near.group() if near else ""),
        near.end() if near else end + 1,
    )
