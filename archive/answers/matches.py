"""Which documents answer a query: those with all its words or, where there are none, with some.

Promises: documents with some of the words are shown only when plain words were typed and no
document has them all, and the answer says so. An operator, a phrase, a field, a "+" or
``strict=1`` keeps to all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.parameters import SearchParameters
from archive.query import And, Limits, Or, Parsed, parse
from archive.search import FACET_FIELDS, SearchEngine, SearchRequest, SearchResult
from archive.settings import Settings

PASSAGES = 3  # shown of one document


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """What was found, and whether each hit has all the words or only some of them."""

    result: SearchResult
    have_all: bool = True


def understood(parameters: SearchParameters, settings: Settings) -> Parsed:
    """What was typed, as it is run."""
    return parse(parameters.q, Limits(length=settings.max_query_length))


def find(
    engine: SearchEngine, parsed: Parsed, parameters: SearchParameters, values: int = 0
) -> Matches:
    """Search for all words and, where no document has them, for any of them.

    ``values``: so many of each facet are wanted, whatever the parameters say; 0 leaves it to them.
    """
    if parsed.refused:
        nothing_run = SearchResult(total=0, hits=(), facets=dict.fromkeys(FACET_FIELDS, ()))
        return Matches(result=nothing_run)
    request = SearchRequest(
        query=parsed.tree,
        filters=parameters.filters,
        sort=parameters.sort,
        offset=parameters.offset,
        limit=parameters.per_page if parameters.view == "list" else 0,
        passages=PASSAGES,
        facet_values=values or parameters.values,
        without=parameters.without,
    )
    result = engine.search(request)
    if result.total or parameters.strict or not (parsed.loose and isinstance(parsed.tree, And)):
        return Matches(result=result)
    some = engine.search(replace(request, query=Or(parsed.tree.parts)))
    return Matches(result=some, have_all=not some.total)
