"""A real cluster that fails, fills up or is stopped in the middle: nothing lost, nothing half."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from archive.errors import MunimentError, NoIndexError, StorageError
from archive.query import parse
from archive.search import Filters, SearchRequest, Snapshot
from archive.settings import Settings
from archive.withdrawals import Withdrawals
from indexer.build import rebuild, update
from indexer.engines.opensearch.connection import Connection
from indexer.engines.opensearch.kind import ClusterKind
from indexer.places import generations_of, is_usable, served_from
from indexer.served import Served
from indexer.snapshots import close_snapshot
from tests.small_archives import archive_in, write_files

pytestmark = [pytest.mark.opensearch, pytest.mark.slow, pytest.mark.timeout(900)]

FILES = {f"{n}.txt": f"The letter number {n} of the archive.\n\nIt is kept." for n in range(12)}


def in_cluster(archive: Settings, opensearch: Settings) -> Settings:
    """The same archive in a cluster, under a name that nothing else has."""
    return dataclasses.replace(
        archive,
        engine="opensearch",
        opensearch_addresses=opensearch.opensearch_addresses,
        opensearch_name=f"faults-{uuid4().hex[:8]}",
    )


@pytest.fixture
def archive(tmp_path: Path, opensearch: Settings) -> Settings:
    """A small archive that lies in the cluster."""
    settings = in_cluster(archive_in(tmp_path, FILES), opensearch)
    rebuild(settings)
    return settings


@contextmanager
def opened(settings: Settings) -> Iterator[Snapshot]:
    """The generation in use."""
    snapshot = generations_of(settings).open_current()
    try:
        yield snapshot
    finally:
        close_snapshot(snapshot)


def letters(settings: Settings) -> int:
    """How many letters are found."""
    with opened(settings) as snapshot:
        return snapshot.engine.count(parse("letter").tree, Filters())


def indices(settings: Settings) -> list[str]:
    """The names of all indices that an archive has in the cluster."""
    with closing(Connection(settings)) as connection:
        found = connection.client.cat.indices(
            index=f"{settings.opensearch_name}-*", params={"format": "json"}
        )
    return sorted(each["index"] for each in found)


def test_another_node_needs_nothing_on_its_disk(archive: Settings, tmp_path: Path) -> None:
    """A folder that is empty, or lost, is filled from the cluster: same documents, same report."""
    with opened(archive) as here:
        elsewhere = dataclasses.replace(archive, index=tmp_path / "elsewhere")
        with opened(elsewhere) as there:
            assert there.generation == here.generation
            assert there.report == here.report
            request = SearchRequest(query=parse("letter number").tree)
            assert there.engine.search(request) == here.engine.search(request)
            for one in here.documents.newest(100):
                assert there.documents.document(one) == here.documents.document(one)
                assert there.documents.passages(one) == here.documents.passages(one)


def test_a_site_follows_the_alias(archive: Settings, tmp_path: Path) -> None:
    """What another machine built is served at the next look; a roll-back likewise."""
    elsewhere = dataclasses.replace(archive, index=tmp_path / "elsewhere")
    with closing(served_from(elsewhere, Withdrawals(archive.keep_folder))) as served:
        first = served_by(served, "")
        write_files(archive.corpus, {"new.txt": "One more letter."})
        update(archive)
        second = served_by(served, first)
        assert letters(archive) == len(FILES) + 1
        generations_of(archive).use(first)
        assert served_by(served, second) == first
    assert letters(archive) == len(FILES)


def served_by(served: Served, but: str) -> str:
    """The generation that is served, once it is another than the one named."""
    for _ in range(100):
        with served.snapshot() as snapshot:
            if snapshot.generation.id != but:
                return snapshot.generation.id
        time.sleep(0.1)  # it looks once a second
    raise AssertionError(f"{but} is served for ten seconds")


def test_what_a_killed_build_left_is_removed(archive: Settings) -> None:
    """Indices that no manifest vouches for go with the next build; those of others stay."""
    before = indices(archive)
    kind = ClusterKind(archive)
    folder = archive.index_folder / "building" / "000009-20260101T000000Z"
    kind.writers(folder, 1 << 28).engine.close()  # as if it had died here
    assert len(indices(archive)) == len(before) + 1
    other = in_cluster(archive, archive)
    rebuild(other)
    rebuild(archive)
    left = indices(archive)
    assert len(left) == 4  # documents and files of the one in use and of the one before
    assert not any("000009" in name for name in left)
    assert len(indices(other)) == 2


def test_a_build_that_fails_leaves_what_is_served(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is found wrong when it is checked is removed, and never was the one in use."""
    before = indices(archive)

    def wrong(*_: object) -> None:
        raise MunimentError("It does not answer rightly.")

    monkeypatch.setattr("indexer.build_run.check_generation", wrong)
    with pytest.raises(MunimentError):
        rebuild(archive)
    assert indices(archive) == before
    assert letters(archive) == len(FILES)


