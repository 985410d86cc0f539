"""One build by several machines: each takes portions of the originals, reads them, and sends them.

Promises: every portion is done by one builder and counts once, whoever else began with it: what is
sent carries the number of the claim, of which the highest stays, and what is kept of a portion is
that of the claim that finished it. The builder that leads registers, offers, gathers and swaps in;
those that help only read and send. A build without help goes the same way.
"""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import uuid4

from archive.errors import CorpusError, IndexDamagedError, UnavailableError, UnreadableError
from archive.identifiers import document_id
from archive.model import Document, LeftOut, Passage
from indexer.build_documents import Original
from indexer.build_editions import MissingError
from indexer.documents.bodies import check_order
from indexer.engines.opensearch.claims import Claims, Watch
from indexer.engines.opensearch.connection import Connection
from indexer.engines.opensearch.filler import Filler
from indexer.engines.opensearch.kept import REDUCED
from indexer.engines.opensearch.names import Names
from indexer.engines.opensearch.portions import (
    outcomes_in,
    portions_of,
    read_originals,
    write_originals,
    write_outcomes,
)
from indexer.engines.opensearch.sending import OvertakenError, send
from indexer.engines.opensearch.work import DONE, Row, Work
from indexer.sharing import Outcome

Adopt = Callable[[Path, int, int], None]  # files, documents, passages

_POLL: Final = 1.0  # seconds between looks at what others do
_CLAIMS: Final = 1_000_000  # of a portion, more than there can be


@dataclass(slots=True)
class _Taken:
    """A portion that this builder has."""

    row: Row
    originals: list[Original]
    filler: Filler
    outcomes: list[Outcome] = field(default_factory=list)
    is_lost: bool = False


