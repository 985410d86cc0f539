"""An index that was updated again and again answers as one that was made anew."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.query import parse
from archive.search import Filters, SearchRequest, Snapshot
from archive.settings import Settings
from indexer.build import rebuild, update
from indexer.places import generations_of
from indexer.snapshots import close_snapshot
from tests.small_archives import archive_in, write_files

pytestmark = pytest.mark.slow

PATHS = ("a.html", "b.html", "c.txt", "folder/d.md", "folder/e.html", "f.txt")
WORDS = ("river", "archive", "light", "stone", "letter")
QUERIES = (*WORDS, "river light", '"stone letter"', "river OR stone", "-light archive", "lett*", "")


def page(number: int) -> str:
    """A small page; the same words stand in several, in other numbers."""
    words = [WORDS[(number * step) % len(WORDS)] for step in range(1, 4 + number % 5)]
    body = "".join(f"<p>{' '.join(words[n:] + words[:n])} here.</p>" for n in range(1 + number % 3))
    return (
        f"<html lang=en><head><title>Page {words[0]} {number}</title>"
        f'<meta name="author" content="Author {number % 3}"></head>'
        f"<body><nav><a href=/>menu</a></nav><h1>{words[-1]}</h1>{body}</body></html>"
    )


CONTENTS: tuple[bytes | str, ...] = (
    *(page(number) for number in range(8)),
    "A plain text of the river.\n\nAnd of a letter in stone.\n",
    b"\x00\x01\x02binary\x00" * 20,  # of no kind that is read
    "",
)
SIDECARS = (
    "source_url: https://example.org/one\ncaptured_at: 2021-02-03\n",
    "source_url: https://example.org/one\ntitle: Another light\n",
    "collection: stones\nauthors: [Somebody Else]\n",
)
CHANGE = st.tuples(st.sampled_from(PATHS), st.none() | st.integers(0, len(CONTENTS) - 1))
DESCRIBE = st.tuples(
    st.sampled_from([f"{path}.yaml" for path in PATHS]),
    st.none() | st.integers(0, len(SIDECARS) - 1),
)
STEPS = st.lists(st.lists(CHANGE | DESCRIBE, min_size=1, max_size=4), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An archive whose keep has the editions of all contents, so that no parser need start."""
    files = {f"x{n}.{'txt' if n == 8 else 'html'}": data for n, data in enumerate(CONTENTS)}
    archive = archive_in(tmp_path_factory.mktemp("known"), {"always.txt": "Always here.", **files})
    rebuild(archive)
    for name in files:
        (archive.corpus / name).unlink()
    return archive


def change(corpus: Path, path: str, number: int | None) -> None:
    """Write or remove a file."""
    if number is None:
        (corpus / path).unlink(missing_ok=True)
    else:
        write_files(corpus, {path: (SIDECARS if path.endswith(".yaml") else CONTENTS)[number]})


def answers(snapshot: Snapshot) -> Iterator[object]:
    """All that a generation tells; scores are rounded, since they are sums in any order."""
    store, engine = snapshot.documents, snapshot.engine
    ids = store.newest(1000)
    yield ids, snapshot.generation.documents, snapshot.generation.passages
    for one in sorted(ids):
        yield store.document(one), store.passages(one), store.left_out(one), store.text(one)
    yield store.same_address("https://example.org/one"), store.find("")
    report = snapshot.report
    yield report.partial, report.failed, report.skipped, report.files
    for text in QUERIES:
        query = parse(text).tree
        for sort in ("relevance", "newest"):
            found = engine.search(SearchRequest(query=query, sort=sort, limit=50))
            hits = [(h.document_id, round(h.score, 5), h.passages, h.more) for h in found.hits]
            yield text, found.total, hits, found.facets, found.expansions, found.notices
        yield engine.count(query, Filters(include={"author": ("Author 1",)}))
    yield [engine.suggest(prefix) for prefix in ("", "l", "li", "st", "a")]


def opened(archive: Settings) -> list[object]:
    """The answers of the generation in use."""
    snapshot = generations_of(archive).open_current()
    try:
        return list(answers(snapshot))
    finally:
        close_snapshot(snapshot)


def after(
    steps: Sequence[Sequence[tuple[str, int | None]]], updated: Settings, fresh: Settings
) -> tuple[list[object], list[object]]:
    """The answers of an archive updated after each step, and of one rebuilt after all."""
    for path in PATHS:
        change(updated.corpus, path, None)
        change(updated.corpus, f"{path}.yaml", None)
    rebuild(updated)
    for step in steps:
        for path, number in step:
            change(updated.corpus, path, number)
        update(updated)
    rebuild(fresh)
    return opened(updated), opened(fresh)


@given(steps=STEPS)
@example(steps=[[("b.html", 2)], [("b.html", 8)]])  # a word goes and comes in one update
@example(steps=[[(path, number)] for number, path in enumerate(PATHS)] * 3)  # parts are joined
@settings(deadline=None)
def test_updates_give_what_a_rebuild_gives(
    known: Settings,
    steps: Sequence[Sequence[tuple[str, int | None]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Whatever was added, changed, described and removed in whichever order: same answers."""
    updated = dataclasses.replace(known, index=tmp_path_factory.mktemp("updated"))
    fresh = dataclasses.replace(known, index=tmp_path_factory.mktemp("fresh"))
    for got, expected in zip(*after(steps, updated, fresh), strict=True):
        assert got == expected


@pytest.mark.opensearch
@pytest.mark.timeout(1800)
@given(steps=STEPS)
@example(steps=[[("b.html", 2)], [("b.html", 8)]])
@example(steps=[[(path, number)] for number, path in enumerate(PATHS)] * 2)
@settings(deadline=None, max_examples=5)  # an update takes seconds there
def test_updates_in_a_cluster_give_what_a_rebuild_here_gives(
    known: Settings,
    opensearch: Settings,
    steps: Sequence[Sequence[tuple[str, int | None]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """So they do in a cluster, with the very answers of an archive in a folder."""
    updated = dataclasses.replace(
        known,
        index=tmp_path_factory.mktemp("updated"),
        engine="opensearch",
        opensearch_addresses=opensearch.opensearch_addresses,
        opensearch_name=f"updates-{uuid4().hex[:8]}",
    )
    fresh = dataclasses.replace(known, index=tmp_path_factory.mktemp("fresh"))
    for got, expected in zip(*after(steps, updated, fresh), strict=True):
        assert got == expected
