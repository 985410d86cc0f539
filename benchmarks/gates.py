"""The ratios that were once reached: a run that falls behind them says so.

Promises: compares with the group ``speed`` of tests/floors.toml, which says when it was measured;
machines are noisy, so only what is worse by a quarter or more is told.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TEXTS = 100_000  # the number of texts that the floors are of
_FLOORS = Path(__file__).parents[1] / "tests" / "floors.toml"
_NOISE = 1.25


def behind(result: dict[str, Any]) -> Iterator[str]:
    """A sentence for each ratio of ``engine.json`` that is worse than its floor."""
    floors = tomllib.loads(_FLOORS.read_text("utf-8"))["speed"]
    for kind, reached in floors["p95_by_tantivy"].items():
        systems = result["kinds"].get(kind, {})
        if not {"muniment", "tantivy"} <= systems.keys():
            continue
        ratio = systems["muniment"]["p95_ms"] / systems["tantivy"]["p95_ms"]
        if ratio > reached * _NOISE:
            yield f"{kind}: p95 is {ratio:.2f} of tantivy's; {reached:.2f} was reached."
    built = result["build"]
    if {"muniment", "tantivy"} <= built.keys():
        ratio = built["muniment"]["texts_per_cpu_s"] / built["tantivy"]["texts_per_cpu_s"]
        if ratio * _NOISE < floors["build_by_tantivy"]:
            reached = floors["build_by_tantivy"]
            yield f"Building is at {ratio:.2f} of tantivy's rate; {reached:.2f} was reached."
