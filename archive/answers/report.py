"""What became of the files of a corpus: counted by kind and by reason, and each file by itself.

Promises: every file and record is counted once in the row of its kind; ``outcomes`` tells each of
them: a document, a part of one, a further copy, opened, left aside, failed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, get_args

from archive.facts import document_address
from archive.model import BuildReport, Document, FileProblem
from archive.search import DocumentStore

Plain = dict[str, Any]
State = Literal["indexed", "partial", "duplicate", "opened", "failed", "skipped"]
STATES: tuple[State, ...] = get_args(State)
_AT_ONCE = 500  # documents read together


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """The files and records of a media type ("" not known), counted by what became of them."""

    media_type: str
    counts: dict[State, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonRow:
    """A reason, and how many files and records have it."""

    state: State
    reason: str
    count: int


def kind_rows(report: BuildReport) -> tuple[KindRow, ...]:
    """A row for each media type, the most frequent first."""
    counts: defaultdict[str, Counter[State]] = defaultdict(Counter)
    for kind in report.types:
        counts[kind.media_type]["indexed"] += kind.documents - kind.partial
        counts[kind.media_type]["partial"] += kind.partial
    for duplicate in report.duplicates:
        counts[duplicate.media_type]["duplicate"] += 1
    for opened in report.opened:
        counts[opened.media_type]["opened"] += 1
    for problem in report.failed:
        counts[problem.media_type]["failed"] += problem.count
    for problem in report.skipped:
        counts[problem.media_type]["skipped"] += problem.count
    rows = [
        KindRow(media_type=kind, counts={state: found[state] for state in STATES})
        for kind, found in counts.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-sum(row.counts.values()), row.media_type)))


def reason_rows(report: BuildReport) -> tuple[ReasonRow, ...]:
    """Every reason, the most frequent first, those of failures before others."""
    kinds: tuple[tuple[State, Iterable[FileProblem]], ...] = (
        ("failed", report.failed), ("partial", report.partial), ("skipped", report.skipped)
    )  # fmt: skip
    rows = []
    for state, problems in kinds:
        counts: Counter[str] = Counter()
        for problem in problems:
            counts[problem.reason] += problem.count
        rows += [
            ReasonRow(state=state, reason=reason, count=count)
            for reason, count in counts.most_common()
        ]
    return tuple(rows)


def report_plain(report: BuildReport) -> Plain:
    """The report as one object."""
    return {
        "generation": report.generation,
        "documents": report.documents,
        "passages": report.passages,
        "files": report.files,
        "kinds": [
            {"media_type": row.media_type or None, **row.counts} for row in kind_rows(report)
        ],
        "reasons": [
            {"state": row.state, "reason": row.reason, "count": row.count}
            for row in reason_rows(report)
        ],
        "failed": _problems(report.failed),
        "partial": _problems(report.partial),
        "skipped": _problems(report.skipped),
        "duplicates": [{"path": each.path, "of": each.of} for each in report.duplicates],
        "opened": [
            {"path": each.path, "media_type": each.media_type, "records": each.records}
            for each in report.opened
        ],
        "notices": list(report.notices),
        "seconds": report.seconds,
    }


def outcomes(report: BuildReport, documents: DocumentStore) -> Iterator[Plain]:
    """Every file and record, an object each: documents by their captures, then the others."""
    reasons = {problem.path: problem.reason for problem in report.partial}
    ids = iter(documents.newest(report.documents))
    while chunk := tuple(islice(ids, _AT_ONCE)):
        for document in documents.documents(chunk).values():
            yield from _captures(document, reasons)
    for opened in report.opened:
        yield _outcome(opened.path, "opened", opened.media_type)
    for problem in report.failed:
        yield _outcome(problem.path, "failed", problem.media_type, problem.reason, problem.count)
    for problem in report.skipped:
        yield _outcome(problem.path, "skipped", problem.media_type, problem.reason, problem.count)


def _captures(document: Document, reasons: dict[str, str]) -> Iterator[Plain]:
    first, *others = document.captures
    state: State = "partial" if first.path in reasons else "indexed"
    url = document_address(document.id)
    reason = reasons.get(first.path, "")
    yield _outcome(first.path, state, document.media_type, reason) | {"document": url}
    for other in others:
        told = _outcome(other.path, "duplicate", document.media_type)
        yield told | {"document": url, "of": first.path}


def _outcome(path: str, state: State, kind: str, reason: str = "", count: int = 1) -> Plain:
    return {
        "path": path,
        "state": state,
        "media_type": kind or None,
        "reason": reason or None,
        "count": count,
        "document": None,
        "of": None,
    }


def _problems(problems: Iterable[FileProblem]) -> list[Plain]:
    return [
        {
            "path": problem.path,
            "reason": problem.reason,
            "media_type": problem.media_type or None,
            "count": problem.count,
        }
        for problem in problems
    ]
