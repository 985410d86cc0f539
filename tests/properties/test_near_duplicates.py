"""Groups of near-duplicates against comparing all with all, however documents came to be there."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.query import Or, Word
from archive.search import Filters, SearchRequest, Sort
from indexer.engines import near_duplicates, sharing_sketches
from indexer.engines.whoosh_build import WhooshBuilder
from indexer.engines.whoosh_engine import open_engine
from tests.agreement import agree
from tests.engines import NO_TEXTS
from tests.oracle import MemoryEngine
from tests.random_archives import MAYBE_DATES
from tests.small_documents import Indexed, document

# Texts whose runs of words are all their own, and which are made of and cut into pieces.
STORIES = [
    [f"story{story} word{place} of{place % 7} it{place % 3}" for place in range(16)]
    for story in range(3)
]
SORTS: st.SearchStrategy[Sort] = st.sampled_from(get_args(Sort))
LANGUAGES = st.sampled_from(["en", "fa"])


WHOLE = 16  # pieces of four words: so many runs a sketch holds all of, and is no estimate


@st.composite
def copies(draw: st.DrawFn, name: str) -> Indexed:
    """A document that is made of pieces of one or two stories, perhaps with a word changed."""
    pieces = []
    for _ in range(draw(st.integers(1, 2))):
        story = draw(st.sampled_from(STORIES))
        first = draw(st.sampled_from([0, 0, 0, 4, 8]))
        last = draw(st.sampled_from([16, 16, 12, 8]))
        pieces += story[first:last]
    pieces = pieces[:WHOLE]
    if draw(st.booleans()) and pieces:
        pieces[draw(st.integers(0, len(pieces) - 1))] = f"changed {name}"
    size = draw(st.sampled_from([1, 5, 40]))
    passages = [" ".join(pieces[at : at + size]) for at in range(0, len(pieces), size)]
    return document(
        name,
        passages,
        title=draw(st.sampled_from(["", f"Title {name}"])),
        language=draw(LANGUAGES),
        published=draw(MAYBE_DATES),
        source=draw(st.sampled_from(["One", "Two"])),
    )


@st.composite
def parts(draw: st.DrawFn) -> list[list[Indexed]]:
    """Documents of one or two updates."""
    return [
        [draw(copies(f"{part}.{place}")) for place in range(draw(st.integers(1, 5)))]
        for part in range(draw(st.integers(1, 2)))
    ]


def build(folder: Path, parts: Sequence[Sequence[Indexed]], gone: Sequence[Indexed]) -> None:
    """An index with a segment for each part, and then without some documents."""
    builder = WhooshBuilder(folder)
    for part in parts:
        for indexed in part:
            builder.add(*indexed)
        builder.finish()
        builder = WhooshBuilder.extending(folder)
    for indexed in gone:
        builder.remove(*indexed)
    if gone:
        builder.finish()


@pytest.mark.slow
@given(parts(), st.sets(st.integers(0, 9), max_size=3), SORTS, st.booleans())
def test_groups_are_those_of_comparing_all(
    parts: list[list[Indexed]], gone: set[int], sort: Sort, in_blocks: bool
) -> None:
    """The same groups under the same earliest, in results and for each document.

    Also where not all of them are looked at together, as of very many.
    """
    every = [indexed for part in parts for indexed in part]
    left = [indexed for place, indexed in enumerate(every) if place not in gone]
    taken = [indexed for place, indexed in enumerate(every) if place in gone]
    oracle = MemoryEngine(left)
    with tempfile.TemporaryDirectory() as folder:
        with pytest.MonkeyPatch.context() as patch:
            if in_blocks:
                patch.setattr(sharing_sketches, "_AT_ONCE", 50)
                patch.setattr(sharing_sketches, "_BLOCK", 2)
                patch.setattr(near_duplicates, "_PAIRS", 3)
            build(Path(folder), parts, taken)
        with closing(open_engine(Path(folder), NO_TEXTS)) as engine:
            for each, _ in every:
                assert engine.copies(each.id) == oracle.copies(each.id)
            for filters in (Filters(), Filters(include={"source": ("One",)})):
                for query in (None, Or((Word("word3"), Word("changed")))):
                    agree(
                        engine,
                        oracle,
                        SearchRequest(query=query, filters=filters, sort=sort, group=True),
                    )
        assert len(list(Path(folder).glob("groups.*.arrays"))) == 1
