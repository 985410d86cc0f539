"""A flow of paragraphs and tables: the body of an RTF document, a note, a text box, a header.

Promises: characters become pieces with their places in bytes; a piece holds no others than the
characters between its first and its last byte, control words apart. What stands beside a
paragraph (notes, boxes) follows it, or the table row that it is in.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.model import PassageKind
from indexer.blocks import Block, Piece
from indexer.parsers.office.lines import parted
from indexer.parsers.office.tables import row_blocks


@dataclass(frozen=True, slots=True)
class Look:
    """What a paragraph is: kind, level of a heading, role, and how deep in tables (0: in none)."""

    kind: PassageKind = "paragraph"
    level: int = 0
    role: str = ""
    depth: int = 0


@dataclass(slots=True)
class _Run:
    """Characters that follow one another, with the reason if they are left out."""

    reason: str | None
    text: list[str]
    start: int
    ends: list[int]

    def piece(self) -> Piece:
        """The characters with their places."""
        return Piece("".join(self.text), "", self.start, tuple(self.ends))


@dataclass(slots=True)
class _Row:
    cells: list[list[Block]] = field(default_factory=list)
    cell: list[Block] = field(default_factory=list)

    def end_cell(self) -> None:
        """Close the open cell."""
        self.cells.append(self.cell)
        self.cell = []

    def blocks(self) -> list[Block]:
        """The blocks of the row, with a cell that was not closed."""
        return list(row_blocks([*self.cells, self.cell]))


class Flow:
    """One flow; ``reason`` is why all of it is left out, if it is."""

    def __init__(self, reason: str | None = None) -> None:
        self.reason = reason
        self.done: list[Block] = []
        self.titles: dict[str, Block] = {}  # the first blocks of a role
        self._runs: list[_Run] = []
        self._beside: list[Block] = []
        self._rows: list[_Row] = []

    def add(self, text: str, start: int, end: int, reason: str | None) -> None:
        """The next character of the paragraph, which stands at these bytes."""
        run = self._runs[-1] if self._runs else None
        if run is None or run.reason != reason or run.ends[-1] > start:
            run = _Run(reason, [], start, [])
            self._runs.append(run)
        run.text.append(text)
        run.ends.append(end)

    def part(self) -> None:
        """Begin a new piece: bytes that belong elsewhere are between."""
        if self._runs and self._runs[-1].text:
            self._runs.append(_Run("", [], 0, [0]))  # of a reason that no character has

    def beside(self, blocks: list[Block]) -> None:
        """What is to follow the paragraph that is open."""
        self._beside += blocks

    def end_paragraph(self, look: Look) -> None:
        """Close the paragraph; an empty one is none."""
        self._at_depth(look.depth)
        target = self._rows[-1].cell if self._rows else self.done
        target += self._blocks(look)
        target += self._beside
        self._runs, self._beside = [], []

    def end_cell(self, look: Look, depth: int) -> None:
        """Close the paragraph and the cell of a table this deep in others."""
        self.end_paragraph(Look(look.kind, look.level, look.role, depth))
        self._rows[-1].end_cell()

    def end_row(self, look: Look, depth: int) -> None:
        """Close the row of a table this deep in others."""
        if self._runs or self._beside:
            self.end_paragraph(Look(look.kind, look.level, look.role, depth))
        self._at_depth(depth - 1)

    def end(self, look: Look) -> list[Block]:
        """Close everything; the blocks of the flow."""
        self.end_paragraph(look)
        self._at_depth(0)
        return self.done

    def _at_depth(self, depth: int) -> None:
        """Close the rows that are deeper, and open those that are missing."""
        while len(self._rows) > depth:
            blocks = self._rows.pop().blocks()
            (self._rows[-1].cell if self._rows else self.done).extend(blocks)
        while len(self._rows) < depth:
            self._rows.append(_Row())

    def _blocks(self, look: Look) -> list[Block]:
        by_reason: dict[str | None, list[Piece]] = {}
        for run in self._runs:
            if run.text:
                by_reason.setdefault(run.reason, []).append(run.piece())
        blocks: list[Block] = []
        for reason, pieces in sorted(by_reason.items(), key=lambda item: item[0] or ""):
            if not any(piece.text.strip() for piece in pieces):
                continue
            if reason is None:
                block = Block(
                    kind=look.kind, level=look.level, pieces=tuple(pieces), reason=self.reason
                )
                if look.role and not self.reason:
                    self.titles.setdefault(look.role, block)
                blocks += parted(block)
            else:
                why = self.reason or reason
                blocks.append(Block(kind="paragraph", pieces=tuple(pieces), reason=why))
        return blocks
