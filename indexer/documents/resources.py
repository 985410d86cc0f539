"""What web archives hold besides documents and their pages name: pictures and style sheets.

Promises: a page is given only what its own archive holds, and of several captures of an address the
one nearest in time to the page; nothing is fetched. Kept in a file of its own (SQLite) that is
written once and then only read. Bytes are not in it: it says where they are and their digest.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from archive.facts import instant
from archive.model import Capture, Dating, Record, Resource
from indexer.addresses import address_key

FILE_NAME = "resources.sqlite"
_TABLE = (
    "CREATE TABLE resources (file TEXT, address TEXT, captured REAL, sha256 TEXT, size INTEGER,"
    " within TEXT)"
)
_INDEX = "CREATE INDEX by_address ON resources (file, address)"
_INSERT = "INSERT INTO resources VALUES (?, ?, ?, ?, ?, ?)"
_FIND = (
    "SELECT within, sha256, size FROM resources WHERE file = ? AND address = ?"
    " ORDER BY abs(captured - ?), rowid LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class FoundResource:
    """A record of a web archive that a page may show: its address, and when it was captured."""

    address: str
    captured: Dating | None
    resource: Resource


def write_resources(folder: Path, found: Iterable[FoundResource]) -> None:
    """Write the file into a generation's folder, when there is something. Raises OSError."""
    path = folder / FILE_NAME
    rows = map(_row, found)
    first = next(rows, None)
    if first is None:
        return
    try:
        with closing(sqlite3.connect(path)) as file:
            file.execute("PRAGMA journal_mode = OFF")
            file.execute(_TABLE)
            file.execute(_INSERT, first)
            file.executemany(_INSERT, rows)
            file.execute(_INDEX)
            file.commit()
    except sqlite3.Error as error:
        raise OSError(None, str(error), str(path)) from error


def find_resource(folder: Path, page: Capture, address: str) -> Resource | None:
    """What the web archive that a page lies in holds of an absolute address. Raises OSError."""
    path = folder / FILE_NAME
    if not (page.within and path.exists()):
        return None
    asked = page.file, address_key(address), _seconds(page.captured_at)
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as file:
            row = file.execute(_FIND, asked).fetchone()
    except sqlite3.Error as error:
        raise OSError(None, str(error), str(path)) from error
    if row is None:
        return None
    steps = [Record(container=c, container_sha256="", locator=at) for c, at in json.loads(row[0])]
    return Resource(file=page.file, within=tuple(steps), sha256=row[1], size=row[2])


def _row(found: FoundResource) -> tuple[str, str, float, str, int, str]:
    one = found.resource
    steps = json.dumps([(record.container, record.locator) for record in one.within])
    seconds = _seconds(found.captured)
    return one.file, address_key(found.address), seconds, one.sha256, one.size, steps


def _seconds(captured: Dating | None) -> float:
    """Since 1970; 0 for what has no date, which is then like any other."""
    at = instant(captured)
    if at is None:
        return 0.0
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
