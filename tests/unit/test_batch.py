"""Lists of queries: every line gives its query, and every query a row."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.answers import SearchAnswer
from archive.answers.batch import batch
from archive.batch import BatchLine, decoded, read_lines
from archive.errors import IndexDamagedError, UsageError
from archive.parameters import SearchParameters

CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12
).filter(lambda cell: bool(cell.strip()) and len(cell.splitlines()) == 1)


def queries(text: str, *, is_table: bool = False) -> list[str]:
    """The queries of a list."""
    return [line.query for line in read_lines(text, is_table=is_table)]


@given(st.lists(CELLS.map(str.strip).filter(bool)))
def test_a_list_is_read_as_it_stands(lines: list[str]) -> None:
    """Each line of a text is a query, with the number of its line."""
    text = "\n\n".join(lines)
    found = list(read_lines(text, is_table=False))
    assert found == [BatchLine(2 * n + 1, line) for n, line in enumerate(lines)]


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1), st.sampled_from(",;\t"))
def test_a_table_is_read_as_it_was_written(rows: list[tuple[str, str]], delimiter: str) -> None:
    """What a spreadsheet quotes comes back as it was, whichever column and delimiter."""
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows([("born", "Name"), *rows])
    assert queries(written.getvalue(), is_table=True) == [name.strip() for _, name in rows]


def test_a_table_without_names_gives_its_first_column() -> None:
    """Then the first line is a query too."""
    assert queries("Khomeini,1902\nNoury,1961\n", is_table=True) == ["Khomeini", "Noury"]


def test_a_line_that_is_no_table_is_taken_as_it_stands() -> None:
    """Quotation marks of the query language need no quoting to be understood."""
    text = '"chain of custody" AND letter\nplain\n"open\n'
    assert queries(text, is_table=True) == ['"chain of custody" AND letter', "plain", '"open']


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_spreadsheets_save_is_read(encoding: str) -> None:
    """UTF-8 with and without a mark, and UTF-16 with one."""
    assert decoded("نوری\nNoury".encode(encoding), "names.csv") == "نوری\nNoury"


def test_another_encoding_is_refused_with_a_way_out() -> None:
    """A list in an old encoding would seek other letters than it has."""
    with pytest.raises(UsageError, match=r"names\.csv is not a text in UTF-8.*CSV UTF-8"):
        decoded("café".encode("latin-1"), "names.csv")


def test_one_that_fails_does_not_stop_the_others() -> None:
    """What went wrong with a query is a sentence in its own row."""

    def ask(_: SearchParameters) -> SearchAnswer:
        raise IndexDamagedError("The index is damaged.")

    rows = list(batch([BatchLine(1, "a"), BatchLine(3, "b")], SearchParameters(), ask))
    assert [(row.number, row.status, row.notices) for row in rows] == [
        (1, "not run", ("The index is damaged.",)),
        (3, "not run", ("The index is damaged.",)),
    ]
