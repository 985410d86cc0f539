"""Portions of the originals of a build, and what became of them, as files that builders exchange.

Promises: what is read is what was written. A portion is large enough that its words are worth a
segment of their own, and small enough to be done again by another builder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from archive.errors import UnreadableError
from indexer.build_documents import Original
from indexer.build_editions import MissingError, SkippedError
from indexer.documents.rows import read_rows, row_maker, row_reader, write_rows
from indexer.made import Made
from indexer.sharing import Outcome

ORIGINALS: Final = 1_000  # in a portion, at most
BYTES: Final = 64 << 20  # of originals in a portion that has several

_row_of, _original_of = row_maker(Original), row_reader(Original)
_KINDS: Final = {"left": UnreadableError, "skipped": SkippedError, "missing": MissingError}


def portions_of(originals: Sequence[Original]) -> Iterator[Sequence[Original]]:
    """The originals in their order, cut to portions."""
    begin, size = 0, 0
    for end, original in enumerate(originals):
        if end - begin == ORIGINALS or (end > begin and size + original.size > BYTES):
            yield originals[begin:end]
            begin, size = end, 0
        size += original.size
    if begin < len(originals):
        yield originals[begin:]


def write_originals(path: Path, originals: Iterable[Original]) -> None:
    """Write a portion. Raises OSError."""
    write_rows(path, map(_row_of, originals))


def read_originals(path: Path) -> list[Original]:
    """A portion. Raises OSError, ValueError."""
    return list(map(_original_of, read_rows(path)))


def write_outcomes(path: Path, outcomes: Iterable[Outcome]) -> None:
    """Write what became of a portion, in its order. Raises OSError."""
    write_rows(path, map(_outcome_row, outcomes))


def outcomes_in(path: Path) -> list[Outcome]:
    """What became of a portion. Raises OSError, ValueError."""
    return [
        Made(*rest) if kind == "made" else _KINDS[kind](*rest) for kind, *rest in read_rows(path)
    ]


def _outcome_row(outcome: Outcome) -> list[str]:
    if isinstance(outcome, Made):
        return ["made", outcome.sha256, outcome.original, outcome.reason]
    kinds = (name for name, kind in _KINDS.items() if type(outcome) is kind)
    return [next(kinds, "left"), str(outcome)]
