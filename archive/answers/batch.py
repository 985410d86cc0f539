"""Many queries at once, each answered as a search of its own.

Promises: a row for each, in the order given; no query stops the others: what went wrong with one
is a sentence in its row. Documents are counted that have all of a query's words, and no word is
corrected, so that nothing found means nothing there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from archive.answers.search import AnswerHit, SearchAnswer
from archive.batch import BatchLine
from archive.errors import MunimentError
from archive.parameters import SearchParameters
from archive.without import Removal, Without

BatchStatus = Literal["found", "nothing", "not run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """What came of one query."""

    number: int  # its line in the list
    query: str  # as typed
    status: BatchStatus
    understood: str = ""  # as it was run
    total: int = 0  # documents that match
    notices: tuple[str, ...] = ()  # of one that was not run: why
    hits: tuple[AnswerHit, ...] = ()  # the best


def as_in_batch(parameters: SearchParameters) -> SearchParameters:
    """The same search with all words wanted, and none of them corrected."""
    without = Without((*parameters.without.removals, Removal("spelling")))
    return replace(parameters, strict=True, without=without)


def batch(
    lines: Iterable[BatchLine],
    parameters: SearchParameters,
    ask: Callable[[SearchParameters], SearchAnswer],
) -> Iterator[BatchRow]:
    """A row for each line, made when it is asked for.

    ``parameters``: filters, and how many hits each query shows; ``ask`` answers one search.
    """
    every = replace(as_in_batch(parameters), page=1, view="list")
    for line in lines:
        asked = replace(every, q=line.query)
        try:
            yield _row(line, ask(asked))
        except MunimentError as error:
            yield BatchRow(
                number=line.number, query=line.query, status="not run", notices=(str(error),)
            )


def _row(line: BatchLine, answer: SearchAnswer) -> BatchRow:
    found: BatchStatus = "found" if answer.total else "nothing"
    return BatchRow(
        number=line.number,
        query=line.query,
        status="not run" if answer.refused else found,
        understood=answer.understood,
        total=answer.total,
        notices=answer.notices,
        hits=answer.hits,
    )
