"""Tables for spreadsheets: what is written is read back, and nothing in it runs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.tables import BYTE_ORDER_MARK, csv_lines, harmless

CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.integers()
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=4)


@given(ROWS)
def test_a_table_is_read_back(rows: list[list[str | int]]) -> None:
    """Quotes, commas, line ends and any script survive; the table begins with its mark."""
    whole = "".join(csv_lines(("a", "b"), rows))
    assert whole.startswith(BYTE_ORDER_MARK)
    read = list(csv.reader(io.StringIO(whole.removeprefix(BYTE_ORDER_MARK), newline="")))
    assert read == [["a", "b"], *([str(harmless(cell)) for cell in row] for row in rows)]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "－1"]
)
def test_no_cell_is_a_formula(cell: str) -> None:
    """What a spreadsheet would work out is made a text; nothing of it is lost."""
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=1", "12 - 3", "'=1", "«نامه»", -1])
def test_other_cells_stay_as_they_are(cell: str | int) -> None:
    """Only what begins a formula is touched."""
    assert harmless(cell) == cell
