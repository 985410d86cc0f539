"""What the searching verbs of the command line print, and with which status they end.

Promises: the answers of the pages, as text, as JSON or as a table; opens nothing, so that
``web.cli`` says of which generation. Status: 0 something was found, 1 nothing, or not all was run.
"""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import click

from archive.answers import (
    BatchRow,
    EveryHit,
    Lines,
    batch_row_plain,
    concordance_answer,
    concordance_plain,
    hit_plain,
    outcomes,
    quote_answer,
    quote_plain,
    replay,
    report_plain,
    search_answer,
    search_plain,
    search_record,
)
from archive.answers import batch as answered
from archive.batch import decoded, read_lines
from archive.clock import now
from archive.errors import StorageError, UsageError
from archive.model import Document, Edition
from archive.parameters import SearchParameters
from archive.plain import to_plain
from archive.search import Snapshot
from archive.settings import Settings
from archive.storage import storage_error
from web import batches, lines, listening, tables, terminal, terminal_answers
from web.terminal_inspection import (
    Opened,
    holds_any,
    inspection_lines,
    inspection_plain,
    records_lines,
    records_plain,
)
from web.terminal_quote import quote_lines

FINDINGS = 1  # exit status: done, and something needs to be looked at

BOTH = "Give either a query or a list of queries (--batch names.csv)."
ONE_FORM = "Ask for a table (--csv) or for lines of JSON (--jsonl), not for both."
EVERYTHING = "--csv and --jsonl give everything that is found: leave out --limit and --page."
NO_LINES = (
    "A list of queries has its lines of JSON with --json: muniment search --batch names.csv --json"
)


class Finding(Protocol):
    """One thing that was looked at, as the room that looks tells it."""

    @property
    def subject(self) -> str:
        """What it is."""

    @property
    def ok(self) -> bool:
        """Whether nobody need look at it."""

    @property
    def sentence(self) -> str:
        """How it is."""


def print_lines(texts: Iterable[str]) -> None:
    """Each on a line."""
    for text in texts:
        click.echo(text)


def print_json(value: object) -> None:
    """One line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False))


def search(
    snapshot: Snapshot, parameters: SearchParameters, settings: Settings, as_json: bool
) -> int:
    """One search."""
    answer = search_answer(snapshot, parameters, settings)
    if as_json:
        print_json(search_plain(answer, settings.public_url))
    else:
        print_lines(terminal_answers.answer_lines(answer))
    return 0 if answer.total else FINDINGS


def every_hit(
    snapshot: Snapshot, parameters: SearchParameters, settings: Settings, as_csv: bool
) -> int:
    """All that one search finds: as a table, or a line of JSON for each document."""
    every = EveryHit(snapshot, parameters, settings)
    for notice in every.notices:
        click.echo(notice, err=True)
    base = settings.public_url
    if as_csv:
        _print_table(tables.csv_lines(tables.HIT_COLUMNS, tables.hit_rows(every, base)))
    else:
        for hit in every:
            print_json(hit_plain(hit, base))
    return 0 if every.total else FINDINGS


def concordance(
    snapshot: Snapshot,
    parameters: SearchParameters,
    settings: Settings,
    as_json: bool,
    as_csv: bool,
) -> int:
    """The lines of one search."""
    if as_csv:
        every = Lines(snapshot, parameters, settings)
        for notice in every.notices:
            click.echo(notice, err=True)
        rows = tables.line_rows(every.some(0, every.total), settings.public_url)
        _print_table(tables.csv_lines(tables.LINE_COLUMNS, rows))
        return 0 if every.total else FINDINGS
    answer = concordance_answer(snapshot, parameters, settings)
    if as_json:
        print_json(concordance_plain(answer, settings.public_url))
    else:
        print_lines(lines.terminal_lines(answer))
    return 0 if answer.total else FINDINGS


def check_search(
    query: str | None, path: Path | None, forms: Sequence[bool], options: Mapping[str, object]
) -> None:
    """Raises UsageError when a search is asked for that cannot be meant.

    ``forms``: whether a table is asked for, and whether lines of JSON are.
    """
    if (query is None) == (path is None):
        raise UsageError(BOTH)
    if all(forms):
        raise UsageError(ONE_FORM)
    if path is None and any(forms) and (options.get("limit") or options.get("page")):
        raise UsageError(EVERYTHING)
    if forms[1] and path is not None:
        raise UsageError(NO_LINES)


def batch(
    snapshot: Snapshot,
    path: Path,
    parameters: SearchParameters,
    settings: Settings,
    as_json: bool,
    as_csv: bool,
) -> int:
    """Every query of a list; JSON is a line for each."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StorageError(f"The file {path} cannot be read: {error.strerror}.") from error
    queries = read_lines(decoded(data, str(path)), is_table=batches.is_table(path.name))
    counts = batches.Counts()
    rows = counts.counted(
        answered(queries, parameters, lambda asked: search_answer(snapshot, asked, settings))
    )
    base = settings.public_url
    if as_csv:
        _print_table(tables.csv_lines(batches.COLUMNS, batches.table_rows(rows, base)))
    elif as_json:
        for row in rows:
            print_json(batch_row_plain(row, base))
    else:
        print_lines(_told(rows))
    click.echo(counts.sentence(), err=True)
    return FINDINGS if counts.not_run else 0


