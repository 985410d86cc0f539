"""Many queries at once: a page with a list to fill in, its table of counts, and that as a file.

Promises: a row for every query, whatever is in it; each query takes its turn among the searches
of others; lists beyond the limits are said to be, and what to do. Nothing sent is kept.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.exceptions import ServiceUnavailable

from archive import facts
from archive.answers import (
    BatchRow,
    SearchAnswer,
    as_in_batch,
    batch,
    batch_plain,
    search_answer,
)
from archive.batch import BatchLine, decoded, read_lines
from archive.errors import MunimentError, UsageError
from archive.parameters import SearchParameters
from archive.parameters_reading import read_parameters
from archive.search import Snapshot
from archive.settings import Settings
from web import batches, guard
from web.found import base_url
from web.interface import N_, translated
from web.narrowing import address
from web.site import Site
from web.tables import csv_lines

SECONDS = 30.0  # for a list; a reader has gone by then, and so may others who wait
HITS = 3  # shown of each query
BUSY = N_("Too many searches are running, so this one was not run. Send it again in a moment.")
LATE = N_("The list took over {:.0f} seconds, so this query was not run. Send the rest again.")
BEYOND = N_(
    "A page takes {:,} queries, so line {:,} and those after it were not run. Send them as another "
    "list, or use muniment search --batch, which takes any number."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A row of the table; addresses are "" where there is nothing to open."""

    row: BatchRow
    address: str  # of the search
    first: str  # the best document's title
    language: str
    first_address: str


def add_routes(room: Blueprint, site: Site) -> None:
    """``/batch``: the list, and what came of it."""

    @room.get("/batch")
    def batch_form() -> str:
        return _page(site.settings, "", [], "")

    @room.post("/batch")
    def batch_rows() -> Response:
        typed = request.form.get("queries", "")
        try:
            lines = sent_lines(typed)
        except UsageError as error:
            page = _page(site.settings, typed, [], translated(str(error)))
            return Response(page, 400, mimetype="text/html")
        parameters = read_parameters(request.args.items(multi=True), site.settings)
        with site.snapshot() as snapshot:
            rows = list(answered(site, snapshot, lines, parameters))
        if "table" in request.form:
            return _table(rows, base_url(site.settings))
        counts = batches.Counts()
        shown = [_shown(row) for row in counts.counted(rows)]
        return Response(_page(site.settings, typed, shown, counts.sentence()), mimetype="text/html")


def add_api_route(room: Blueprint, site: Site) -> None:
    """``POST /api/v1/batch``: the list is the body."""

    @room.post("/api/v1/batch")
    def batch_answer() -> Response:
        text = decoded(request.get_data(), "What was sent")
        lines = list(read_lines(text, is_table=request.mimetype == "text/csv"))
        parameters = read_parameters(request.args.items(multi=True), site.settings)
        with site.snapshot() as snapshot:
            rows = answered(site, snapshot, lines, parameters)
            return jsonify(batch_plain(rows, snapshot.generation, base_url(site.settings)))


def sent_lines(typed: str) -> list[BatchLine]:
    """The queries of a form: of the file, if one was chosen, else of the box. Raises UsageError."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return list(read_lines(typed, is_table=False))
    text = decoded(file.read(), file.filename)
    return list(read_lines(text, is_table=batches.is_table(file.filename)))


def answered(
    site: Site, snapshot: Snapshot, lines: list[BatchLine], parameters: SearchParameters
) -> Iterator[BatchRow]:
    """A row for each query that may be run at once, and one that says so of those that may not."""
    most, until = site.settings.max_batch, time.monotonic() + SECONDS

    def ask(asked: SearchParameters) -> SearchAnswer:
        if time.monotonic() > until:
            raise MunimentError(LATE.format(SECONDS))
        try:
            with guard.slot(site):
                return search_answer(snapshot, asked, site.settings)
        except ServiceUnavailable:
            raise MunimentError(BUSY) from None

    yield from batch(islice(lines, most), replace(parameters, per_page=HITS), ask)
    for line in lines[most : most + 1]:
        sentence = BEYOND.format(most, line.number)
        yield BatchRow(number=line.number, query=line.query, status="not run", notices=(sentence,))


def _page(settings: Settings, typed: str, rows: list[Shown], sentence: str) -> str:
    return render_template(
        "batch.html", typed=typed, rows=rows, sentence=sentence, most=settings.max_batch
    )


def _table(rows: list[BatchRow], base: str) -> Response:
    lines = csv_lines(batches.COLUMNS, batches.table_rows(rows, base))
    response = Response("".join(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=batch.csv"
    return response


def _shown(row: BatchRow) -> Shown:
    asked = address(as_in_batch(SearchParameters(q=row.query)))
    first = next(iter(row.hits), None)
    return Shown(
        row=replace(row, notices=tuple(map(translated, row.notices))),
        address=asked if row.status != "not run" else "",
        first=first.title if first else "",
        language=facts.language_of(first.document) if first else "",
        first_address=facts.document_address(first.document.id) if first else "",
    )
