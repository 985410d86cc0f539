"""Evidence 5: a flipped bit or a cut anywhere in an index is noticed before it is served."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest

from archive.errors import IndexDamagedError
from archive.query import Word
from archive.search import SearchRequest
from indexer.generations import Generations
from indexer.snapshots import close_snapshot
from tests.faults.figures import record, tries
from tests.small_archives import add_generation
from tests.small_documents import document

SEED = 5
DOCUMENTS = [
    document(f"d{n}", [f"word{n} and others", "سلام دنیا"], title=f"Title {n}", published="1988")
    for n in range(40)
]


def damaged(data: bytes, random: Random) -> bytes:
    """The bytes with one bit flipped, or cut short."""
    if random.random() < 0.25:
        return data[: random.randrange(len(data))]
    changed = bytearray(data)
    changed[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(changed)


def is_noticed(index: Path) -> bool:
    """Whether opening refuses, or tells of the damage and answers rightly from what is whole."""
    try:
        snapshot = Generations(index).open_current()
    except IndexDamagedError:
        return True
    try:
        hits = snapshot.engine.search(SearchRequest(query=Word("word7"))).hits
        right = [hit.document_id for hit in hits] == [DOCUMENTS[7][0].id]
        return right and any("damaged" in notice for notice in snapshot.report.notices)
    finally:
        close_snapshot(snapshot)


@pytest.mark.evidence
@pytest.mark.parametrize("kept", [2, 1])
def test_damage_is_noticed_before_serving(tmp_path: Path, kept: int) -> None:
    """With and without an older generation to fall back to, nothing damaged is ever opened."""
    for _ in range(kept):
        generation = add_generation(tmp_path, DOCUMENTS)
    folder = tmp_path / "generations" / generation
    files = sorted(path for path in folder.rglob("*") if path.stat().st_size)
    files = [tmp_path / "current", *(path for path in files if path.is_file())]
    assert not is_noticed(tmp_path)  # whole, it opens without a notice
    random, begun, failures = Random(SEED), time.monotonic(), 0
    count = tries(30, 500)
    for _ in range(count):
        path = random.choice(files)
        whole = path.read_bytes()
        path.write_bytes(damaged(whole, random))
        failures += not is_noticed(tmp_path)
        path.write_bytes(whole)
    note = "falls back to the generation before" if kept == 2 else "refuses, none is left"
    seconds = time.monotonic() - begun
    record(5, "bit flips and truncations in an index", count, failures, SEED, seconds, note)
    assert failures == 0
    assert not is_noticed(tmp_path)
