"""Documents like one: by its telling words, without itself and its copies."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.answers import similar_answer, similar_plain
from archive.answers.similar import READ, WORDS
from archive.errors import NotFoundError
from archive.query import parse
from archive.search import Snapshot
from indexer.generations import Generations
from indexer.snapshots import close_snapshot, open_generation
from tests.engines import whoosh_engine
from tests.oracle import MemoryEngine
from tests.random_archives import TEXTS, archives
from tests.small_archives import add_generation
from tests.small_documents import Indexed, document
from tests.unit.test_answers import checked

BASE = "https://archive.example"
COMMON = "the report of the committee was read on the day and the members were there"
PRISON = " ".join(f"the prison letter {n} was smuggled by guard {n}" for n in range(12))
INDEXED: list[Indexed] = [
    document("prison", [PRISON], title="A smuggled letter", published="1988"),
    document("copy", [PRISON], title="Reprint", published="1989"),
    document("like", [f"Another letter from prison was smuggled out. {COMMON}"], title="Letters"),
    document("less like", [f"A guard read a report. {COMMON}"]),
    document("unlike", [COMMON]),
    document("fa", ["نامه‌ای از زندان به دست نگهبان رسید."], language="fa"),
    document("fa too", ["زندان و نگهبان در نامه آمده است."], language="fa"),
    document("alone", ["Palimpsests quipu xylograph"], language="la"),
    document("empty", []),
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """A generation of these documents."""
    index = tmp_path_factory.mktemp("similar")
    add_generation(index, INDEXED)
    current = Generations(index).current()
    assert current is not None
    with ExitStack() as stack:
        opened = open_generation(current)
        stack.callback(close_snapshot, opened)
        yield opened


def alike(snapshot: Snapshot, place: int) -> list[str]:
    """The names of documents like the one at this place of the list."""
    answer = similar_answer(snapshot, INDEXED[place][0].id)
    return [hit.document.path.rpartition("-")[0] for hit in answer.hits]


def test_the_most_alike_come_first(snapshot: Snapshot) -> None:
    """By the words that are telling; neither the document nor its copies are like it."""
    found = alike(snapshot, 0)
    assert found[:2] == ["like", "less like"]
    assert not {"prison", "copy"} & set(found)
    assert alike(snapshot, 1) == found
    assert alike(snapshot, 5) == ["fa too"]


def test_it_is_a_query_that_anyone_can_run(snapshot: Snapshot) -> None:
    """The words are told, the query reads as them, and the answer is as described."""
    answer = similar_answer(snapshot, INDEXED[0][0].id)
    assert {"smuggled", "prison", "guard"} <= set(answer.words)
    assert len(answer.words) <= WORDS
    parsed = parse(answer.query)
    assert not parsed.notices
    assert answer.query == " OR ".join(answer.words)
    plain = checked("Similar", similar_plain(answer, BASE))
    assert plain["words"] == list(answer.words)
    assert all(hit["passages"][0]["highlights"] for hit in plain["hits"])


@pytest.mark.parametrize("place", [7, 8])
def test_nothing_is_like_what_shares_no_word(snapshot: Snapshot, place: int) -> None:
    """Words that no other document has tell nothing; a document without text has none."""
    answer = similar_answer(snapshot, INDEXED[place][0].id)
    assert (answer.words, answer.query, answer.hits) == ((), "", ())


def test_an_unknown_document(snapshot: Snapshot) -> None:
    """A sentence, as everywhere."""
    with pytest.raises(NotFoundError, match="There is no document"):
        similar_answer(snapshot, "0" * 16)


def test_the_work_is_bounded(tmp_path: Path) -> None:
    """Of a long document only the beginning is read."""
    early, late = "early word " * 20, "late word " * 20
    filler = ["filler " * 100] * (READ // 700 + 2)
    indexed = [document("long", [early, *filler, late]), document("other", [early, late])]
    add_generation(tmp_path, indexed)
    current = Generations(tmp_path).current()
    assert current is not None
    opened = open_generation(current)
    answer = similar_answer(opened, indexed[0][0].id)
    close_snapshot(opened)
    assert "early" in answer.words
    assert "late" not in answer.words


@given(archives(), st.lists(TEXTS, max_size=4), st.sampled_from(["en", "fa"]))
def test_telling_words_are_those_of_counting_all(
    indexed: Sequence[Indexed], texts: list[str], language: str
) -> None:
    """The same words, but for the order of equal ones, as reading everything gives."""
    oracle = MemoryEngine(indexed)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(whoosh_engine(Path(folder), indexed)) as engine,
    ):
        got, right = engine.telling(texts, language, 99), oracle.telling(texts, language, 99)
        assert sorted(got) == sorted(right)
