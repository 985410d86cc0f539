"""Lists of queries as people keep them: a text or a table, a query a line.

Promises: pure functions; every line that is not blank gives one query, whatever is in it. A line
of a table that is not well quoted is taken as it stands, so that nobody's list stops half way.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from archive.errors import UsageError

NAMES = frozenset({"query", "queries", "name", "names", "search", "text"})
_DELIMITERS = ",;\t"
NOT_UTF8 = (
    "{} is not a text in UTF-8, so its letters cannot be told. Save it again as “CSV UTF-8” or as "
    "plain text in UTF-8."
)


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One query and the line of the list that it stands in, from 1."""

    number: int
    query: str


def decoded(data: bytes, name: str) -> str:
    """The text of a list's bytes: UTF-8, or what a byte order mark says. Raises UsageError."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(NOT_UTF8.format(name)) from None


def read_lines(text: str, *, is_table: bool) -> Iterator[BatchLine]:
    """The queries of a list, one a line; of a table (CSV) those of one column.

    The column is the one that a first line names "query" or "name", else the first. Lines are
    as they stand but for white space around them; those of a table lose their quoting (RFC 4180).
    """
    delimiter, column, is_first = ",", 0, True
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        if not is_table:
            yield BatchLine(number, line.strip())
            continue
        if is_first:
            is_first = False
            delimiter = max(_DELIMITERS, key=line.count)
            named = [name.strip().casefold() for name in _cells(line, delimiter)]
            if known := [place for place, name in enumerate(named) if name in NAMES]:
                column = known[0]
                continue
        cells = _cells(line, delimiter)
        query = cells[column].strip() if column < len(cells) else ""
        if query:
            yield BatchLine(number, query)


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of a table's line; a line with quotation marks of its own is one cell."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return [line]