def test_a_generation_of_another_schema_is_refused(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answers would be wrong: the sentence says what to do, and a rebuild does it."""
    monkeypatch.setattr(ClusterKind, "schema", "0")
    with pytest.raises(NoIndexError, match="muniment rebuild"):
        generations_of(archive).open_current()
    assert not is_usable(archive)
    update(archive)
    assert letters(archive) == len(FILES)


def test_what_was_withdrawn_is_not_there(archive: Settings) -> None:
    """A generation is opened without what the register withdrew, before the next build follows."""
    with opened(archive) as snapshot:
        gone, *others = snapshot.documents.newest(100)
    without = generations_of(archive).open_current({gone})
    try:
        store, engine = without.documents, without.engine
        found = engine.search(SearchRequest(query=parse("letter").tree, limit=50))
        assert found.total == engine.count(None, Filters()) == len(others)
        assert {hit.document_id for hit in found.hits} == set(others)
        assert sum(count.count for count in found.facets["type"]) == len(others)
        assert store.newest(100) == tuple(others)
        assert store.document(gone) is None
        assert store.passages(gone) == ()
        assert gone not in store.find(gone[:8])
    finally:
        close_snapshot(without)


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("cluster.blocks.read_only_allow_delete", "disks are nearly full"),
        ("cluster.blocks.create_index", "disks of all its nodes are nearly full"),
    ],
)
def test_full_disks_are_told(archive: Settings, block: str, said: str) -> None:
    """What the server does at its flood stage, and when all nodes are past their high mark: a
    sentence that names the remedy; what is there is served."""
    with closing(Connection(archive)) as connection:
        put = connection.client.cluster.put_settings
        put(body={"transient": {block: True}})
        try:
            with pytest.raises(StorageError, match=said):
                rebuild(archive)
            assert letters(archive) == len(FILES)
        finally:
            put(body={"transient": {block: None}})
    rebuild(archive)


def test_disks_fill_up_in_the_middle(archive: Settings) -> None:
    """The flood stage makes what is being built read-only: it is told, taken away, and what is
    served stays."""
    before = indices(archive)
    with closing(Connection(archive)) as connection:

        def progress(stage: str, done: int, total: int, note: str = "") -> None:
            if stage == "Indexing" and not done:
                connection.client.indices.put_settings(
                    index=f"{archive.opensearch_name}-*",
                    body={"index.blocks.read_only_allow_delete": True},
                )

        with pytest.raises(StorageError, match="disks are nearly full"):
            rebuild(archive, progress)
        assert indices(archive) == before
        assert letters(archive) == len(FILES)


def test_an_index_that_is_gone_is_told(archive: Settings) -> None:
    """One removed behind our back is no traceback."""
    with opened(archive) as snapshot, closing(Connection(archive)) as connection:
        for name in indices(archive):
            connection.client.indices.delete(index=name)
        with pytest.raises(MunimentError, match="index"):
            snapshot.engine.count(parse("letter").tree, Filters())
    with pytest.raises(NoIndexError, match="muniment rebuild"):
        generations_of(archive).open_current()


def test_readers_are_answered_while_it_is_built(archive: Settings) -> None:
    """Whoever asks during builds and swaps is answered from one whole generation."""
    wrong: list[object] = []
    done = threading.Event()

    def ask() -> None:
        with closing(served_from(archive, Withdrawals(archive.keep_folder))) as served:
            while not done.is_set():
                with served.snapshot() as snapshot:
                    found = snapshot.engine.search(SearchRequest(query=parse("letter").tree))
                    if found.total != len(FILES):
                        wrong.append(found.total)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    rebuild(archive)
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
