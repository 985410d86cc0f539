"""Three nodes, of which one is killed while it is written to and while it is asked."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from archive.errors import UnavailableError
from archive.query import parse
from archive.search import SearchRequest
from archive.settings import Settings
from indexer.build import rebuild
from indexer.engines.opensearch import paging
from indexer.engines.opensearch.clauses import EVERYTHING
from indexer.engines.opensearch.connection import Connection
from indexer.engines.opensearch.entries import READ
from indexer.engines.opensearch.names import Names
from indexer.places import generations_of
from indexer.snapshots import close_snapshot
from tests import opensearch_server
from tests.opensearch_server import Cluster
from tests.small_archives import archive_in
from web.app import create_app

pytestmark = [pytest.mark.opensearch, pytest.mark.slow, pytest.mark.timeout(1200)]

DOCUMENTS = 120
ASKED = 40  # searches in each of two threads


@pytest.fixture(scope="module")
def nodes() -> Iterator[Cluster]:
    """A cluster of three."""
    missing = opensearch_server.lacking()
    if missing:
        pytest.skip(f"{missing} So OpenSearch cannot be started.")
    with opensearch_server.cluster(3) as cluster:
        yield cluster


def healthy(settings: Settings, nodes: int) -> None:
    """Wait until so many nodes have all copies of everything."""
    with closing(Connection(settings)) as connection:
        connection.client.cluster.health(
            params={"wait_for_nodes": nodes, "wait_for_status": "green", "timeout": "120s"},
            request_timeout=130,
        )


def test_a_node_is_killed_under_load(nodes: Cluster, tmp_path: Path) -> None:
    """No document that was acknowledged is lost, and no answer is a part of one in silence."""
    files = {f"{n}.txt": f"Letter {n} of the archive.\n\nKept for later." for n in range(DOCUMENTS)}
    archive = dataclasses.replace(
        archive_in(tmp_path, files),
        engine="opensearch",
        opensearch_addresses=nodes.addresses,
        opensearch_shards=3,
        opensearch_replicas=1,
        build_memory_mb=1,  # so that documents are sent while others are still read
    )

    def progress(stage: str, done: int, total: int, note: str = "") -> None:
        if stage == "Indexing" and done == DOCUMENTS // 2:
            nodes.kill("node-1")

    report = rebuild(archive, progress)
    assert (report.documents, len(nodes.nodes)) == (DOCUMENTS, 2)
    nodes.start("node-1")
    nodes.wait()
    healthy(archive, 3)

    snapshot = generations_of(archive).open_current()
    request = SearchRequest(query=parse("letter archive").tree, limit=DOCUMENTS)
    expected = {hit.document_id for hit in snapshot.engine.search(request).hits}
    assert len(expected) == DOCUMENTS
    answers: list[set[str] | None] = []

    def ask() -> None:
        for number in range(ASKED):
            if number == ASKED // 4:
                killed.wait()
            try:
                hits = snapshot.engine.search(request).hits
                answers.append({hit.document_id for hit in hits})
            except UnavailableError:
                answers.append(None)

    killed = threading.Event()
    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    nodes.kill("node-2")
    killed.set()
    for thread in threads:
        thread.join()
    assert len(answers) == 2 * ASKED
    assert all(found is None or found == expected for found in answers)
    assert answers[-1] == expected  # and it goes on
    told = sum(found is None for found in answers)
    print(f"{DOCUMENTS} documents, none lost; of {len(answers)} searches {told} said so")  # noqa: T201
    close_snapshot(snapshot)


def test_shards_move_while_something_is_read(
    nodes: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A point in time goes with the shard that it was of; what is read goes on all the same."""
    if len(nodes.nodes) < 3:
        nodes.start("node-2")
        nodes.wait()
    monkeypatch.setattr(paging, "_READ", 7)
    archive = in_cluster(tmp_path, nodes)
    rebuild(archive)
    folder = generations_of(archive).current()
    assert folder is not None
    index = Names(archive.opensearch_name).documents(folder.name)
    with closing(Connection(archive)) as connection:
        reading = paging.pages(connection, index, EVERYTHING, READ)
        every = [name for page in (next(reading), next(reading)) for name, _ in page]
        (shard,) = connection.client.cat.shards(index=index, params={"format": "json"})
        others = [node.name for node in nodes.nodes if node.name != shard["node"]]
        move = {"index": index, "shard": 0, "from_node": shard["node"], "to_node": others[0]}
        connection.client.cluster.reroute(body={"commands": [{"move": move}]})
        connection.client.cluster.health(
            index=index,
            params={"wait_for_no_relocating_shards": "true", "timeout": "120s"},
            request_timeout=130,
        )
        (moved,) = connection.client.cat.shards(index=index, params={"format": "json"})
        assert moved["node"] == others[0]
        every += [name for page in reading for name, _ in page]
    assert len(every) == len(set(every)) == DOCUMENTS


def test_all_nodes_stop_in_the_middle(nodes: Cluster, tmp_path: Path) -> None:
    """A build says so and what is served stays; the site is up, and answers when they do again."""
    archive = in_cluster(tmp_path, nodes)
    rebuild(archive)
    client = create_app(archive).test_client()
    assert client.get("/search?q=letter").status_code == 200
    names = [node.name for node in nodes.nodes]

    def progress(stage: str, done: int, total: int, note: str = "") -> None:
        if stage == "Indexing" and done >= DOCUMENTS // 2:
            for name in [node.name for node in nodes.nodes]:
                nodes.kill(name)

    with pytest.raises(UnavailableError, match="Start it, or correct"):
        rebuild(archive, progress)
    answer = client.get("/search?q=letter")
    assert answer.status_code == 503
    assert "search servers do not answer" in answer.get_data(as_text=True)
    assert client.get("/api/v1/openapi.json").status_code == 200
    for name in names:
        nodes.start(name)
    nodes.wait()
    healthy(archive, len(names))
    assert client.get("/search?q=letter").status_code == 200
    assert rebuild(archive).documents == DOCUMENTS


def in_cluster(folder: Path, nodes: Cluster) -> Settings:
    """An archive without copies in this cluster, under a name that nothing else has."""
    files = {f"{n}.txt": f"Letter {n} of the archive.\n\nKept for later." for n in range(DOCUMENTS)}
    return dataclasses.replace(
        archive_in(folder, files),
        engine="opensearch",
        opensearch_addresses=nodes.addresses,
        opensearch_name=f"nodes-{uuid4().hex[:8]}",
        opensearch_retries=1,
    )
