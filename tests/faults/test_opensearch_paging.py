"""Reading all of something from a real cluster, page by page: each document once, nothing left."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from archive.query import parse
from archive.search import SearchRequest
from archive.settings import Settings
from indexer.build import rebuild, update
from indexer.engines.opensearch import deep, paging
from indexer.engines.opensearch.clauses import EVERYTHING
from indexer.engines.opensearch.connection import Connection
from indexer.engines.opensearch.entries import READ
from indexer.engines.opensearch.names import Names
from indexer.places import generations_of
from indexer.snapshots import close_snapshot
from tests.small_archives import archive_in, write_files

pytestmark = [pytest.mark.opensearch, pytest.mark.slow, pytest.mark.timeout(900)]

COUNT = 17
FILES = {f"{n}.txt": f"Letter {n} of many.\n\n{'word ' * n}" for n in range(COUNT)}


@pytest.fixture
def archive(tmp_path: Path, opensearch: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A small archive that lies in the cluster, of which a page is five documents."""
    monkeypatch.setattr(paging, "_READ", 5)
    settings = dataclasses.replace(
        archive_in(tmp_path, FILES),
        engine="opensearch",
        opensearch_addresses=opensearch.opensearch_addresses,
        opensearch_name=f"paging-{uuid4().hex[:8]}",
    )
    rebuild(settings)
    return settings


def read(archive: Settings, connection: Connection) -> Iterator[list[str]]:
    """Identifiers of all documents of the generation in use, a page at a time."""
    folder = generations_of(archive).current()
    assert folder is not None
    index = Names(archive.opensearch_name).documents(folder.name)
    for page in paging.pages(connection, index, EVERYTHING, READ):
        yield [name for name, _ in page]


def points(connection: Connection) -> list[str]:
    """The points in time that the cluster keeps."""
    return [each["pit_id"] for each in connection.client.get_all_pits().get("pits", ())]


def test_each_once_and_every_point_given_back(archive: Settings) -> None:
    """Read to the end, or left in the middle: the cluster keeps nothing for us."""
    with closing(Connection(archive)) as connection:
        every = [name for page in read(archive, connection) for name in page]
        assert len(every) == COUNT
        assert every == sorted(set(every))
        some = read(archive, connection)
        next(some), next(some)
        assert points(connection)
        some.close()  # type: ignore[attr-defined]  # a generator
        assert points(connection) == []


def test_a_point_that_the_cluster_let_go_is_opened_again(archive: Settings) -> None:
    """As after five minutes between two pages: it goes on behind the last, and misses none."""
    with closing(Connection(archive)) as connection:
        every: list[str] = []
        for page in read(archive, connection):
            every += page
            connection.client.delete_all_pits()
        assert len(every) == len(set(every)) == COUNT


def test_what_is_read_stays_while_the_alias_moves(archive: Settings) -> None:
    """One who reads is not disturbed by the next generation, and sees nothing of it."""
    with closing(Connection(archive)) as connection:
        reading = read(archive, connection)
        before = next(reading)
        write_files(archive.corpus, {"new.txt": "One more.", "0.txt": "It is another now."})
        update(archive)
        every = before + [name for page in reading for name in page]
        assert len(every) == len(set(every)) == COUNT
        assert sum(map(len, read(archive, connection))) == COUNT + 1


def test_deep_pages_are_the_whole(archive: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page after page, and from the middle on: the order of one long page, cut."""
    monkeypatch.setattr(deep, "NEAR", 6)
    monkeypatch.setattr(deep, "_STEP", 4)
    snapshot = generations_of(archive).open_current()
    try:
        for sort in ("relevance", "newest", "oldest"):
            request = SearchRequest(query=parse("letter").tree, sort=sort, limit=COUNT)
            whole = [hit.document_id for hit in snapshot.engine.search(request).hits]
            assert len(whole) == COUNT
            for first in (0, 3, 6, 9, 12, 15, 11, 4):
                some = dataclasses.replace(request, offset=first, limit=3)
                hits = snapshot.engine.search(some).hits
                assert [hit.document_id for hit in hits] == whole[first : first + 3]
    finally:
        close_snapshot(snapshot)
