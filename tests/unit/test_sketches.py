"""Sketches of documents: the smallest numbers of their runs of words."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.batches import BatchAnalyser
from indexer.engines.sketches import RUN, SIZE, Sketches, _smallest
from indexer.engines.units import Batch, Units, in_order
from tests.small_documents import document

DOCUMENTS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 400), st.integers(0, 9)), min_size=1, max_size=5
)


def numbers(texts: list[list[str]], language: str = "en", title: str = "") -> list[list[int]]:
    """The sketch of each document, given by its passages."""
    batch, sketches, analyser = Batch(), Sketches(), BatchAnalyser()
    for number, passages in enumerate(texts):
        each, held = document(str(number), passages, title=title)
        batch.add(number, each, held, ())
    tokens = analyser.analyse(batch.texts, language)
    sketches.meet(analyser.forms)
    units = Units(batch, in_order([(range(len(batch.texts)), tokens)]))
    read = units.passages()
    found = sketches.of(tokens.forms[read], units.documents[read])
    return [found.positions[found.documents == n].tolist() for n in range(len(texts))]


@given(DOCUMENTS)
def test_the_smallest_are_those_of_sorting_all(made: list[tuple[int, int, int]]) -> None:
    """Of many or few, distinct or repeated, large or small values."""
    rng = np.random.default_rng(7)
    owners: list[int] = []
    values: list[npt.NDArray[Any]] = []
    for owner, (size, distinct, shift) in enumerate(made):
        owners += [owner + 5] * size
        pool = rng.integers(0, 1 << 32, distinct, dtype=np.uint32) >> np.uint32(shift)
        values.append(rng.choice(pool, size))
    every = np.concatenate(values).astype(np.uint32)
    found = _smallest(np.array(owners, np.uint32), every)
    for owner in range(len(made)):
        got = found.positions[found.documents == owner + 5].tolist()
        assert got == sorted(set(values[owner].tolist()))[:SIZE]
    assert set(found.documents.tolist()) <= set(owners)


WORDS = [f"w{number}" for number in range(200)]


def test_a_sketch_is_of_the_words_alone() -> None:
    """Not of case, marks, punctuation, passages, titles, neighbours or language."""
    text = " ".join(WORDS)
    (plain,) = numbers([[text]])
    assert len(plain) == SIZE
    assert plain == sorted(set(plain))
    other = [[WORDS[0].upper() + ", " + "; ".join(WORDS[1:90]) + "."], [" ".join(WORDS[90:])]]
    parted = [other[0][0], *other[1]]
    assert numbers([["something else entirely"], parted, ["x"]], title="A title")[1] == plain
    assert numbers([[text]], "fa") == [plain]


@pytest.mark.parametrize("size", range(RUN + 2))
def test_short_texts(size: int) -> None:
    """As many numbers as runs; none where there are fewer words than a run has."""
    (found,) = numbers([[" ".join(WORDS[:size])]])
    assert len(found) == max(0, size - RUN + 1)


def test_what_is_shared_is_kept_of_both() -> None:
    """Of a text and its first half the same small numbers are kept, as far as both reach."""
    whole, half = numbers([[" ".join(WORDS)], [" ".join(WORDS[:100])]])
    reach = min(whole[-1], half[-1])
    kept = [number for number in half if number <= reach]
    assert set(kept) <= set(whole)
    assert len(kept) > SIZE // 4


def test_passages_alone_count() -> None:
    """A document without passages has no sketch, whatever its title."""
    assert numbers([[]], title=" ".join(WORDS)) == [[]]
