"""The benchmark's gates: a run that falls behind what was reached says so, and noise does not."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks import gates
from tests.floors import floors


def run(slower: float, building: float) -> dict[str, Any]:
    """A result whose ratios are the floors', changed by these factors."""
    reached = floors("speed")
    kinds = {
        kind: {"muniment": {"p95_ms": ratio * slower}, "tantivy": {"p95_ms": 1.0}}
        for kind, ratio in reached["p95_by_tantivy"].items()
    }
    built = {
        "muniment": {"texts_per_cpu_s": reached["build_by_tantivy"] * building},
        "tantivy": {"texts_per_cpu_s": 1.0},
    }
    return {"texts": gates.TEXTS, "kinds": kinds, "build": built}


def test_noise_is_let_pass() -> None:
    """What was reached, and a little less, is no fall."""
    assert gates.behind(run(1.0, 1.0)) == {}
    assert gates.behind(run(1.2, 0.85)) == {}


def test_a_fall_is_told() -> None:
    """Each kind that is worse by more than a quarter is named, and building too."""
    told = list(gates.behind(run(1.3, 0.7)).values())
    assert len(told) == len(floors("speed")["p95_by_tantivy"]) + 1
    assert told[0].startswith("rare:")
    assert told[-1].startswith("Building")


def test_an_absent_peer_is_no_fall() -> None:
    """Where tantivy was not there nothing can be said."""
    result = run(9.0, 0.1)
    del result["build"]["tantivy"]
    result["kinds"] = {}
    assert gates.behind(result) == {}


def test_a_kind_is_told_that_is_behind_twice() -> None:
    """What is slow once was the machine; building is not done again, and is told at once."""
    slow, well = run(1.3, 1.0), run(1.0, 1.0)
    assert gates.fallen(slow, lambda: well["kinds"]) == []
    told = gates.fallen(slow, lambda: {**well["kinds"], "or": slow["kinds"]["or"]})
    assert [sentence.partition(":")[0] for sentence in told] == ["or"]
    (told_once,) = gates.fallen(run(1.0, 0.7), lambda: pytest.fail("asked again for nothing"))
    assert told_once.startswith("Building")
