"""Which documents answer a query: those with all its words or, where there are none, with some.

Promises: documents with some of the words are shown only when plain words were typed and no
document has them all, and the answer says so. An operator, a phrase, a field, a "+" or
``strict=1`` keeps to all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.deadline import NEVER, Deadline
from archive.errors import TooCostlyError
from archive.parameters import SearchParameters
from archive.query import Limits, Parsed, any_of, parse
from archive.search import FACET_FIELDS, SearchEngine, SearchRequest, SearchResult
from archive.settings import Settings

PASSAGES = 3  # shown of one document


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """What was found, and whether each hit has all the words or only some of them."""

    result: SearchResult
    have_all: bool = True
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
) -> Matches:
    """Search for all words and, where no document has them, for any of them.

    ``values``: so many of each facet are wanted, whatever the parameters say; 0 leaves it to them.
    """
    nothing_run = SearchResult(total=0, hits=(), facets=dict.fromkeys(FACET_FIELDS, ()))
    if parsed.refused:
        return Matches(result=nothing_run)
    request = SearchRequest(
        query=parsed.tree,
        filters=parameters.filters,
        sort=parameters.sort,
        offset=parameters.offset,
        limit=parameters.per_page if parameters.view == "list" else 0,
        passages=PASSAGES,
        facet_values=values or parameters.values,
        group=parameters.group and parameters.view == "list",
        without=parameters.without,
        deadline=deadline,
    )
    try:
        return _find(engine, parsed, request, strict=parameters.strict)
    except TooCostlyError as refusal:
        return Matches(result=nothing_run, refusal=refusal)


def _find(engine: SearchEngine, parsed: Parsed, request: SearchRequest, *, strict: bool) -> Matches:
    result = engine.search(request)
    if result.total or strict or not parsed.loose or parsed.tree is None:
        return Matches(result=result)
    some = engine.search(replace(request, query=any_of(parsed.tree)))
    return Matches(result=some, have_all=not some.total)
