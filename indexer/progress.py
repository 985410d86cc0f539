"""How a long work tells how far it is, without knowing who shows it.

Promises: a progress is any callable of this shape; calls come from one thread, with ``done``
from 0 to ``total`` within a stage, and may be many: whoever shows them thins them out.
"""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told of each step: the stage in words ("Reading"), steps done of all, and on what."""

    def __call__(self, stage: str, done: int, total: int, note: str = "") -> None:
        """Take notice of a step."""
        ...


def silent(stage: str, done: int, total: int, note: str = "") -> None:
    """The progress of those who do not want to know."""