class Helper:
    """Takes part in a build that another builder leads: see ``indexer.sharing.Sharing``."""

    _leads = False

    def __init__(
        self, connection: Connection, names: Names, generation: str, folder: Path, memory: int
    ) -> None:
        """``folder``: for files of its own; ``memory``: bytes."""
        self.generation = generation
        self.entered = 0  # documents
        self.offered = 0
        self._connection = connection
        self._names = names
        self._folder = folder
        self._memory = memory
        self._work = Work(connection, names.work(generation))
        holder = f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex}"
        self._claims = Claims(self._work, holder, leads=self._leads)
        self._watch = Watch()
        self._next: Row | None = None
        self._open: deque[_Taken] = deque()
        self._done, self._mine = 0, 0

    @property
    def ready(self) -> int:
        """See ``Sharing``."""
        return min(self.offered, self._done + self._mine)

    def offer(self, originals: Sequence[Original], terms: Mapping[str, str]) -> None:
        """The builder that leads did; from now on this one is there. ``originals``: none."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._look()
        self._claims.begin()

    def more(self) -> bool:
        """Whether there is a portion to be had; waits for those of others."""
        while self._look():
            self._next = self._claims.take()
            if self._next:
                return True
            time.sleep(_POLL)
        return False

    def _look(self) -> bool:
        """See how far everybody is. Raises UnavailableError where nobody leads any more."""
        lead = self._work.lead()
        if lead is None:  # it is over, or begun anew
            return False
        if not self._leads and self._watch.is_silent(lead):
            raise UnavailableError(
                f"The builder that began the generation {self.generation} is gone. Begin again "
                "there; what was read until now is kept, so that it is quicker."
            )
        self._done, left = self._work.ready()
        self._mine = sum(len(each.outcomes) for each in self._open)
        self.offered = int(lead.told["originals"])
        return bool(left)

    def taken(self) -> Iterator[Original]:
        """The originals of one portion after another, as long as there are free ones."""
        while row := self._next or self._claims.take():
            self._next = None
            path = self._folder / f"{row.number}.originals"
            self._work.fetch(path.name, path)
            version = int(self.generation.partition("-")[0]) * _CLAIMS + row.epoch
            filler = Filler(
                self._connection,
                self._names.intake(self.generation),
                self._folder / f"{row.number}-{row.epoch}.run",
                self._memory,
                version,
            )
            portion = _Taken(row, read_originals(path), filler)
            path.unlink()
            self._open.append(portion)
            yield from portion.originals

    def enter(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut]
    ) -> None:
        """Send a document of the portion that was taken first."""
        check_order(passages)
        portion = self._open[0]
        if portion.is_lost:
            return
        try:
            portion.filler.add(document, passages, left_out)
        except OvertakenError:
            self._lose(portion)

    def done(self, original: Original, outcome: Outcome) -> None:
        """Remember it; with the last of a portion this is done."""
        portion = self._open[0]
        portion.outcomes.append(outcome)
        self._mine += 1
        if len(portion.outcomes) == len(portion.originals):
            self._complete(portion)
            self._open.popleft()
            self._look()

    def _complete(self, portion: _Taken) -> None:
        number = portion.row.number
        missing = [each for each in portion.outcomes if isinstance(each, MissingError)]
        if missing and not self._leads:
            portion.filler.drop()
            self._claims.release(number, apart=True)
            if len(missing) == len(portion.outcomes):
                raise CorpusError(
                    f"None of {len(missing)} files of the corpus can be read here, "
                    f"{portion.originals[0].captures[0].path} for one ({missing[0]}) Have the same "
                    "folder on all machines that build, and join again; nothing is lost."
                )
            return
        if portion.is_lost or not self._claims.holds(number):
            self._lose(portion)
            return
        stem = self._folder / f"{number}-{portion.row.epoch}"
        try:
            if portion.filler.documents:
                portion.filler.write(stem.with_suffix(".segment"))
            write_outcomes(stem.with_suffix(".outcomes"), portion.outcomes)
            for path in self._files(stem):
                self._work.put(path, path.name)
        except OvertakenError:
            self._lose(portion)
            return
        documents, passages = portion.filler.documents, portion.filler.passages
        if self._claims.finish(number, documents=documents, passages=passages):
            self.entered += documents
        self._remove(stem)

    def _files(self, stem: Path) -> Iterable[Path]:
        """What others need of a portion that was done here."""
        paths = (stem.with_suffix(suffix) for suffix in (*REDUCED, ".outcomes"))
        return [path for path in paths if path.exists()]

    def _remove(self, stem: Path) -> None:
        """What was done here is not needed here any more."""
        for path in self._files(stem):
            path.unlink()

    def _lose(self, portion: _Taken) -> None:
        """Another builder has it: what was made of it here is of no use."""
        portion.filler.drop()
        portion.is_lost = True

    def gather(self) -> Iterable[tuple[Original, Outcome]]:
        """The builder that leads does."""
        return ()

    def close(self) -> None:
        """Give back what is not done."""
        self._claims.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        if not self._leads:  # else it is the builder's
            self._connection.close()


class Leader(Helper):
    """Leads a build: what it offers is read by itself and whoever helps."""

    _leads = True

    def __init__(
        self,
        connection: Connection,
        names: Names,
        generation: str,
        folder: Path,
        memory: int,
        adopt: Adopt,
        replicas: int,
    ) -> None:
        """``adopt``: what takes over what is kept of a portion."""
        super().__init__(connection, names, generation, folder, memory)
        self._adopt = adopt
        self._replicas = replicas
        self._portions: list[Sequence[Original]] = []

    def offer(self, originals: Sequence[Original], terms: Mapping[str, str]) -> None:
        """Divide it into portions that everybody may claim."""
        self._folder.mkdir(parents=True, exist_ok=True)
        indices = self._connection.client.indices
        index, alias = self._names.documents(self.generation), self._names.intake(self.generation)
        self._connection.call(indices.put_alias, index=index, name=alias)
        self._work.begin(self._replicas)
        self._portions = list(portions_of(originals))
        for number, portion in enumerate(self._portions):
            path = self._folder / f"{number}.originals"
            write_originals(path, portion)
            self._work.put(path, path.name)
            path.unlink()
        self._work.offer(map(len, self._portions), len(originals), terms)
        super().offer((), terms)

    def _remove(self, stem: Path) -> None:
        """What was done here is gathered from here."""

    def gather(self) -> Iterable[tuple[Original, Outcome]]:
        """End the taking in; then every portion, as the claim that finished it left it."""
        indices = self._connection.client.indices
        index, alias = self._names.documents(self.generation), self._names.intake(self.generation)
        self._connection.call(indices.delete_alias, index=index, name=alias)
        for number, originals in enumerate(self._portions):
            row = self._work.portion(number)
            if row is None or row.told["state"] != DONE:
                raise IndexDamagedError(
                    f"What is to be done for the generation {self.generation} is not in the "
                    "cluster any more; begin again."
                )
            outcomes = self._gathered(row)
            if row.epoch > 1:  # what one sent who lost it, and who finished it did not
                pairs = zip(originals, outcomes, strict=True)
                left = (o for o, became in pairs if isinstance(became, UnreadableError))
                ids = ({"delete": {"_id": document_id(each.sha256)}} for each in left)
                send(self._connection, index, ids)
            yield from zip(originals, outcomes, strict=True)
        self._connection.removed(self._names.work(self.generation))

    def _gathered(self, row: Row) -> list[Outcome]:
        stem = self._folder / f"{row.number}-{row.epoch}"
        suffixes = (*REDUCED, ".outcomes") if row.told["documents"] else (".outcomes",)
        for path in (stem.with_suffix(suffix) for suffix in suffixes):
            if not path.exists():
                self._work.fetch(path.name, path)
        if row.told["documents"]:
            self._adopt(stem, row.told["documents"], row.told["passages"])
        return outcomes_in(stem.with_suffix(".outcomes"))
