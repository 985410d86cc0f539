"""What a hit's place is due to: the parts of its score.

Promises: the parts of a hit add up to its score. Knows no engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WorthKind = Literal["words", "small words", "closeness", "likeness"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """A part of a hit's score.

    "words" and "small words" are what was sought, a small word being one like "the"; "closeness" is
    how near each other these stand, "likeness" what the document shares with the best of all.
    """

    kind: WorthKind
    score: float
    text: str = ""  # of words: as the query has them
    count: int = 0  # places in the document, title and all, where they or a form of them stand
    documents: int = 0  # of the archive that have them or a form of them
