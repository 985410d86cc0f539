"""Every document that a search finds, in its order, for files that leave none out.

Promises: the documents are those that the pages of the same search count, one by one, also those
that stand under another there; found in one search, and read in parts, so that a file of them can
be sent while it is made. There is no ceiling.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from archive.answers.matches import find, understood
from archive.answers.search import held
from archive.deadline import Deadline
from archive.errors import UsageError
from archive.model import Document
from archive.parameters import SearchParameters
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
    parsed = understood(parameters, settings)
    if parsed.refused:
        raise UsageError(" ".join(parsed.notices))
    first = replace(parameters, page=1, view="list", group=False)
    deadline = Deadline.after(settings.search_seconds)
    most = snapshot.generation.documents
    matches = find(snapshot.engine, parsed, first, 1, deadline, listed=most)
    if matches.refusal:
        raise matches.refusal
    return Every(snapshot=snapshot, ids=tuple(hit.document_id for hit in matches.result.hits))
