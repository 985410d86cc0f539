"""Which documents answer a query: those with all its words or, where there are none, with some.

Promises: documents with some of the words are shown only when plain words were typed and no
document has them all, and the answer says so. An operator, a phrase, a field, a "+" or
``strict=1`` keeps to all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.query import And, Or, Parsed
from archive.search import SearchEngine, SearchRequest, SearchResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """What was found, and whether each hit has all the words or only some of them."""

    result: SearchResult
    have_all: bool = True


def find(engine: SearchEngine, parsed: Parsed, request: SearchRequest, *, strict: bool) -> Matches:
    """Search for all words and, where no document has them, for any of them."""
    result = engine.search(request)
    if result.total or strict or not (parsed.loose and isinstance(parsed.tree, And)):
        return Matches(result=result)
    some = engine.search(replace(request, query=Or(parsed.tree.parts)))
    return Matches(result=some, have_all=not some.total)
