"""Every document that a search finds, in its order, for files that leave none out.

Promises: the documents are those that the pages of the same search count, one by one, also those
that stand under another there; read in parts, so that a file of them can be sent while it is made.
There is no ceiling.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from archive.answers.matches import PASSAGES, Matches, Part, find, understood
from archive.answers.search import AnswerHit, answer_hits, held
from archive.deadline import Deadline
from archive.errors import UsageError
from archive.model import Document
from archive.parameters import SearchParameters
from archive.query import Parsed
from archive.search import Snapshot
from archive.settings import Settings

_AT_ONCE = 200  # documents read together


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """What was found; iterating reads the documents."""

    snapshot: Snapshot = field(repr=False)
    ids: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Document]:
        for first in range(0, len(self.ids), _AT_ONCE):
            part = self.ids[first : first + _AT_ONCE]
            found = held(self.snapshot, part)
            yield from (found[each] for each in part)


def every_document(snapshot: Snapshot, parameters: SearchParameters, settings: Settings) -> Every:
    """Search for all of them.

    Raises UsageError for a query that is not run, with the sentences that say why, and
    TooCostlyError.
    """
    asked = _EveryOf(snapshot, parameters, settings)
    found = asked.matches(Part(0, snapshot.generation.documents))
    return Every(snapshot=snapshot, ids=tuple(hit.document_id for hit in found.result.hits))


class EveryHit:
    """What was found with its best passages, part by part: each is searched for when it is read.

    ``notices`` are sentences on how the query was understood, and what was not searched.
    """

    def __init__(
        self, snapshot: Snapshot, parameters: SearchParameters, settings: Settings
    ) -> None:
        """Search once. Raises UsageError and TooCostlyError as ``every_document`` does."""
        self._snapshot = snapshot
        self._asked = _EveryOf(snapshot, parameters, settings)
        first = self._asked.matches(Part(0, 1)).result
        self.total = first.total
        self.notices = (*self._asked.parsed.notices, *first.notices)

    def some(self, offset: int, limit: int) -> tuple[AnswerHit, ...]:
        """So many of them from ``offset`` on. Raises TooCostlyError."""
        found = self._asked.matches(Part(offset, limit, PASSAGES)).result
        marked_by = self._asked.parsed.tree if found.any_of is None else found.any_of
        without = self._asked.parameters.without
        return answer_hits(self._snapshot, marked_by, found.hits, offset, without)

    def __iter__(self) -> Iterator[AnswerHit]:
        for first in range(0, self.total, _AT_ONCE):
            yield from self.some(first, _AT_ONCE)


class _EveryOf:
    """A search without pages, each document by itself."""

    def __init__(
        self, snapshot: Snapshot, parameters: SearchParameters, settings: Settings
    ) -> None:
        self.parsed: Parsed = understood(parameters, settings)
        if self.parsed.refused:
            raise UsageError(" ".join(self.parsed.notices))
        self.parameters = replace(parameters, page=1, view="list", group=False)
        self._engine = snapshot.engine
        self._seconds = settings.search_seconds

    def matches(self, part: Part) -> Matches:
        """Those of one part. Raises TooCostlyError."""
        deadline = Deadline.after(self._seconds)
        found = find(self._engine, self.parsed, self.parameters, 1, deadline, part)
        if found.refusal:
            raise found.refusal
        return found
