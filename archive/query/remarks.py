"""What a reader is told about a query: one sentence a kind of remark, naming the parts.

Promises: sentences are in the order in which their kinds came up; a query full of the same
slip gives one sentence; parts written from right to left are isolated (Unicode Standard Annex
9, FSI and PDI), so that the sentence around them keeps its order.
"""

from __future__ import annotations

import unicodedata

SHOWN = 5  # parts named in one sentence
LONGEST = 60  # code points of a part that are shown


class Remarks:
    """Collects remarks while a query is read."""

    def __init__(self) -> None:
        self._parts: dict[str, dict[str, None]] = {}
        self._numbers: dict[str, int] = {}

    def add(self, sentence: str, part: str = "") -> None:
        """Remember a sentence; ``{}`` in it stands for the parts it is about."""
        self._parts.setdefault(sentence, {}).setdefault(part)

    def number(self, part: str) -> int:
        """How many others were asked about before this part was for the first time."""
        return self._numbers.setdefault(part, len(self._numbers))

    def sentences(self) -> tuple[str, ...]:
        """Every sentence once, with its parts named."""
        return tuple(s.replace("{}", _listed(list(p))) for s, p in self._parts.items())


def quoted(part: str) -> str:
    """A part of a query as it stands in a sentence."""
    shown = part if len(part) <= LONGEST else part[: LONGEST - 1] + "…"
    if any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in shown):
        shown = f"\u2068{shown}\u2069"
    return f"“{shown}”"


def _listed(parts: list[str]) -> str:
    shown = ", ".join(quoted(part) for part in parts[:SHOWN])
    rest = len(parts) - SHOWN
    return f"{shown} and {rest} more" if rest > 0 else shown
