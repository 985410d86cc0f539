"""Completions of what is typed: each finds what it says, and only words are completed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archive.answers import completions, search_answer
from archive.parameters import SearchParameters
from archive.search import Snapshot
from archive.settings import Settings
from indexer.places import current
from tests.site_fixtures import sample_settings

__all__ = ["sample_settings"]


@pytest.fixture
def snapshot(sample_settings: Settings) -> Iterator[Snapshot]:
    """The sample corpus."""
    with current(sample_settings) as snapshot:
        yield snapshot


@pytest.mark.parametrize("typed", ["arch", "the arch", "بایگ", "passage li", "mun", "read"])
def test_every_offer_finds_something(snapshot: Snapshot, typed: str) -> None:
    """A title its document, an author the documents that were told (and perhaps of a namesake)."""
    offered = completions(snapshot, typed)
    assert offered
    for each in offered:
        answer = search_answer(snapshot, SearchParameters(q=each.query, strict=True), Settings())
        assert answer.total
        if each.kind == "author":
            assert answer.total >= each.count
        if each.kind == "title":
            addresses = {hit.title for hit in answer.hits}
            assert each.text in addresses


def test_authors_and_titles_are_offered(snapshot: Snapshot) -> None:
    """Each kind is there, in its order: words, authors, titles."""
    author = next(
        agent.name
        for each in snapshot.documents.documents(snapshot.documents.newest(30)).values()
        for agent in each.metadata.authors
    )
    kinds = [each.kind for each in completions(snapshot, author[: len(author) - 1])]
    assert "author" in kinds
    assert kinds == sorted(kinds, key=("word", "author", "title").index)


@pytest.mark.parametrize(
    "typed", ["", " ", "a", "ar", '"arch', "title:arch", "arch*", "(arch", "\0"]
)
def test_signs_and_beginnings_offer_words_at_most(snapshot: Snapshot, typed: str) -> None:
    """Where the query language is meant nothing else is guessed."""
    assert {each.kind for each in completions(snapshot, typed)} <= {"word"}