def _told(rows: Iterable[BatchRow]) -> Iterator[str]:
    for row in rows:
        yield from batches.terminal_lines(row)


def _print_table(rows: Iterable[str]) -> None:
    for row in rows:
        click.echo(row.encode(), nl=False)


def quote(snapshot: Snapshot, typed: str, settings: Settings, as_json: bool) -> int:
    """How a quotation compares; status 1 when it stands nowhere word for word."""
    answer = quote_answer(snapshot, typed)
    if as_json:
        print_json(quote_plain(answer, settings.public_url))
    else:
        print_lines(quote_lines(answer))
    return 0 if answer.verdict == "verbatim" else FINDINGS


class Helped(Protocol):
    """What was read here for a build of another machine's."""

    @property
    def generation(self) -> str:
        """What is built."""

    @property
    def documents(self) -> int:
        """Documents that are in it by this machine."""


def helped(done: Helped, as_json: bool) -> None:
    """Say what was done."""
    if as_json:
        print_json(to_plain(done))
    else:
        click.echo(f"{done.documents} documents of generation {done.generation} were read here.")


def report(snapshot: Snapshot, as_json: bool, files: bool) -> int:
    """What became of the files; status 1 when some of them could not be read."""
    built = snapshot.report
    if files:
        for outcome in outcomes(built, snapshot.documents):
            click.echo(json.dumps(outcome, ensure_ascii=False))
    elif as_json:
        print_json(report_plain(built))
    else:
        print_lines(terminal.account_lines(built))
    return FINDINGS if built.failed or built.partial else 0


def inspected(
    path: Path, document: Document, edition: Edition, opened: Opened | None, as_json: bool
) -> None:
    """What is seen in a file, and what it holds where it is a container too, such as a mail."""
    if as_json:
        held = records_plain(path, opened) if opened else {}
        print_json(held | inspection_plain(path, document, edition))
    else:
        print_lines(inspection_lines(document, edition))
        if opened and holds_any(opened):
            print_lines(records_lines(opened))


def inspected_container(path: Path, opened: Opened | None, error: str, as_json: bool) -> None:
    """What a mere container holds; of a file that is none why it cannot be read."""
    if opened and as_json:
        print_json(records_plain(path, opened))
    elif opened:
        print_lines(records_lines(opened))
    elif as_json:
        print_json({"path": str(path), "error": error})
    else:
        click.echo(f"{path}: {error}", err=True)


def record(
    snapshot: Snapshot, path: Path, parameters: SearchParameters, settings: Settings
) -> None:
    """Write the record of a search into a new file. Raises UsageError, StorageError."""
    made = search_record(snapshot, parameters, settings, now())
    write_new(path, json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n")


def write_new(path: Path, data: bytes) -> None:
    """Write a new file. Raises UsageError when there is one already, StorageError."""
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise UsageError(f"There is a file {path} already; name another one.") from error
    except OSError as error:
        raise storage_error(path, error) from error


def replayed(snapshot: Snapshot, path: Path, settings: Settings, as_json: bool) -> int:
    """Run a recorded search again; status 1 when something changed. Raises UsageError."""
    found = replay(snapshot, read_record(path), settings, now())
    if as_json:
        changes = {"appeared": list(found.appeared), "vanished": list(found.vanished)}
        print_json({"same": found.same, **changes, "before": found.before, "now": found.now})
    else:
        print_lines(terminal_answers.replay_lines(found))
    return 0 if found.same else FINDINGS


def read_record(path: Path) -> dict[str, Any]:
    """A recorded search, out of its file. Raises UsageError when it cannot be one."""
    try:
        recorded = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read as a search record.") from error
    if not isinstance(recorded, dict):
        raise UsageError(f"{path} is no search record.")
    return recorded


def examined(findings: Sequence[Finding], as_json: bool) -> int:
    """What was looked at, and how it is; status 1 when something needs to be looked at."""
    if as_json:
        print_json([to_plain(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.ok else 'LOOK'} {finding.subject}: {finding.sentence}")
    return 0 if all(finding.ok for finding in findings) else FINDINGS


def evaluated(rows: Sequence[terminal_answers.Evaluated], as_json: bool) -> None:
    """How well the archive ranked on each collection."""
    if as_json:
        print_json([to_plain(row) for row in rows])
    else:
        print_lines(terminal_answers.evaluation_lines(rows))


def ready(taken: socket.socket, as_json: bool) -> None:
    """Say at once where the site is."""
    address = listening.address(taken)
    if as_json:
        print_json({"address": address})
    else:
        click.echo(f"Muniment is at {address} (Ctrl-C ends it).")
    sys.stdout.flush()
