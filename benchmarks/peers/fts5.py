"""SQLite's FTS5, as shipped with Python: Porter stems, BM25, its own snippets."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.corpus.queries import Query
from benchmarks.corpus.texts import Text
from benchmarks.system import HITS, RefusedError, Shape, body

_TABLES = """
CREATE VIRTUAL TABLE texts USING fts5(body, tokenize = 'porter unicode61');
CREATE TABLE facts (
    rowid INTEGER PRIMARY KEY, id TEXT, title TEXT, source TEXT, year INTEGER, language TEXT,
    author TEXT
);
"""
# CROSS: by the words first. SQLite's own choice, by the source first, is ten times slower.
_FROM = "FROM texts CROSS JOIN facts ON facts.rowid = texts.rowid WHERE texts MATCH ?"


class Fts5:
    """One database, one connection."""

    def __init__(self) -> None:
        self._database: sqlite3.Connection
        self._path: Path

    def prepare(self, texts: Sequence[Text]) -> Sequence[Text]:
        """As they are."""
        return texts

    def begin(self, folder: Path) -> None:
        """One transaction, without a journal: what fails is built again."""
        self._connect(folder)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.executescript(_TABLES)
        self._database.execute("BEGIN")

    def add(self, prepared: Sequence[Text]) -> None:
        """Enter these."""
        self._database.executemany(
            "INSERT INTO texts (rowid, body) VALUES (?, ?)",
            ((int(text["id"]), body(text)) for text in prepared),
        )
        self._database.executemany(
            "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (int(t["id"]), t["id"], t["title"], t["source"], t["year"], t["language"],
                 t["author"])
                for t in prepared
            ),
        )  # fmt: skip

    def finish(self) -> None:
        """Commit; segments are merged to one, as ours are."""
        self._database.execute("COMMIT")
        self._database.execute("INSERT INTO texts (texts) VALUES ('optimize')")

    def open(self, folder: Path) -> None:
        """Open read-only, with a cache of 64 MB."""
        self._path = folder / "texts.sqlite"
        address = f"file:{self._path}?mode=ro&immutable=1"
        self._database = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._database.execute("PRAGMA cache_size = -65536")
        self._database.execute("PRAGMA mmap_size = 4294967296")

    def reader(self) -> Fts5:
        """A connection of its own."""
        other = Fts5()
        other.open(self._path.parent)
        return other

    def search(self, query: Query, shape: Shape) -> int:
        """Ten best by BM25, no total without facets; facets by grouping all that match."""
        match = _match(query)
        run = self._database.execute
        where, values = _FROM, [match]
        if "source" in query:
            where += " AND facts.source = ? AND facts.year BETWEEN ? AND ?"
            values += [query["source"], query["first"], query["last"]]  # type: ignore[list-item]
        wanted = "facts.id"
        if shape.passages:
            wanted = "facts.*, snippet(texts, 0, '[', ']', '…', 40)"
        limited = f"SELECT {wanted} {where} ORDER BY rank LIMIT {HITS}"
        if "source" not in query and not shape.passages:  # FTS5 alone knows the rank of these
            limited = f"SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT {HITS}"  # noqa: S608
        hits = run(limited, values).fetchall()
        if limited.startswith("SELECT rowid"):
            hits = [run("SELECT id FROM facts WHERE rowid = ?", row).fetchone() for row in hits]
        if not shape.facets:
            return (
                run(f"SELECT count(*) {where}", values).fetchone()[0] if shape.page else len(hits)
            )
        return self._count(shape.facets, where, values)

    def _count(self, facets: tuple[str, ...], where: str, values: Sequence[object]) -> int:
        """One pass over all that match; returns their number."""
        names = ", ".join(facets)
        grouped = f"SELECT count(*), {names} {where} GROUP BY {names}"
        counts: list[Counter[object]] = [Counter() for _ in facets]
        total = 0
        for count, *row in self._database.execute(grouped, values):
            total += count
            for counter, value in zip(counts, row, strict=True):
                counter[value] += count
        for counter in counts:
            counter.most_common(100)
        return total

    def extend(self, folder: Path, texts: Sequence[Text]) -> None:
        """One ordinary transaction."""
        self._connect(folder)
        with self._database:
            self._database.execute("BEGIN")
            self.add(texts)

    def _connect(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "texts.sqlite", isolation_level=None)


def _match(query: Query) -> str:
    words = query["words"]
    quoted = [f'"{word}"' for word in words]
    match query["op"]:
        case "word" | "and":
            return " AND ".join(quoted)
        case "or":
            return " OR ".join(quoted)
        case "phrase":
            return f'"{" ".join(words)}"'
        case "near":
            return f"NEAR({' '.join(quoted)}, {query['within'] - 1})"  # tokens between them
        case "prefix":
            return f"{quoted[0]}*"
    raise RefusedError("FTS5 has no likeness of words.")
