"""The addresses of a concordance besides its page: the short one, and the whole as a table.

Promises: the table has every line, whatever their number, of one generation; searches of others
take their turns between its parts. The page itself is a view of ``/search``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response as BaseResponse

from archive.answers import Line, Lines
from archive.parameters import read_parameters, seen_as
from web import guard
from web.found import base_url
from web.narrowing import address
from web.site import Site
from web.tables import LINE_COLUMNS, csv_lines, line_rows

_PART = 500  # lines made in one turn: some 50 ms
_PATIENCE = 60  # seconds that a table waits for a turn before it breaks off
_PAUSE = 0.2


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
        with ExitStack() as stack:
            snapshot = stack.enter_context(site.snapshot())
            with guard.slot(site):
                lines = Lines(snapshot, parameters, site.settings)
            kept = stack.pop_all()  # until the last line was sent, or the reader has gone
        rows = csv_lines(LINE_COLUMNS, line_rows(_every(site, lines), base))
        response = Response(rows, mimetype="text/csv")
        response.headers["Content-Disposition"] = "attachment; filename=concordance.csv"
        response.call_on_close(kept.close)
        return response


def _every(site: Site, lines: Lines) -> Iterator[Line]:
    """All lines, part by part, each in its turn."""
    for offset in range(0, lines.total, _PART):
        yield from _part(site, lines, offset)


def _part(site: Site, lines: Lines, offset: int) -> list[Line]:
    """Raises ServiceUnavailable when there is no turn for long: then the reader gets no end."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            with guard.slot(site):
                return list(lines.some(offset, _PART))
        except ServiceUnavailable:
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
