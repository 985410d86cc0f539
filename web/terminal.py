"""How answers look on a terminal: hits, documents, reports.

Promises: plain text, marks in bold only where the terminal shows it (click decides); takes the
same answers that pages and the API take. Does not search or read by itself.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

import click

from archive.answers import kind_rows, reason_rows
from archive.identifiers import show
from archive.model import BuildReport, Dating, Document, FileProblem, Passage
from web.words import by_ocr, counted, leaf, state_name, type_name

WIDTH = 96  # columns of running text
LEFT_OUT_SHOWN = 120  # code points of something that was left out of a text
SHOWN = 200  # files of each part of a report


def report_lines(report: BuildReport) -> Iterable[str]:
    """What a rebuild did, in lines."""
    yield (
        f"{counted(report.documents, 'document')} and {counted(report.passages, 'passage')} "
        f"from {counted(report.files, 'file')} in {report.seconds:.1f} s: "
        f"generation {report.generation}."
    )
    yield from (f"Note: {notice}" for notice in report.notices)
    for title, problems in (
        ("Not read", report.failed),
        ("Read in part", report.partial),
        ("Left aside", report.skipped),
    ):
        yield from _problems(title, problems)


def account_lines(report: BuildReport) -> Iterator[str]:
    """What became of the files, by kind and by reason."""
    yield f"Generation {report.generation}: {counted(report.documents, 'document')}."
    for row in kind_rows(report):
        told = [f"{count:,} {state_name(state)}" for state, count in row.counts.items() if count]
        yield f"  {type_name(row.media_type) or 'kind not known'}: {', '.join(told)}"
    for reason in reason_rows(report):
        yield f"{reason.count:,} {state_name(reason.state)}: {reason.reason}"
    yield from (f"Note: {notice}" for notice in report.notices)


def _problems(title: str, problems: Sequence[FileProblem]) -> Iterable[str]:
    if problems:
        yield f"{title} ({sum(problem.count for problem in problems):,}):"
        yield from (f"  {problem_line(problem)}" for problem in problems[:SHOWN])
        if len(problems) > SHOWN:
            yield f"  and {len(problems) - SHOWN:,} more; `muniment report --json` has them all."


def problem_line(problem: FileProblem) -> str:
    """A problem; of a container whose records share a reason with their number."""
    records = f" ({problem.count:,} records in it)" if problem.count > 1 else ""
    return f"{problem.path}{records}: {problem.reason}"


def dating_words(dating: Dating | None) -> str:
    """A date with its basis, or that there is none."""
    return f"{dating.value} ({dating.basis})" if dating else "not dated"


def card_lines(document: Document, rank: int = 0) -> Iterable[str]:
    """Title and facts of a document, as on a result card; ``rank`` 0 is none."""
    facts = document.metadata
    number = f"{rank}. " if rank else ""
    yield number + click.style(facts.title.value if facts.title else document.path, bold=True)
    known = (
        facts.source.value if facts.source else "",
        ", ".join(agent.name for agent in facts.authors),
        dating_words(facts.published),
        facts.language.value if facts.language else "",
        document.media_type,
    )
    yield "  " + " · ".join(fact for fact in known if fact)
    yield f"  {show(document.id)} · SHA-256 {document.sha256[:12]}… · {document.path}"


def passage_lines(passage: Passage, highlights: Sequence[tuple[int, int]]) -> Iterable[str]:
    """A passage's text, its marked words in bold, with its number and identifier."""
    marked, at = "", 0
    for start, end in highlights:
        marked += passage.text[at:start] + click.style(passage.text[start:end], bold=True)
        at = end
    marked += passage.text[at:]
    yield from textwrap.wrap(
        marked,
        WIDTH,
        initial_indent=(
            f"    ¶{passage.ordinal + 1} {passage.id}{leaf(passage.page, ' ')}"
            f"{by_ocr(passage.ocr, ', ' if passage.page else ' ')}  "
        ),
        subsequent_indent="      ",
    )
