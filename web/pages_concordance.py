"""The addresses of a concordance besides its page: the short one, and the whole as a table.

Promises: the table has every line, whatever their number. The page itself is a view of ``/search``.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from archive.answers import Lines
from archive.parameters_reading import read_parameters, seen_as
from archive.search import Snapshot
from web import guard
from web.found import base_url
from web.narrowing import address
from web.site import Site
from web.streamed import in_turns, streamed
from web.tables import LINE_COLUMNS, csv_lines, line_rows

_PART = 500  # lines made in one turn: some 50 ms


def add_routes(room: Blueprint, site: Site) -> None:
    """``/concordance`` and ``/concordance.csv``."""

    @room.get("/concordance")
    def concordance() -> BaseResponse:
        pairs = seen_as("kwic", request.args.items(multi=True))
        return redirect(address(read_parameters(pairs, site.settings)))

    @room.get("/concordance.csv")
    def table() -> Response:
        pairs = seen_as("kwic", request.args.items(multi=True))
        parameters = read_parameters(pairs, site.settings)
        base = base_url(site.settings)

        def begin(snapshot: Snapshot) -> Iterator[str]:
            with guard.slot(site):
                lines = Lines(snapshot, parameters, site.settings)
            every = in_turns(site, lines.some, lines.total, _PART)
            return csv_lines(LINE_COLUMNS, line_rows(every, base))

        return streamed(site, begin, "text/csv", "concordance.csv")
