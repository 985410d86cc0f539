"""What differs between two texts, passage by passage and word by word.

Promises: the old text can be put together from the differences, and so can the new one, white space
within passages apart; passages that are alike enough are shown as one that was changed. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "changed", "removed", "added"]

ALIKE = 0.4  # share of words that two passages must have in common to be one, changed
PASSAGES = 5_000  # of a text; comparing more would take seconds


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words: the same in both texts, removed from the old one, added to the new one."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A passage of the old text, of the new one, or of both; ``words`` of one that was changed."""

    kind: Kind
    old: int | None  # its number in the old text
    new: int | None
    words: tuple[Words, ...]


def differences(old: Sequence[str], new: Sequence[str]) -> list[Difference]:
    """The differences between two lists of passages, in their order.

    Raises ValueError when there are more than ``PASSAGES`` of either.
    """
    if max(len(old), len(new)) > PASSAGES:
        raise ValueError(f"more than {PASSAGES} passages")
    found: list[Difference] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pairs = zip(range(a, b), range(c, d), strict=True)
            found += [Difference("same", i, j, (Words("same", old[i]),)) for i, j in pairs]
        else:
            found += _replaced(old, new, range(a, b), range(c, d))
    return found


def _replaced(
    old: Sequence[str], new: Sequence[str], gone: range, come: range
) -> Iterator[Difference]:
    """Passages that stand for others: each with the first that is left and alike."""
    nexts = come.start
    for i in gone:
        partner = next((j for j in range(nexts, come.stop) if _alike(old[i], new[j])), None)
        if partner is None:
            yield Difference("removed", i, None, (Words("removed", old[i]),))
            continue
        yield from _added(new, range(nexts, partner))
        yield Difference("changed", i, partner, tuple(word_changes(old[i], new[partner])))
        nexts = partner + 1
    yield from _added(new, range(nexts, come.stop))


def _added(new: Sequence[str], numbers: range) -> Iterator[Difference]:
    for j in numbers:
        yield Difference("added", None, j, (Words("added", new[j]),))


def _alike(old: str, new: str) -> bool:
    matcher = SequenceMatcher(None, old.split(), new.split(), autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def word_changes(old: str, new: str) -> Iterator[Words]:
    """The words of two passages in runs: the same, removed, added."""
    one, two = old.split(), new.split()
    for tag, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Words("same", " ".join(one[a:b]))
            continue
        if b > a:
            yield Words("removed", " ".join(one[a:b]))
        if d > c:
            yield Words("added", " ".join(two[c:d]))
