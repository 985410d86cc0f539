"""Rows of tables: one block where a row holds data, the cells' own blocks where it makes a layout.

Promises: no text is lost or changed; cells are parted by a tab that has no place in the original.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from indexer.blocks import Piece
from indexer.parsers.html.run import Run

CELL_LIMIT = 400  # code points; a longer cell is prose in a table made for layout


@dataclass(slots=True)
class Row:
    """An open table row: its runs with the number of the cell each stands in."""

    cell: int = 0
    runs: list[tuple[int, Run]] = field(default_factory=list)


def joined(row: Row) -> Iterable[Run]:
    """The runs of a row: one, cells parted by tabs, where it is a row of data."""
    cells = [cell for cell, _ in row.runs]
    runs = [run for _, run in row.runs]
    is_data = len(runs) > 1 and len(set(cells)) == len(cells)
    if not is_data or not all(
        run.kind == "paragraph" and run.region == runs[0].region and len(run.text) < CELL_LIMIT
        for run in runs
    ):
        return runs
    pieces = list(runs[0].pieces)
    for run in runs[1:]:
        pieces += [Piece("\t", None, 0), *run.pieces]
    first = runs[0]
    linked = sum(run.linked for run in runs)
    return [replace(first, kind="table_row", pieces=pieces, linked=linked)]
