"""Who reads what of a build: one builder everything, or several builders of one corpus a part each.

Promises: each original is read by one builder and counts once, whoever else began with it; outcomes
come in the order of what was offered. What differs between one builder and several is here and in
what satisfies ``Sharing``; how a document is made is ``filling``'s matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from archive.errors import UnreadableError
from archive.model import Document, LeftOut, Passage
from indexer.build_documents import Original
from indexer.made import Made

if TYPE_CHECKING:
    from indexer.kinds import Writers

Outcome = Made | UnreadableError  # a document, or the reason why there is none


class Sharing(Protocol):
    """What one builder has to do with a build."""

    @property
    def offered(self) -> int:
        """How many originals there are to be read."""
        ...

    @property
    def ready(self) -> int:
        """How many of them are read, whoever did it."""
        ...

    def offer(self, originals: Sequence[Original], terms: Mapping[str, str]) -> None:
        """Say what is to be read, once; ``terms``: what all builders have to agree on."""
        ...

    def more(self) -> bool:
        """Whether there is something to read, after a wait for other builders if need be."""
        ...

    def taken(self) -> Iterator[Original]:
        """What this builder is to read now."""
        ...

    def enter(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut]
    ) -> None:
        """Enter a document. Raises UnreadableError, entering nothing, for what cannot be kept."""
        ...

    def done(self, original: Original, outcome: Outcome) -> None:
        """Say what became of an original; in the order in which they were taken."""
        ...

    def gather(self) -> Iterable[tuple[Original, Outcome]]:
        """What became of everything that was offered; once, when there is no more."""
        ...

    def close(self) -> None:
        """Give back what was taken and is not done."""
        ...


class Helping(Sharing, Protocol):
    """What one that helps has to do with a build that another leads."""

    @property
    def generation(self) -> str:
        """What is built."""
        ...

    @property
    def entered(self) -> int:
        """Documents that are in it by this builder."""
        ...


class Alone:
    """One builder, who reads everything."""

    def __init__(self, writers: Writers) -> None:
        self._writers = writers
        self._originals: Sequence[Original] = ()
        self._done: list[tuple[Original, Outcome]] = []

    @property
    def offered(self) -> int:
        """See ``Sharing``."""
        return len(self._originals)

    @property
    def ready(self) -> int:
        """See ``Sharing``."""
        return len(self._done)

    def offer(self, originals: Sequence[Original], terms: Mapping[str, str]) -> None:
        """There is nobody else to agree."""
        self._originals = originals

    def more(self) -> bool:
        """Until everything is read."""
        return self.ready < self.offered

    def taken(self) -> Iterator[Original]:
        """Everything."""
        return iter(self._originals)

    def enter(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut]
    ) -> None:
        """Enter a document."""
        self._writers.documents.add(document, passages, left_out)
        self._writers.engine.add(document, passages, left_out)

    def done(self, original: Original, outcome: Outcome) -> None:
        """Remember it."""
        self._done.append((original, outcome))

    def gather(self) -> Iterable[tuple[Original, Outcome]]:
        """What was remembered."""
        return self._done

    def close(self) -> None:
        """Nothing is held."""
