"""Words that resemble a word: by the fours of letters that they share."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.grams import parts
from indexer.engines.resembling import resembling
from indexer.engines.segment import Segment
from indexer.engines.whoosh_index import open_index, parts_of
from tests.engines import whoosh_engine
from tests.small_documents import Indexed, document


def segments_of(folder: Path, indexed: list[Indexed]) -> list[Segment]:
    """The segments of an index of these documents."""
    whoosh_engine(folder, indexed).close()
    return [Segment(part.arrays, part.deleted) for part in parts_of(open_index(folder))]


def share(word: str, other: str) -> float:
    """How much of a word's fours another one has, the plain way."""

    def fours(text: str) -> set[str]:
        text = f"_{text}_"
        return {text[at : at + 4] for at in range(len(text) - 3)}

    return len(fours(word) & fours(other)) / len(fours(word))


@pytest.mark.parametrize(
    ("language", "text", "typed", "expected"),
    [
        ("de", "Straßenbahnhaltestelle", "Haltestelle", {"de:strassenbahnhaltestell"}),
        ("de", "Gefangenenlager", "Gefangene", {"de:gefangenenlag"}),
        ("ru", "переобучение", "обучения", {"ru:переобучен"}),
        ("uk", "звільнення", "звільнений", {"звільнення"}),
        ("en", "archives", "archivist", set()),
        ("de", "1988 1989", "1988", set()),
        ("de", "Halt", "Haltestelle", set()),
        ("de", "Ohr", "Ohr", set()),
    ],
)
def test_words_that_resemble(
    tmp_path: Path, language: str, text: str, typed: str, expected: set[str]
) -> None:
    """Compounds and other forms that stems do not tell; never English, numbers and short words."""
    segments = segments_of(tmp_path, [document("one", [text], language=language)])
    assert {term for term, _ in resembling(typed, segments)} == expected


WORDS = st.lists(st.text("abc", min_size=1, max_size=9), min_size=1, max_size=30, unique=True)


@given(WORDS, st.text("abc", min_size=4, max_size=9))
def test_exactly_the_words_that_share_enough(words: list[str], typed: str) -> None:
    """As trying each word finds, with its share, the best thirty."""
    with tempfile.TemporaryDirectory() as folder:
        segments = segments_of(Path(folder), [document("one", [" ".join(words)], language="xx")])
        found = dict(resembling(typed, segments))
    expected = {w: share(typed, w) for w in words if len(w) >= 4 and share(typed, w) >= 0.45}
    best = sorted(expected, key=lambda word: (-expected[word], word))[:30]
    assert found == {word: expected[word] for word in best}


def test_segments_make_no_difference(tmp_path: Path) -> None:
    """What resembles is the same in one segment and in several, whichever has the word."""
    indexed = [
        document("a", ["Vorratskammern"], language="de"),
        document("b", ["Kammern und Kammerherr, archive"], language="de"),
        document("c", ["archive Kammern"], language="en"),
        document("d", ["Kammerherr archives"], language=""),
    ]
    together = segments_of(tmp_path / "one", indexed)
    apart = [segment for each in indexed for segment in segments_of(tmp_path / each[0].id, [each])]
    for typed in ("Kammer", "Kammern", "Archive", "Kammerherren"):
        assert resembling(typed, apart) == resembling(typed, together)
    assert dict(resembling("Kammern", together)).keys() == {
        "de:kamm", "de:kammerherr", "de:vorratskamm", "kammerherr",
    }  # fmt: skip


def test_fours_are_told_apart() -> None:
    """No two of the fours of a large alphabet have one hash."""
    letters = [chr(0x0627 + number) for number in range(30)]
    words = [a + b + c + d for a in letters for b in letters for c in letters for d in "آبپت"]
    hashes, _ = parts(words)
    inner = hashes.reshape(len(words), 3)[:, 1]
    assert len(set(inner.tolist())) > len(words) * 0.9999
