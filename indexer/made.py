"""What each document of a generation was made of, so that the next one can leave it as it is.

Promises: two originals with the same digest give the same document, as long as parsers and the
rules of ``build_documents`` are the same (``snapshots.needs_rebuild`` tells). A list that is not
whole is no list.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from indexer.build_documents import Original
from indexer.documents.rows import row_bytes, row_maker

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
    with (folder / FILE_NAME).open("wb") as file:
        file.writelines(row_bytes([one.sha256, one.original, one.reason]) + b"\n" for one in made)


def read_made(folder: Path) -> dict[str, Made]:
    """The list of a verified generation, by SHA-256. Raises OSError, ValueError, TypeError."""
    with (folder / FILE_NAME).open("rb") as file:
        made = [Made(*json.loads(line)) for line in file]
    return {one.sha256: one for one in made}
