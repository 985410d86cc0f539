"""How the text of a document is set, by which its headings stand out.

Promises: the same lines give the same style; a heading is told by the size of its letters, else by
their weight, and only where most of the text is set otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.parsers.pdf.lines import Line

SAME_SIZE = 1.12  # times a size up to which another counts as the same

_LARGER = 1.14  # times the size of the text: a heading
_HEADING = 250  # code points
_BOLD_HEADING = 120
_LEVELS = 6


@dataclass(frozen=True, slots=True)
class Style:
    """How the text of a document is set, by which headings stand out."""

    size: float  # of most of its letters, in points
    bold: bool
    levels: Mapping[float, int]  # of headings, by size in half points

    def stands_out(self, line: Line) -> bool:
        """Whether a line is larger or bolder than most of the text."""
        return self.is_larger(line) or (line.bold and not self.bold)

    def is_larger(self, line: Line) -> bool:
        """Whether a line is larger than most of the text."""
        return line.size > _LARGER * self.size

    def level(self, lines: Sequence[Line]) -> int:
        """The level of lines as a heading; 0: they are none."""
        text = " ".join(line.text for line in lines)
        if sum(map(str.isalpha, text)) < 2 or len(text) > _HEADING:
            return 0
        size = min(line.size for line in lines)
        if size > _LARGER * self.size:
            return self.levels.get(_rounded(size), 1)
        if self.bold or size < self.size / SAME_SIZE or not all(line.bold for line in lines):
            return 0
        is_short = len(text) <= _BOLD_HEADING and len(lines) <= 2
        return self._lowest if is_short and not text.rstrip().endswith((".", ",", ";", ":")) else 0

    @property
    def _lowest(self) -> int:
        return min(_LEVELS, max(self.levels.values(), default=0) + 1)


def style_of(lines: Sequence[Line]) -> Style:
    """How most of the text is set."""
    letters: Counter[float] = Counter()
    bold = 0
    for line in lines:
        letters[_rounded(line.size)] += len(line.text)
        bold += len(line.text) if line.bold else 0
    size = letters.most_common(1)[0][0] if letters else 0.0
    larger = sorted((s for s in letters if s > _LARGER * size), reverse=True)
    levels = {one: min(number, _LEVELS) for number, one in enumerate(larger, 1)}
    return Style(size, 2 * bold > letters.total(), levels)


def _rounded(size: float) -> float:
    return round(2 * size) / 2
