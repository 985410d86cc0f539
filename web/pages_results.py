"""All that a search finds, as files: a table for spreadsheets, a line of JSON for each document.

Promises: the documents of the pages in their order, each by itself, with the passages that a page
shows; whatever their number.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, request

from archive.answers import AnswerHit, EveryHit, hit_plain
from archive.parameters_reading import read_parameters, seen_as
from archive.search import Snapshot
from web import guard
from web.found import base_url
from web.site import Site
from web.streamed import JSON_LINES, in_turns, json_lines, streamed
from web.tables import HIT_COLUMNS, csv_lines, hit_rows

_PART = 200  # documents searched for and read in one turn: some 100 ms


def add_routes(room: Blueprint, site: Site) -> None:
    """``/search.csv``, ``/search.jsonl`` and ``/api/v1/search/hits``."""

    @room.get("/search.csv")
    def table() -> Response:
        base = base_url(site.settings)
        return streamed(
            site,
            lambda snapshot: csv_lines(HIT_COLUMNS, hit_rows(_hits(site, snapshot), base)),
            "text/csv",
            "results.csv",
        )

    @room.get("/search.jsonl")
    @room.get("/api/v1/search/hits")
    def lines() -> Response:
        base = base_url(site.settings)
        return streamed(
            site,
            lambda snapshot: json_lines(hit_plain(hit, base) for hit in _hits(site, snapshot)),
            JSON_LINES,
            "results.jsonl",
        )


def _hits(site: Site, snapshot: Snapshot) -> Iterator[AnswerHit]:
    """All that the request asks for. Raises, before the first, what says that it is not run."""
    pairs = seen_as("list", request.args.items(multi=True))
    parameters = read_parameters(pairs, site.settings)
    with guard.slot(site):
        every = EveryHit(snapshot, parameters, site.settings)
    return in_turns(site, every.some, every.total, _PART)
