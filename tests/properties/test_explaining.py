"""Why documents stand where they stand: on random archives in segments, and on one made for it."""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.query import And, Word
from archive.search import SearchRequest
from archive.worth import Worth
from indexer.engines.whoosh_build import WhooshBuilder
from indexer.engines.whoosh_engine import open_engine
from tests.engines import MemoryTexts, derived, leftovers, whoosh_engine
from tests.random_archives import REQUESTS, archives
from tests.small_documents import Indexed, document

pytestmark = pytest.mark.slow


@given(archives(), st.integers(1, 3), REQUESTS)
def test_the_parts_add_up_to_the_score(
    indexed: list[Indexed], size: int, request: SearchRequest
) -> None:
    """Whatever is asked, of however many segments; and to tell them changes nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        left_out = derived(indexed)
        for number in range(0, max(1, len(indexed)), size):
            builder = WhooshBuilder(Path(folder)) if not number else None
            builder = builder or WhooshBuilder.extending(Path(folder))
            for each, passages in indexed[number : number + size]:
                builder.add(each, passages, leftovers(each, left_out))
            builder.finish()
        with closing(open_engine(Path(folder), MemoryTexts(indexed, left_out))) as engine:
            silent = engine.search(request)
            told = engine.search(replace(request, explain=True))
    assert [replace(hit, worths=()) for hit in told.hits] == list(silent.hits)
    for hit in told.hits:
        assert sum(worth.score for worth in hit.worths) == pytest.approx(hit.score, abs=0.05)
        assert all(worth.score > 0 for worth in hit.worths)
        assert all(worth.count and worth.documents for worth in hit.worths if worth.text)


def test_what_is_told_of_words_and_closeness(tmp_path: Path) -> None:
    """How often a word stands there, in how many documents; closeness where words are close."""
    near = document("near", ["The open archive keeps letters."] * 3, title="The open archive")
    far = document("far", ["An archive.", "It has other things to say.", "Doors open at nine."])
    others = [document(f"other {n}", [f"The weather of day {n}."]) for n in range(6)]
    query = And((Word("the"), Word("open"), Word("archives")))
    request = SearchRequest(query=query, some_below=10, explain=True)
    with closing(whoosh_engine(tmp_path, [near, far, *others])) as engine:
        hits = {hit.document_id: hit.worths for hit in engine.search(request).hits}

    def told(of: Indexed) -> dict[str, Worth]:
        return {worth.text or worth.kind: worth for worth in hits[of[0].id]}

    assert (told(near)["open"].count, told(near)["open"].documents) == (4, 2)
    assert told(near)["archives"].kind == "words"
    assert told(near)["the"].kind == "small words"
    assert told(near)["closeness"].score > 0
    assert told(far)["archives"].count == 1
    assert "closeness" not in told(far)
    assert "the" not in told(far)
