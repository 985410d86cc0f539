"""The record of a search: what was asked, how it was understood and what was found, to be repeated.

Promises: a record states a search that found nothing as fully as any other; run again on the same
generation it is the same; on another one it tells what changed. Nobody is named in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from archive.answers.matches import Part, find, understood
from archive.deadline import Deadline
from archive.errors import UsageError
from archive.parameters import SearchParameters
from archive.parameters_reading import read_parameters
from archive.query import unparse
from archive.search import Snapshot
from archive.settings import Settings

Plain = dict[str, Any]
FORMAT = "muniment search record 1"
LISTED = 1_000  # documents that a record names, the best; the rest is in the count


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A search run again, beside its record."""

    before: Plain
    now: Plain
    appeared: tuple[str, ...]  # identifiers of documents that are listed now and were not
    vanished: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the same documents were found in the same order, by the same reading."""
        names = ("understood", "total", "with_all", "documents_sha256")
        return all(self.before.get(name) == self.now[name] for name in names)


def search_record(
    snapshot: Snapshot, parameters: SearchParameters, settings: Settings, at: str
) -> Plain:
    """The record of a search that is run now; ``at`` is ISO 8601 UTC.

    Raises TooCostlyError, with its sentence, when the search is refused or stopped.
    """
    asked = replace(parameters, page=1, view="list")
    parsed = understood(asked, settings)
    deadline = Deadline.after(settings.search_seconds)
    matches = find(snapshot.engine, parsed, asked, 1, deadline, Part(0, LISTED))
    if matches.refusal:
        raise matches.refusal
    result, generation = matches.result, snapshot.generation
    ids = [hit.document_id for hit in result.hits]
    return {
        "format": FORMAT,
        "made": at,
        "query": asked.q,
        "parameters": asked.to_query_string(),
        "understood": unparse(parsed.tree) if parsed.tree is not None else "",
        "refused": parsed.refused,
        "notices": [*asked.notices, *parsed.notices, *result.notices],
        "widened": [
            {"word": each.word, "kind": each.kind, "forms": list(each.forms)}
            for each in result.expansions
        ],
        "generation": {
            "id": generation.id,
            "created": generation.created,
            "documents": generation.documents,
            "passages": generation.passages,
            "register_head": generation.register_head,
            "register_count": generation.register_count,
        },
        "total": result.total,
        "with_all": result.total - result.partial,
        "documents": ids,
        "documents_sha256": hashlib.sha256("\n".join(ids).encode("ascii")).hexdigest(),
    }


def replay(snapshot: Snapshot, record: Mapping[str, Any], settings: Settings, at: str) -> Replayed:
    """Run a recorded search again. Raises UsageError when it is no record, TooCostlyError."""
    parameters = record.get("parameters")
    if record.get("format") != FORMAT or not isinstance(parameters, str):
        raise UsageError(f"This is no search record: its “format” should be “{FORMAT}”.")
    pairs = parse_qsl(parameters, keep_blank_values=True)
    now = search_record(snapshot, read_parameters(pairs, settings), settings, at)
    listed = record.get("documents")
    before = list(map(str, listed)) if isinstance(listed, list) else []
    return Replayed(
        before=dict(record),
        now=now,
        appeared=tuple(each for each in now["documents"] if each not in set(before)),
        vanished=tuple(each for each in before if each not in set(now["documents"])),
    )
