"""The query as a tree: what parsing makes, engines run and unparsing writes.

Promises: frozen values, equal when they mean the same by construction; no behaviour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from archive.model import DateField

TextField = Literal["title", "author"]
ExactField = Literal["source", "site", "language", "type", "collection"]


@dataclass(frozen=True, slots=True)
class Word:
    """One thing typed between spaces: ``massacre``, ``C++``, ``2021/02/03``, ``naïve``.

    The analyser may cut it into several terms; they are then sought as a phrase. What cuts into
    no term at all is left out by the engine with a notice.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """These words in this order, next to each other, within one passage.

    A word in it may be a pattern (``"death com*"``): see ``archive.query.patterns.phrase_parts``.
    """

    text: str  # what stood between the quotes


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Literally these characters, within one passage: case, diacritics, punctuation, joiners.

    Found by its words and verified on the stored text; it neither begins nor ends within a word
    there. Marks that only steer the direction of writing count nowhere. Ranked as the phrase.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word by a pattern: ``massac*``, ``wom?n``.

    ``*`` stands for any letters, also none, and has at least three letters somewhere before it;
    ``?`` stands for one letter. Compared with words as they stand, letters folded; those that fit
    are then sought by their stems, as if they had been typed.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words that become this one by at most so many edits: letters added, lost or changed.

    Compared and sought as those of a ``Pattern``.
    """

    text: str
    edits: Literal[1, 2]


@dataclass(frozen=True, slots=True)
class Near:
    """All of the parts, each at a place of its own, within so many words of each other.

    From the last word of the earliest to the first word of the latest are at most ``words``
    steps: neighbours are one apart. Counted through the document, over the ends of passages.
    ``ordered``: in the order of the parts. At least two parts.
    """

    parts: tuple[Part, ...]
    words: int
    ordered: bool


@dataclass(frozen=True, slots=True)
class Together:
    """All of the parts within one sentence or one passage; at least two parts."""

    parts: tuple[Part, ...]
    unit: Literal["sentence", "passage"]


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts, anywhere in the document; at least two parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the parts; at least two parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Documents that do not match the part."""

    part: Node


@dataclass(frozen=True, slots=True)
class InField:
    """A word or phrase in a text field: ``title:struggle``, ``author:"A. Name"``."""

    field: TextField
    part: Single


@dataclass(frozen=True, slots=True)
class Exactly:
    """A whole facet value, letters folded: ``language:fa``, ``source:"Example News"``.

    ``site`` matches the host of an address or capture and its subdomains.
    """

    field: ExactField
    value: str


@dataclass(frozen=True, slots=True)
class Dates:
    """Documents whose date overlaps [start, end], ISO dates of any precision, "" is open.

    ``date:1988`` is start and end ``1988``; ``before:1988`` ends on the day before;
    ``after:1988`` starts on the day after.
    """

    field: DateField
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class InEverything:
    """The part, sought in what was left out of the main text too; the whole of a query."""

    part: Node


Single = Word | Phrase | Verbatim | Pattern | Fuzzy
Part = Single | Or  # of such again: alternatives
Node = Single | Near | Together | And | Or | Not | InField | Exactly | Dates | InEverything
