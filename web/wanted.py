"""What an evidence bundle is to hold: links and identifiers, and what searches find.

Promises: of a search every document that it finds, with the passages that its list shows; a
recorded search is run again, and what changed since is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from archive.answers import EveryHit, replay, search_record
from archive.clock import now
from archive.errors import UsageError
from archive.identifiers import show
from archive.parameters import SearchParameters
from archive.parameters_reading import read_parameters
from archive.search import Snapshot
from archive.settings import Settings
from web.bundle_parts import Wanted
from web.commands import read_record

Plain = dict[str, Any]


def wanted(
    snapshot: Snapshot,
    settings: Settings,
    identifiers: Sequence[str],
    query: str | None,
    record: Path | None,
) -> Wanted:
    """Everything that was asked for. Raises UsageError when that is nothing, TooCostlyError."""
    if not identifiers and query is None and record is None:
        raise UsageError(
            "Say what the bundle is to hold: links or identifiers, --query, or --record with a "
            "recorded search."
        )
    found, searches = list(identifiers), {}
    notices: list[str] = []
    if query is not None and not query.strip():
        raise UsageError(
            "An empty query finds all that the archive holds: `muniment export` copies that. Write "
            "what the bundle is about."
        )
    if query is not None:
        parameters = read_parameters([("q", query)], settings)
        searches["search.json"] = search_record(snapshot, parameters, settings, now())
        found += _found(snapshot, parameters, settings, notices)
    if record is not None:
        before = read_record(record)
        again = replay(snapshot, before, settings, now())
        searches["recorded-search.json"] = before
        if not again.same:
            notices.append(_changed(again.before, again.now))
        pairs = parse_qsl(str(before["parameters"]), keep_blank_values=True)
        found += _found(snapshot, read_parameters(pairs, settings), settings, notices)
    return Wanted(identifiers=found, searches=searches, notices=tuple(notices))


def _found(
    snapshot: Snapshot, parameters: SearchParameters, settings: Settings, notices: list[str]
) -> Iterator[str]:
    """Documents, and of each the passages that a list of the search shows."""
    every = EveryHit(snapshot, parameters, settings)
    notices += every.notices
    if not every.total:
        notices.append("The search finds nothing.")
    for hit in every:
        document = show(hit.document.id)
        yield document
        if parameters.q:
            yield from (f"{document}/{shown.passage.id}" for shown in hit.passages)


def _changed(before: Plain, today: Plain) -> str:
    return (
        f"The recorded search found {before.get('total')} documents when it was recorded on "
        f"{str(before.get('made', ''))[:10]}; today it finds {today['total']} or orders them "
        "otherwise. What it finds today is here."
    )
