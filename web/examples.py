"""Examples of queries that find something in the archive at hand.

Promises: words, names and dates come from the archive's own documents, so that each example can
be run where it is read; an archive without documents has none. Searches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.facts import language_of, title_of
from archive.model import Document
from archive.search import FacetCount
from web.words import language_name

_WORD = re.compile(r"[^\W\d_]{5,}")


@dataclass(frozen=True, slots=True)
class Example:
    """A query and what it asks for."""

    query: str
    meaning: str


def examples(
    documents: Sequence[Document], facets: Mapping[str, Sequence[FacetCount]]
) -> list[Example]:
    """What can be asked, shown with words of these documents' titles and the archive's facets."""
    language = next((count.value for count in facets.get("language", ())), "")
    spoken = [document for document in documents if language_of(document) == language]
    documents = spoken or documents
    titles = {title_of(d): _WORD.findall(title_of(d)) for d in documents if d.metadata.title}
    full = [title for title, words in titles.items() if len(words) >= 2]
    words = list(dict.fromkeys(word.lower() for found in titles.values() for word in found))
    return [*_of_words(full, titles, words), *_of_facets(facets)]


def _of_words(
    full: Sequence[str], titles: Mapping[str, list[str]], words: Sequence[str]
) -> Iterator[Example]:
    if full:
        one, other = (word.lower() for word in titles[full[0]][:2])
        yield Example(f"{one} {other}", "documents that have both words, anywhere")
        yield Example(f'"{full[0]}"', "these words next to each other, in this order")
        yield Example(f"title:{one}", "the word in the title")
    if len(words) >= 2:
        one, other = words[0], words[-1]
        yield Example(f"{one} OR {other}", "either of the words, or both")
        yield Example(f"{other} -{one}", "the first word, and not the second")
        yield Example(f"({one} OR {other}) {words[1]}", "parentheses say what belongs together")


def _of_facets(facets: Mapping[str, Sequence[FacetCount]]) -> Iterator[Example]:
    first = {
        field: next((c.value for c in counts if c.value), "") for field, counts in facets.items()
    }
    years = sorted(count.value for count in facets.get("year", ()) if count.value)
    if years:
        oldest, newest = years[0], years[-1]
        yield Example(f"date:{newest}", f"published in {newest}, as far as the date is known")
        if oldest != newest:
            yield Example(f"date:{oldest}..{newest}", f"published from {oldest} to {newest}")
            yield Example(f"after:{oldest}", f"published after {oldest}")
            yield Example(f"before:{newest}", f"published before {newest}")
    if language := first.get("language"):
        yield Example(f"language:{language}", f"in {language_name(language)}")
    for field, meaning in (
        ("source", "from this source"),
        ("author", "by this author"),
        ("collection", "in this collection"),
    ):
        if value := first.get(field):
            yield Example(f'{field}:"{value}"', meaning)
    if media_type := first.get("type"):
        yield Example(f"type:{media_type}", "files of this type")
