"""Canonical text, version 1: the one text that offsets, passages and links count in.

Promises: NFC; every run of Unicode White_Space is one space; ends are trimmed; nothing else
changes: letters are not folded, zero-width joiners, direction marks and soft hyphens stay. A
map leads every code point back to the raw text. Offsets are code points, half-open.

The sentence rule is part of the version, since it cuts long passages and so decides their
identifiers. Source: Unicode Standard Annexes 15 (NFC) and 44 (White_Space).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass

CANON = "canon-1"
Span = tuple[int, int]

# Marks that only steer the direction of writing, unseen by readers: ALM, ZWNBSP, LRM, RLM,
# embeddings, overrides, isolates (Unicode Standard Annex 9). They are no part of what a text says.
DIRECTION = "\u061c\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069"  # as in a class of expressions

_WHITE = "\t-\r \\x85\\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_WORDS = re.compile(f"[^{_WHITE}]+")
_SEPARATORS = re.compile("[\x1c-\x1f]")  # white space to Python, not to Unicode
# What ends a sentence before a space, what ends one anywhere, and what may close after both.
ENDING, ENDING_UNSPACED, CLOSING = ".!?…؟۔", "。！？", "\"'”’»›)]}」』"
_CLOSERS = f"[{re.escape(CLOSING)}]*"
_SENTENCE_END = re.compile(f"[{ENDING}]+{_CLOSERS}(?= )|[{ENDING_UNSPACED}]+{_CLOSERS}")


@dataclass(frozen=True, slots=True)
class Folded:
    """Canonical text and, for each of its code points and its end, the index in the raw text.

    ``len(origin) == len(text) + 1``; ``raw[origin[a]:origin[b]]`` is what ``text[a:b]`` was
    made from, white space at its end apart.
    """

    text: str
    origin: list[int]


def canonical(raw: str) -> tuple[str, int, int]:
    """A block's canonical text, and where in the raw text its first and last code points end it.

    The same as ``canonicalise`` without the way back of what lies between, in a fraction of the
    time: ``(folded.text, folded.origin[0], folded.origin[-1])``.
    """
    if _SEPARATORS.search(raw) or not unicodedata.is_normalized("NFC", raw):
        folded = canonicalise(raw)
        return folded.text, folded.origin[0], folded.origin[-1]
    words = raw.split()  # at Unicode White_Space and the four separators that are not here
    if not words:
        return "", 0, 0
    return " ".join(words), len(raw) - len(raw.lstrip()), len(raw.rstrip())


def canonicalise(raw: str) -> Folded:
    """Fold a block's raw text into canonical text, keeping the way back."""
    text: list[str] = []
    origin: list[int] = []
    end = 0
    for match in _WORDS.finditer(raw):
        if text:
            text.append(" ")
            origin.append(end)
        start, end = match.span()
        word = match.group()
        if unicodedata.is_normalized("NFC", word):
            text.append(word)
            origin.extend(range(start, end))
        else:
            _compose(word, start, text, origin)
    origin.append(end)
    return Folded("".join(text), origin)


def _compose(word: str, start: int, text: list[str], origin: list[int]) -> None:
    """Append the NFC of a word cluster by cluster; a cluster's code points keep its start."""
    edges = [i for i, c in enumerate(word) if i == 0 or not _continues(c)] + [len(word)]
    for left, right in itertools.pairwise(edges):
        cluster = unicodedata.normalize("NFC", word[left:right])
        text.append(cluster)
        origin.extend(start + min(left + i, right - 1) for i in range(len(cluster)))


def _continues(char: str) -> bool:
    """Whether a character can compose with, or be reordered against, what stands before it."""
    return unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff"


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of a canonical text, covering all but the spaces between them."""
    spans = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        following = text[match.end() : match.end() + 2].lstrip(" ")
        if following and not following[0].islower():
            spans.append((start, match.end()))
            start = match.end() + (text[match.end()] == " ")
    if start < len(text):
        spans.append((start, len(text)))
    return spans


def cut(text: str, limit: int) -> list[Span]:
    """Cut a canonical text into spans of at most ``limit`` code points, at sentence ends.

    A sentence longer than the limit is cut at its last space within the limit, and a word
    longer than that where it does not part a letter from its marks or joiners.
    """
    if len(text) <= limit:
        return [(0, len(text))] if text else []
    spans: list[Span] = []
    for start, end in sentences(text):
        if spans and end - spans[-1][0] <= limit:
            spans[-1] = (spans[-1][0], end)
            continue
        while end - start > limit:
            stop = _break(text, start, limit)
            spans.append((start, stop))
            start = stop + (text[stop] == " ")
        spans.append((start, end))
    return spans


def _break(text: str, start: int, limit: int) -> int:
    space = text.rfind(" ", start + 1, start + limit + 1)
    if space > start:
        return space
    stop = start + limit
    while stop > start + 1 and (_continues(text[stop]) or text[stop] in "\u200c\u200d"):
        stop -= 1
    return stop if stop > start + 1 else start + limit
