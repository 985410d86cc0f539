"""The documents of one generation, in one SQLite file.

Promises: written once by ``DocumentsWriter``, then only read; ``SqliteDocuments`` satisfies
``archive.search.DocumentStore``, may be shared between threads, and reads the file as immutable
(SQLite takes no locks and writes nothing beside it). While a store is open its generation is
not pruned. Does not search: that is the engine's.

A document's passages lie in consecutive rows, so that some of them are found by arithmetic.
The canonical text is not stored apart: it is the passages' texts joined by newlines.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from archive.errors import IndexDamagedError
from archive.model import Document, LeftOut, Passage, Place
from archive.plain import from_plain, to_plain
from indexer.addresses import address_key

LAYOUT = "1"  # raise it when the tables change: an index of another layout is rebuilt
FILE_NAME = "documents.sqlite"

_TABLES = """
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record TEXT NOT NULL,
    accessioned TEXT NOT NULL, first INTEGER NOT NULL, passages INTEGER NOT NULL
);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, ordinal INTEGER NOT NULL, kind TEXT NOT NULL,
    text TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, heading TEXT NOT NULL,
    level INTEGER NOT NULL, page INTEGER, place TEXT
);
CREATE TABLE left_out (
    number INTEGER PRIMARY KEY, document INTEGER NOT NULL,
    text TEXT NOT NULL, reason TEXT NOT NULL, place TEXT
);
CREATE TABLE addresses (
    address TEXT NOT NULL, captured TEXT NOT NULL, id TEXT NOT NULL,
    PRIMARY KEY (address, captured, id)
) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX documents_by_accession ON documents (accessioned, id);
CREATE INDEX left_out_by_document ON left_out (document, number);
"""
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_PASSAGE = 'id, ordinal, kind, text, start, "end", heading, level, page, place'


class DocumentsWriter:
    """Writes the file; nothing is safe on the disk before the caller has synced it.

    Errors of writing are sqlite3.Error: the builder knows the sentence.
    """

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
        # The file is made aside and thrown away if anything fails: no journal is needed.
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(_TABLES)
        self._connection.execute("BEGIN")
        self.documents = 0
        self.passages = 0

    def add(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut] = ()
    ) -> None:
        """Add a document, all its passages in reading order, and what is not part of its text.

        Raises UnicodeEncodeError, adding nothing, for code points that are no characters.
        """
        record = _dump(to_plain(document))
        rows = [
            (
                self.passages + p.ordinal, p.id, p.ordinal, p.kind, p.text, p.start, p.end,
                _dump(p.heading), p.level, p.page, _place_out(p.place),
            )
            for p in passages
        ]  # fmt: skip
        leftovers = [(self.documents, x.text, x.reason, _place_out(x.place)) for x in left_out]
        for row in (*rows, *leftovers):  # before anything is written: there is no rollback
            "".join(value for value in row if isinstance(value, str)).encode("utf-8")
        record.encode("utf-8")
        run = self._connection
        accessioned = min(capture.accessioned_at for capture in document.captures)
        run.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)",
            (self.documents, document.id, record, accessioned, self.passages, len(passages)),
        )
        run.executemany(f"INSERT INTO passages VALUES ({'?, ' * 10}?)", rows)  # noqa: S608
        run.executemany("INSERT INTO left_out VALUES (NULL, ?, ?, ?, ?)", leftovers)
        run.executemany("INSERT OR IGNORE INTO addresses VALUES (?, ?, ?)", _addresses(document))
        self.documents += 1
        self.passages += len(passages)

    def finish(self) -> None:
        """Write what is left and close."""
        self._connection.execute("COMMIT")
        self._connection.executescript(_INDEXES)
        self.close()

    def close(self) -> None:
        """Close without finishing; the file is of no use then."""
        self._connection.close()


class SqliteDocuments:
    """Reads the documents of one generation's folder. Raises IndexDamagedError throughout."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._idle: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._closed = False
        try:
            # Held shared while the store is open: what prunes generations asks for it alone.
            self._held = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise self._damaged() from error
        fcntl.flock(self._held, fcntl.LOCK_SH)

    def document(self, document_id: str) -> Document | None:
        """The document with this full id (16 symbols), or None."""
        return self.documents([document_id]).get(document_id)

    def documents(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """Several at once, by id; unknown ids are left out."""
        found: dict[str, Document] = {}
        with self._reading() as connection:
            for document_id in document_ids:
                row = connection.execute(
                    "SELECT record FROM documents WHERE id = ?", (document_id,)
                ).fetchone()
                if row:
                    found[document_id] = from_plain(Document, json.loads(row[0]))
        return found

    def find(self, prefix: str) -> tuple[str, ...]:
        """Full ids that begin with ``prefix``, at most 10, sorted."""
        return self._ids(
            "SELECT id FROM documents WHERE id >= ? AND id < ? ORDER BY id LIMIT 10",
            (prefix, prefix + "\U0010ffff"),
        )

    def text(self, document_id: str) -> str:
        """The canonical text; "" when the id is unknown."""
        rows = self._rows("SELECT text FROM passages", document_id)
        return "\n".join(row[0] for row in rows)

    def passages(
        self, document_id: str, ordinals: Sequence[int] | None = None
    ) -> tuple[Passage, ...]:
        """All passages in reading order, or just those ordinals in the order asked."""
        query = f"SELECT {_PASSAGE} FROM passages"  # noqa: S608
        if ordinals is None:
            return tuple(_passage(row) for row in self._rows(query, document_id))
        rows = [row for n in ordinals for row in self._rows(query, document_id, n)]
        return tuple(_passage(row) for row in rows)

    def passage(self, document_id: str, passage_id: str) -> Passage | None:
        """One passage by its id, or None."""
        for row in self._rows("SELECT id, ordinal FROM passages", document_id):
            if row[0] == passage_id:
                return self.passages(document_id, [row[1]])[0]
        return None

    def left_out(self, document_id: str) -> tuple[LeftOut, ...]:
        """What is not part of the main text, in order."""
        query = (
            "SELECT l.text, l.reason, l.place FROM left_out l"
            " JOIN documents d ON l.document = d.number WHERE d.id = ? ORDER BY l.number"
        )
        with self._reading() as connection:
            rows = connection.execute(query, (document_id,)).fetchall()
            return tuple(LeftOut(text=t, reason=r, place=_place_in(p)) for t, r, p in rows)

    def same_address(self, url: str) -> tuple[str, ...]:
        """Ids of documents captured from this address, oldest capture first."""
        query = "SELECT id FROM addresses WHERE address = ? ORDER BY captured, id"
        return tuple(dict.fromkeys(self._ids(query, (address_key(url),))))

    def newest(self, limit: int) -> tuple[str, ...]:
        """Ids most recently accessioned, newest first."""
        return self._ids(
            "SELECT id FROM documents ORDER BY accessioned DESC, id LIMIT ?", (max(limit, 0),)
        )

    def counts(self) -> tuple[int, int]:
        """Number of documents and of passages, counted row by row."""
        with self._reading() as connection:
            documents = connection.execute("SELECT count(*) FROM documents").fetchone()[0]
            passages = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
            return int(documents), int(passages)

    def close(self) -> None:
        """Release files; a second call does nothing."""
        with self._guard:
            if self._closed:
                return
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
        os.close(self._held)

    def _rows(self, query: str, document_id: str, ordinal: int | None = None) -> list[Any]:
        """Rows of a document's passages in order, or the one row of an ordinal."""
        with self._reading() as connection:
            found = connection.execute(
                "SELECT first, passages FROM documents WHERE id = ?", (document_id,)
            ).fetchone()
            if not found:
                return []
            first, last = found[0], found[0] + found[1] - 1
            if ordinal is not None:
                first, last = max(first, first + ordinal), min(last, first + ordinal)
            query += " WHERE number BETWEEN ? AND ? ORDER BY number"
            return connection.execute(query, (first, last)).fetchall()

    def _ids(self, query: str, values: tuple[object, ...]) -> tuple[str, ...]:
        with self._reading() as connection:
            return tuple(row[0] for row in connection.execute(query, values).fetchall())

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that no other thread has; kept for the next reader afterwards."""
        try:
            with self._guard:
                connection = self._idle.pop() if self._idle else None
            connection = connection or self._connect()
            try:
                yield connection
            finally:
                self._give_back(connection)
        except (sqlite3.Error, ValueError, TypeError, KeyError) as error:
            raise self._damaged() from error

    def _connect(self) -> sqlite3.Connection:
        address = f"file:{quote(str(self._path.absolute()))}?mode=ro&immutable=1"
        return sqlite3.connect(address, uri=True, check_same_thread=False)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._guard:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _damaged(self) -> IndexDamagedError:
        return IndexDamagedError(
            f"The documents of the index cannot be read ({self._path}). Run `muniment rebuild`."
        )


def _passage(row: Sequence[Any]) -> Passage:
    identifier, ordinal, kind, text, start, end, heading, level, page, place = row
    return Passage(
        id=identifier,
        ordinal=ordinal,
        kind=kind,
        text=text,
        start=start,
        end=end,
        heading=tuple(json.loads(heading)),
        level=level,
        page=page,
        place=_place_in(place),
    )


def _addresses(document: Document) -> set[tuple[str, str, str]]:
    """Every address the document was captured from, when, and its id."""
    found = {
        (address_key(c.source_url), c.captured_at.value if c.captured_at else "", document.id)
        for c in document.captures
        if c.source_url
    }
    original = document.metadata.original_url
    if original and not any(address == address_key(original.value) for address, _, _ in found):
        captured = document.captures[0].captured_at
        found.add((address_key(original.value), captured.value if captured else "", document.id))
    return found


def _place_out(place: Place | None) -> str | None:
    return None if place is None else _dump((place.scheme, place.ranges))


def _place_in(stored: str | None) -> Place | None:
    if stored is None:
        return None
    scheme, ranges = json.loads(stored)
    return Place(scheme, tuple((path, start, end) for path, start, end in ranges))
