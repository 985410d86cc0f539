"""The contents of containers as a generation keeps them, so that the next one need not open them.

Promises: a list that is not whole is no list; contents that an opener of another version found are
not taken for those of this one (their key differs).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from indexer.containers.found import Contents
from indexer.documents.rows import read_rows, row_maker, row_reader, write_rows

FILE_NAME = "contents.jsonl"
_row_of, _contents_of = row_maker(Contents), row_reader(Contents)


def write_contents(folder: Path, contents: Iterable[Contents]) -> None:
    """Write the list into a generation's folder. Raises OSError."""
    write_rows(folder / FILE_NAME, map(_row_of, contents))


def read_contents(folder: Path) -> dict[str, Contents]:
    """The list of a generation, by key; empty when it is not there or is not whole."""
    try:
        found = list(map(_contents_of, read_rows(folder / FILE_NAME)))
    except (OSError, ValueError, TypeError):
        return {}
    return {one.key: one for one in found}
