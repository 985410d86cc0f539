"""What each document of a generation was made of, so that the next one can leave it as it is.

Promises: two originals with the same digest give the same document, as long as parsers and the
rules of ``build_documents`` are the same (``snapshots.needs_rebuild`` tells). A list that is not
whole is no list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from indexer.build_documents import Original
from indexer.documents.rows import read_rows, row_bytes, row_maker, write_rows

FILE_NAME = "made.jsonl"
_row_of = row_maker(Original)


@dataclass(frozen=True, slots=True)
class Made:
    """A document by the SHA-256 of its bytes, the digest of the original it was made of.

    ``reason`` is the sentence for the report; "" when all of it was read.
    """

    sha256: str
    original: str
    reason: str


def digest_of(original: Original) -> str:
    """The same for two originals of the same bytes, captures and sidecars (SHA-256)."""
    return hashlib.sha256(row_bytes(_row_of(original))).hexdigest()


def write_made(folder: Path, made: Iterable[Made]) -> None:
    """Write the list into a generation's folder. Raises OSError."""
    write_rows(folder / FILE_NAME, ([one.sha256, one.original, one.reason] for one in made))


def read_made(folder: Path) -> dict[str, Made]:
    """The list of a verified generation, by SHA-256. Raises OSError, ValueError, TypeError."""
    made = [Made(*row) for row in read_rows(folder / FILE_NAME)]
    return {one.sha256: one for one in made}
