"""Row 10 of the table of faults: many random archives and queries, the engine beside the oracle."""

from __future__ import annotations

import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from archive.search import SearchRequest
from indexer.engines.whoosh_build import WhooshBuilder
from indexer.engines.whoosh_engine import open_engine
from tests.agreement import agree
from tests.engines import MemoryTexts, derived, leftovers
from tests.faults.figures import record, tries
from tests.oracle import MemoryEngine
from tests.properties.test_whoosh_segments import join
from tests.random_archives import REQUESTS, Step, histories, left

SEED = 20_260_110
REQUESTS_EACH = 10  # of an archive, no two the same


def write(folder: Path, steps: list[Step]) -> None:
    """Write the index of an archive and update it."""
    for number, (removed, added) in enumerate(steps):
        builder = WhooshBuilder.extending(folder) if number else WhooshBuilder(folder)
        for indexed in removed:
            builder.remove(*indexed, leftovers(indexed[0], derived([indexed])))
        for indexed in added:
            builder.add(*indexed, leftovers(indexed[0], derived([indexed])))
        builder.finish()


@pytest.mark.evidence
@pytest.mark.slow
def test_random_pairs() -> None:
    """Whatever is in an archive, however it came there, whatever is asked: the oracle's answer."""
    pairs = tries(1_000, 10_000)
    checked = 0

    @seed(SEED)
    @settings(max_examples=pairs // REQUESTS_EACH, database=None)
    @given(
        histories(),
        st.booleans(),
        st.lists(REQUESTS, min_size=REQUESTS_EACH, max_size=REQUESTS_EACH, unique_by=repr),
    )
    def check(steps: list[Step], joined: bool, requests: list[SearchRequest]) -> None:
        nonlocal checked
        oracle = MemoryEngine(left(steps), derived(left(steps)))
        with tempfile.TemporaryDirectory() as name:
            write(Path(name), steps)
            if joined:
                join(Path(name))
            with closing(
                open_engine(Path(name), MemoryTexts(left(steps), derived(left(steps))))
            ) as engine:
                for request in requests:
                    agree(engine, oracle, request)
                    checked += 1

    begun, failures = time.monotonic(), 1
    try:
        check()
        failures = 0
    finally:
        note = "archives updated up to three times; sets, scores, order, passages, facets, places"
        record(10, "engine against the oracle: random (archive, query) pairs", checked, failures,
               SEED, time.monotonic() - begun, note)  # fmt: skip
    assert checked >= pairs
