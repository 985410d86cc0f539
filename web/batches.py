"""Many queries at once in words: as lines for a terminal, as a table for a spreadsheet.

Promises: a row or more for every query, also for those that found nothing or were not run, with
the sentence that says why. Runs nothing; makes no HTML.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from archive import facts
from archive.answers import AnswerHit, BatchRow
from web.interface import gettext, number
from web.tables import Cell
from web.words import counted

COLUMNS = (
    "line", "query", "status", "documents", "understood", "note",
    "rank", "title", "source", "published", "passage", "link",
)  # fmt: skip
TABLES = (".csv", ".tsv")


def is_table(name: str) -> bool:
    """Whether a list is a table (CSV) and not a query on every line, by the name of its file."""
    return name.casefold().endswith(TABLES)


class Counts:
    """How many of the queries found something, nothing, or were not run."""

    def __init__(self) -> None:
        self._by_status: Counter[str] = Counter()

    def counted(self, rows: Iterable[BatchRow]) -> Iterator[BatchRow]:
        """The same rows, counted as they pass."""
        for row in rows:
            self._by_status[row.status] += 1
            yield row

    @property
    def not_run(self) -> int:
        """How many were not run."""
        return self._by_status["not run"]

    def sentence(self) -> str:
        """The numbers in a sentence."""
        total = self._by_status.total()
        if not total:
            return gettext("There was no query: write one on each line.")
        told = {
            "queries": counted(total, "query"),
            "found": number(self._by_status["found"]),
            "nothing": number(self._by_status["nothing"]),
        }
        if self.not_run:
            return gettext(
                "%(queries)s: %(found)s found something, %(nothing)s nothing, and %(rest)s could "
                "not be run.",
                **told,
                rest=number(self.not_run),
            )
        return gettext("%(queries)s: %(found)s found something, %(nothing)s nothing.", **told)


def terminal_lines(row: BatchRow) -> Iterator[str]:
    """A row for people: how many documents, and the first."""
    count = "not run" if row.status == "not run" else f"{row.total:,}"
    yield f"{count:>9}  {row.query}"
    yield from (f"           Note: {notice}" for notice in row.notices)
    for hit in row.hits[:1]:
        yield f"           {hit.title}"


def table_rows(rows: Iterable[BatchRow], base: str) -> Iterator[tuple[Cell, ...]]:
    """Rows by ``COLUMNS``: one for each passage shown, or one where nothing is.

    Links begin with ``base``.
    """
    for row in rows:
        head: tuple[Cell, ...] = (
            row.number,
            row.query,
            row.status,
            row.total,
            row.understood,
            " ".join(row.notices),
        )
        if not row.hits:
            yield (*head, "", "", "", "", "", "")
        for hit in row.hits:
            for passage, link in _passages(hit, base):
                yield (*head, hit.rank, *_document(hit), passage, link)


def _document(hit: AnswerHit) -> tuple[str, str, str]:
    published = hit.document.metadata.published
    source = facts.source_of(hit.document)
    return hit.title, source, published.value if published else ""


def _passages(hit: AnswerHit, base: str) -> Iterator[tuple[str, str]]:
    """The passages of a hit with their links; of one without any the document's."""
    document = hit.document.id
    for shown in hit.passages:
        link = base + facts.passage_address(document, shown.passage.id)
        yield shown.passage.text, link
    if not hit.passages:
        yield "", base + facts.document_address(document)
