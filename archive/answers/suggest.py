"""What may be meant while a search is typed: words of the archive, authors, titles.

Promises: everything offered finds something; an author or title is offered when each of its typed
words is in it and one begins as the last. Looks nothing up for what has signs of the query
language in it but words, since only these can be completed there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from archive import facts
from archive.query import InField, Pattern, Single, TextField, Word, and_, phrase
from archive.search import SearchEngine, SearchRequest, Snapshot
from archive.without import AS_TYPED

CompletionKind = Literal["word", "author", "title"]

WORDS, AUTHORS, TITLES = 6, 3, 3  # as many as a list under a box can hold
_LETTERS = 3  # of the last word before anything but words is looked for: a star's least
_SIGNS = re.compile(r'["“”„«»()\[\]{}:*?~=+^<>|\\/]|(?:^|\s)-')
_LANGUAGES = 4  # of the fitting documents, the most frequent
_LOOKED_AT = 20  # values and titles, of which the best are offered


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """One offer: how it reads, what it asks, and how many documents there are."""

    kind: CompletionKind
    text: str
    query: str  # to be searched when it is chosen
    count: int  # of an author: documents under just this name; the query finds namesakes too
    address: str = ""  # of a document, for a title: its path
    language: str = ""  # BCP 47, "" if not known


def completions(snapshot: Snapshot, typed: str) -> tuple[Completion, ...]:
    """Words, then authors, then titles; nothing for nothing typed."""
    words = tuple(
        Completion(kind="word", text=found.text, query=found.text, count=found.count)
        for found in snapshot.engine.suggest(typed, WORDS)
    )
    parts = _parts(typed)
    if not parts:
        return words
    return words + _authors(snapshot.engine, parts) + _titles(snapshot, parts)


def _parts(typed: str) -> list[Single]:
    """The words of what was typed, the last as a beginning; none if it is more than words."""
    if _SIGNS.search(typed) or typed[-1:].isspace():
        return []
    *whole, last = typed.split() or [""]
    if sum(map(str.isalnum, last)) < _LETTERS:
        return []
    return [*map(Word, whole), Pattern(f"{last}*")]


def _request(
    field: TextField, parts: list[Single], limit: int, facets: tuple[str, ...]
) -> SearchRequest:
    return SearchRequest(
        query=and_(InField(field, part) for part in parts),
        limit=limit,
        passages=0,
        facets=facets,
        facet_values=_LOOKED_AT,
        expansions=False,
        without=AS_TYPED,
    )


def _authors(engine: SearchEngine, parts: list[Single]) -> tuple[Completion, ...]:
    """Of the authors of fitting documents those whose own names fit: others wrote with them."""
    result = engine.search(_request("author", parts, 0, ("author", "language")))
    values = [value for value in result.facets["author"] if value.value]
    names = [value.value for value in values]
    languages = [value.value for value in result.facets["language"][:_LANGUAGES]]
    # A name has the words that it has in the language of a document that it stands over.
    marked = [[engine.mark(part, names, each, AS_TYPED) for each in languages] for part in parts]
    offered = []
    for place, value in enumerate(values):
        if all(any(of_names[place] for of_names in of_part) for of_part in marked):
            query = f'author:"{phrase(value.value).text}"'
            offered.append(
                Completion(kind="author", text=value.value, query=query, count=value.count)
            )
    return tuple(offered[:AUTHORS])


def _titles(snapshot: Snapshot, parts: list[Single]) -> tuple[Completion, ...]:
    """The best documents whose titles fit, one for each title."""
    hits = snapshot.engine.search(_request("title", parts, _LOOKED_AT, ())).hits
    found = snapshot.documents.documents(hit.document_id for hit in hits)
    offered: dict[str, Completion] = {}
    for hit in hits:
        document = found[hit.document_id]
        title = facts.title_of(document)
        offered.setdefault(
            title,
            Completion(
                kind="title",
                text=title,
                query=f'title:"{phrase(title).text}"',
                count=1,
                address=facts.document_address(document.id),
                language=facts.language_of(document),
            ),
        )
    return tuple(offered.values())[:TITLES]
