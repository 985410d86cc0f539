"""The ratios that were once reached: a run that falls behind them says so.

Promises: compares with the group ``speed`` of tests/floors.toml, which says when it was measured;
machines are noisy, so only what is worse by a quarter or more is told, and searches only where
they are so twice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

TEXTS = 100_000  # the number of texts that the floors are of
_FLOORS = Path(__file__).parents[1] / "tests" / "floors.toml"
_NOISE = 1.25


def behind(result: dict[str, Any]) -> dict[str, str]:
    """A sentence for each ratio of ``engine.json`` that is worse than its floor, by its name."""
    floors = tomllib.loads(_FLOORS.read_text("utf-8"))["speed"]
    told = {}
    for kind, reached in floors["p95_by_tantivy"].items():
        systems = result["kinds"].get(kind, {})
        if not {"muniment", "tantivy"} <= systems.keys():
            continue
        ratio = systems["muniment"]["p95_ms"] / systems["tantivy"]["p95_ms"]
        if ratio > reached * _NOISE:
            told[kind] = f"{kind}: p95 is {ratio:.2f} of tantivy's; {reached:.2f} was reached."
    built = result["build"]
    if {"muniment", "tantivy"} <= built.keys():
        ratio = built["muniment"]["texts_per_cpu_s"] / built["tantivy"]["texts_per_cpu_s"]
        if ratio * _NOISE < floors["build_by_tantivy"]:
            reached = floors["build_by_tantivy"]
            told["build"] = (
                f"Building is at {ratio:.2f} of tantivy's rate; {reached:.2f} was reached."
            )
    return told


def fallen(result: dict[str, Any], again: Callable[[], dict[str, Any]]) -> list[str]:
    """What is behind its floor, and is so when the two are asked ``again``, if it is of searches.

    A neighbour of the machine slows whatever is asked while it works, so a kind may look slow once;
    see docs/decisions/0040-gates-asked-twice.md.
    """
    first = behind(result)
    if not first.keys() - {"build"}:
        return list(first.values())
    second = behind(result | {"kinds": again()})
    return [sentence for name, sentence in second.items() if name in first]
