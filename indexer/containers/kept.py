"""The contents of containers as a generation keeps them, so that the next one need not open them.

Promises: a list that is not whole is no list; contents that an opener of another version found are
not taken for those of this one (their key differs).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from indexer.containers.found import Contents
from indexer.documents.rows import row_bytes, row_maker, row_reader

FILE_NAME = "contents.jsonl"
_row_of, _contents_of = row_maker(Contents), row_reader(Contents)


def write_contents(folder: Path, contents: Iterable[Contents]) -> None:
    """Write the list into a generation's folder. Raises OSError."""
    with (folder / FILE_NAME).open("wb") as file:
        file.writelines(row_bytes(_row_of(one)) + b"\n" for one in contents)


def read_contents(folder: Path) -> dict[str, Contents]:
    """The list of a generation, by key; empty when it is not there or is not whole."""
    try:
        with (folder / FILE_NAME).open("rb") as file:
            found = [_contents_of(json.loads(line)) for line in file]
    except (OSError, ValueError, TypeError):
        return {}
    return {one.key: one for one in found}
