"""What every system of the benchmark can be asked: one protocol, in a process of its own.

Promises: imports the standard library only, so that a peer may run in another interpreter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.corpus.queries import Query
from benchmarks.corpus.texts import Text

HITS = 10
FACETS = ("source", "year")  # of the kinds with facets
ALL_FACETS = ("source", "year", "language", "author")  # of ``page``; all that texts differ in


class RefusedError(Exception):
    """The system cannot do this kind of work."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a search brings back besides the ten best and the number of all."""

    facets: tuple[str, ...] = ()
    passages: bool = False  # the texts of the hits fetched, and the words marked in an extract
    page: bool = False  # all that a page of results shows


def shape_of(kind: str) -> Shape:
    """What searches of a kind bring back."""
    if kind == "page":
        return Shape(facets=ALL_FACETS, passages=True, page=True)
    extra = kind.partition("+")[2]
    return Shape(facets=FACETS if extra == "facets" else (), passages=extra == "passages")


class System(Protocol):
    """One engine with one index in a folder."""

    def prepare(self, texts: Sequence[Text]) -> Sequence[object]:
        """Texts in the form in which the system's caller has them: not part of the building."""
        ...

    def begin(self, folder: Path) -> None:
        """Start an index in an empty folder."""
        ...

    def add(self, prepared: Sequence[object]) -> None:
        """Enter these."""
        ...

    def finish(self) -> None:
        """Write everything; the index can be opened afterwards."""
        ...

    def open(self, folder: Path) -> None:
        """Open an index for searching."""
        ...

    def reader(self) -> System:
        """What another thread searches with: the same, or its own handle."""
        ...

    def search(self, query: Query, shape: Shape) -> int:
        """Do the whole of one search; the number of documents that match, as far as told.

        The ten best are named by their identifiers as stored: a hit is of no use without.

        Raises RefusedError.
        """
        ...

    def extend(self, folder: Path, texts: Sequence[Text]) -> None:
        """Enter more texts in a finished index, until searches find them. Raises RefusedError."""
        ...


def body(text: Text) -> str:
    """The words that are searched: title, author and passages, a line each."""
    return "\n".join((text["title"], text["author"], *text["passages"]))


def in_batches(texts: Iterable[Text], size: int = 500) -> Iterable[list[Text]]:
    """The texts, so many at a time."""
    batch: list[Text] = []
    for text in texts:
        batch.append(text)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
