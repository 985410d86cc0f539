"""Queries that mean harm, as data: each a unit that is repeated, up to and beyond the limit.

``few`` and ``many`` say what must become of some 60 code points and of as many as are accepted:
"run", "all" (nothing was typed that can be seen, which asks for everything), or the part that a
refusal must name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from archive.answers import concordance_answer, concordance_plain, search_answer, search_plain
from archive.parameters_reading import read_parameters
from archive.query import LIMITS, cost, parse, unparse
from archive.query.cost import refusal
from archive.search import Snapshot
from archive.settings import Settings
from indexer.generations import Generations
from indexer.snapshots import close_snapshot, open_generation
from tests.small_archives import add_generation
from tests.small_documents import document

FEW, FAR_TOO_MANY = 60, 100_000  # code points
SETTINGS = Settings()
SHAPES = [
    json.loads(line)
    for line in Path(__file__).with_name("queries.jsonl").read_text("utf-8").splitlines()
]
NAMED = {
    "nothing": "Nothing in this query can be searched",
    "words": f"at most {LIMITS.words} can be searched at once",
    "phrase": f"at most {LIMITS.phrase} can be searched as one",
    "clauses": f"at most {LIMITS.clauses} can be searched at once",
    "depth": f"at most {LIMITS.depth} levels can",
    "near": f"at most {LIMITS.near} can be searched so",
    "patterns": f"at most {LIMITS.patterns} can be searched at once",
}  # fmt: skip


def text_of(shape: dict[str, str], length: int) -> str:
    """A query of this shape, as long as that or a little shorter."""
    before, unit, after = shape.get("before", ""), shape["unit"], shape.get("after", "")
    return before + unit * max(1, (length - len(before) - len(after)) // len(unit)) + after


def _name(shape: dict[str, str]) -> str:
    return ascii("".join(shape.get(part, "") for part in ("before", "unit", "after")))[:40]


def test_there_are_many() -> None:
    """Of each kind that is known to have hurt somebody, and no two alike."""
    assert len(SHAPES) >= 300
    assert len({json.dumps(shape) for shape in SHAPES}) == len(SHAPES)


@pytest.mark.slow
@pytest.mark.parametrize("length", [1, FEW, LIMITS.length, LIMITS.length + 1, FAR_TOO_MANY])
@pytest.mark.parametrize("shape", SHAPES, ids=_name)
def test_is_run_within_limits_or_refused(shape: dict[str, str], length: int) -> None:
    """No error, no deep recursion, no flood of notices; what is accepted is within the limits."""
    text = text_of(shape, length)
    parsed = parse(text)
    assert len(parsed.notices) <= 10
    assert all(len(notice) < 1_000 for notice in parsed.notices)
    if len(text) > LIMITS.length:
        assert parsed.refused
        assert str(LIMITS.length) in parsed.notices[0]
    if parsed.refused:
        assert parsed.tree is None
        assert parsed.notices
    elif parsed.tree is not None:
        assert refusal(cost(parsed.tree), LIMITS) == ""
        # Written out it may be a mark or two longer than it was typed.
        again = parse(unparse(parsed.tree), replace(LIMITS, length=LIMITS.length + 2))
        assert again.tree == parsed.tree


@pytest.mark.parametrize("shape", SHAPES, ids=_name)
def test_becomes_what_it_must(shape: dict[str, str]) -> None:
    """It is run, or refused with the part named that is too much."""
    for length, fate in ((FEW, shape["few"]), (LIMITS.length, shape["many"])):
        parsed = parse(text_of(shape, length))
        if fate in ("run", "all"):
            assert (parsed.tree is not None) == (fate == "run")
            assert not parsed.refused
        else:
            assert NAMED[fate] in parsed.notices[-1]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """A few documents that have some of what is asked for."""
    index = tmp_path_factory.mktemp("hostile")
    add_generation(
        index,
        [
            document("a", ["A prison letter; the name of a man.", "a b c a b"], title="Pris 1988"),
            document("fa", ["نام او در مسلخ بود. و در نامه"], language="fa", published="1988-07"),
            document("zh", ["中国人权 C++ 7*7"], language="zh"),
        ],
    )
    current = Generations(index).current()
    assert current is not None
    snapshot = open_generation(current)
    with closing(_Closing(snapshot)):
        yield snapshot


class _Closing:
    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def close(self) -> None:
        close_snapshot(self._snapshot)


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES, ids=_name)
def test_is_answered(shape: dict[str, str], snapshot: Snapshot) -> None:
    """The archive answers, in text that can be sent; nothing is found where nothing was run."""
    for text in ("fox " + text_of(shape, 6), text_of(shape, FEW), text_of(shape, LIMITS.length)):
        parameters = read_parameters([("q", text)], SETTINGS)
        plain = search_plain(search_answer(snapshot, parameters, SETTINGS), "")
        assert json.loads(json.dumps(plain, ensure_ascii=False).encode()) == plain
        assert not plain["query"]["stopped"]
        if plain["query"]["refused"]:
            assert plain["total"]["value"] == 0
            assert plain["query"]["notices"]
        lines = concordance_answer(snapshot, parameters.with_order("after"), SETTINGS)
        told = concordance_plain(lines, "")
        assert json.loads(json.dumps(told, ensure_ascii=False).encode()) == told
        assert lines.total == len(lines.lines) or lines.total > parameters.per_page
        assert lines.total or lines.notices or not lines.search.total
