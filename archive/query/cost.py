"""What a query would cost, measured before it runs, and how much is allowed.

Promises: linear in the tree and safe at any depth. The limits keep one reader's query from
taking the time of all; they lie far above what people type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.query.patterns import phrase_parts
from archive.query.remarks import quoted
from archive.query.tree import (
    And,
    Fuzzy,
    InEverything,
    InField,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Single,
    Together,
    Word,
)

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a query may be."""

    length: int = 3_000  # code points of the text: parsed within 20 ms
    words: int = 400  # a pasted abstract has fewer
    clauses: int = 64  # phrases, fields, dates, NOT and OR: each a pass over postings
    depth: int = 32  # groups within groups: nobody writes ten
    phrase: int = 128  # words of one phrase: a long sentence has 60
    near: int = 5  # parts of one nearness: their orders are weighed one by one
    patterns: int = 32  # wildcards and likenesses: each is compared with every word there is
    terms: int = 50_000  # words of the index that these stand for: each is a list to be read


LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The size of a query, in the units of ``Limits``."""

    words: int
    clauses: int
    depth: int
    phrase: int
    near: int
    patterns: int
    longest: str  # the longest phrase, to be named


def cost(node: Node) -> Cost:
    """Measure a tree."""
    words = clauses = depth = phrase = near = patterns = 0
    longest = ""
    waiting: list[tuple[Node, int]] = [(node, 1)]
    while waiting:
        part, level = waiting.pop()
        depth = max(depth, level)
        clauses += not isinstance(part, (Word, And))
        if isinstance(part, Near):
            near = max(near, len(part.parts))
        if isinstance(part, (And, Or, Near, Together)):
            waiting.extend((p, level + 1) for p in part.parts)
        elif isinstance(part, (Not, InField, InEverything)):
            waiting.append((part.part, level + isinstance(part, Not)))
        elif isinstance(part, Single):
            count = 1 if part.text.isalnum() else sum(1 for _ in _WORD.finditer(part.text))
            words += count
            patterns += sum(isinstance(p, (Pattern, Fuzzy)) for p in _pieces(part))
            if count > phrase:
                phrase, longest = count, part.text
    return Cost(
        words=words,
        clauses=clauses,
        depth=depth,
        phrase=phrase,
        near=near,
        patterns=patterns,
        longest=longest,
    )


def _pieces(part: Single) -> tuple[Single, ...]:
    return phrase_parts(part.text) if isinstance(part, Phrase) else (part,)


def refusal(found: Cost, limits: Limits) -> str:
    """The sentence that refuses a query and names its part, or "" when it may run."""
    if found.phrase > limits.phrase:
        return (
            f"The phrase {quoted(found.longest)} has {found.phrase} words; at most "
            f"{limits.phrase} can be searched as one. Shorten it."
        )
    if found.near > limits.near:
        return (
            f"{found.near} words or phrases are to be near each other; at most {limits.near} can "
            "be searched so. Leave some out, or write them with AND."
        )
    if found.patterns > limits.patterns:
        return (
            f"{found.patterns} words of the query have a wildcard or a ~; at most "
            f"{limits.patterns} can be searched at once. Write some of them out."
        )
    if found.words > limits.words:
        return (
            f"The query has {found.words} words; at most {limits.words} can be searched at "
            "once. Keep the rarest ones."
        )
    if found.clauses > limits.clauses:
        return (
            f"The query has {found.clauses} phrases, fields and operators; at most "
            f"{limits.clauses} can be searched at once. Split it into several queries."
        )
    if found.depth > limits.depth:
        return too_deep(found.depth, limits)
    return ""


def too_many_terms(count: int, widest: str, limits: Limits) -> str:
    """The sentence that refuses a query whose patterns stand for too many words of an index."""
    return (
        f"The wildcards and ~ of the query stand for {count:,} words of the archive, most of them "
        f"{quoted(widest)}; at most {limits.terms:,} can be searched at once. Write more letters."
    )


def too_deep(depth: int, limits: Limits) -> str:
    """The sentence that refuses a query of too many levels."""
    return (
        f"The query has groups within groups, {depth} deep; at most {limits.depth} levels can "
        "be searched. Write it with fewer parentheses."
    )
