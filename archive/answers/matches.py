"""Which documents answer a query: those with all its words, then those with some of them.

Promises: documents with some of the words follow only where plain words were typed and fewer than a
page of documents have them all, and the answer says so. An operator, a phrase, a field, a "+" or
``strict=1`` keeps to all.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.deadline import NEVER, Deadline
from archive.errors import TooCostlyError
from archive.parameters import SearchParameters
from archive.query import Limits, Parsed, parse
from archive.search import FACET_FIELDS, SearchEngine, SearchRequest, SearchResult
from archive.settings import Settings

PASSAGES = 3  # shown of one document


@dataclass(frozen=True, slots=True)
class Part:
    """Hits that are wanted rather than a page: from which on, how many, with how many passages."""

    first: int
    count: int
    passages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """What was found."""

    result: SearchResult
    refusal: TooCostlyError | None = None  # why nothing was found: it would take too much


def understood(parameters: SearchParameters, settings: Settings) -> Parsed:
    """What was typed, as it is run."""
    return parse(parameters.q, Limits(length=settings.max_query_length))


def find(
    engine: SearchEngine,
    parsed: Parsed,
    parameters: SearchParameters,
    values: int = 0,
    deadline: Deadline = NEVER,
    part: Part | None = None,
) -> Matches:
    """Search for all words and, where fewer than a page of documents have them, for any.

    ``values``: so many of each facet are wanted, whatever the parameters say; 0 leaves it to them.
    """
    nothing_run = SearchResult(total=0, hits=(), facets=dict.fromkeys(FACET_FIELDS, ()))
    if parsed.refused:
        return Matches(result=nothing_run)
    wanted = part or Part(parameters.offset, parameters.per_page, PASSAGES)
    request = SearchRequest(
        query=parsed.tree,
        filters=parameters.filters,
        sort=parameters.sort,
        offset=wanted.first,
        limit=wanted.count if parameters.view == "list" else 0,
        passages=wanted.passages,
        facet_values=values or parameters.values,
        group=parameters.group and parameters.view == "list",
        deadline=deadline,
        without=parameters.without,
        some_below=_enough(parsed, parameters),
        explain=part is None,
    )
    try:
        return Matches(result=engine.search(request))
    except TooCostlyError as refusal:
        return Matches(result=nothing_run, refusal=refusal)


def _enough(parsed: Parsed, parameters: SearchParameters) -> int:
    """So many documents with all words are enough."""
    if parameters.strict or not parsed.loose:
        return 0
    # Lines have one order, in which those of documents with some of the words cannot come last.
    return parameters.per_page if parameters.view == "list" else 1
