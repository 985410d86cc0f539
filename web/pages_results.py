"""All that a search finds, as files: a table for spreadsheets, a line of JSON for each document.

Promises: the documents of the pages in their order, each by itself, with the passages that a page
shows; whatever their number.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from flask import Blueprint, Response, request

from archive.answers import EveryHit, hit_plain
from archive.parameters import read_parameters, seen_as
from archive.search import Snapshot
from web import guard
from web.found import base_url
from web.site import Site
from web.streamed import JSON_LINES, in_turns, streamed
from web.tables import HIT_COLUMNS, csv_lines, hit_rows

_PART = 200  # documents searched for and read in one turn: some 100 ms


def add_routes(room: Blueprint, site: Site) -> None:
    """``/search.csv``, ``/search.jsonl`` and ``/api/v1/search/hits``."""

    @room.get("/search.csv")
    def table() -> Response:
        base = base_url(site.settings)

        def begin(snapshot: Snapshot) -> Iterator[str]:
            every = _every(site, snapshot)
            hits = in_turns(site, every.some, every.total, _PART)
            return csv_lines(HIT_COLUMNS, hit_rows(hits, base))

        return streamed(site, begin, "text/csv", "results.csv")

    @room.get("/search.jsonl")
    @room.get("/api/v1/search/hits")
    def lines() -> Response:
        base = base_url(site.settings)

        def begin(snapshot: Snapshot) -> Iterator[str]:
            every = _every(site, snapshot)
            hits = in_turns(site, every.some, every.total, _PART)
            return (json.dumps(hit_plain(hit, base), ensure_ascii=False) + "\n" for hit in hits)

        return streamed(site, begin, JSON_LINES, "results.jsonl")


def _every(site: Site, snapshot: Snapshot) -> EveryHit:
    pairs = seen_as("list", request.args.items(multi=True))
    parameters = read_parameters(pairs, site.settings)
    with guard.slot(site):
        return EveryHit(snapshot, parameters, site.settings)
