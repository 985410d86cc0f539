"""Rows of tables: one block where a row holds data, the cells' own blocks where it holds prose.

Promises: no text is lost or changed; cells are parted by a tab and the paragraphs of a cell by a
space, neither of which has a place in the original.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from indexer.blocks import Block, Piece

CELL_LIMIT = 400  # code points; a longer cell is prose in a table made for layout
_LINES: frozenset[str] = frozenset({"paragraph", "list_item"})


def row_blocks(cells: Sequence[Sequence[Block]]) -> Iterable[Block]:
    """The blocks of a row, from those of its cells."""
    kept = [[block for block in cell if block.reason is None] for cell in cells]
    kept = [cell for cell in kept if cell]
    if len(kept) < 2 or not all(_is_datum(cell) for cell in kept):
        return chain.from_iterable(cells)
    pieces: list[Piece] = []
    for cell in kept:
        pieces += [Piece("\t", None, 0)] if pieces else []
        for number, block in enumerate(cell):
            pieces += [Piece(" ", None, 0)] if number else []
            pieces += block.pieces
    others = [block for cell in cells for block in cell if block.reason is not None]
    return [Block(kind="table_row", pieces=tuple(pieces)), *others]


def _is_datum(cell: Sequence[Block]) -> bool:
    length = sum(len(piece.text) for block in cell for piece in block.pieces)
    return length < CELL_LIMIT and all(block.kind in _LINES for block in cell)
