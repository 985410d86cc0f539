"""Medians and percentiles, and what machine they were taken on."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of the values lie."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def over_rounds(rounds: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Medians over rounds of the p50 and p95 of CPU and wall milliseconds."""

    def median(name: str, share: float) -> float:
        return round(statistics.median(percentile(r[name], share) for r in rounds), 3)

    return {
        "p50_ms": median("cpu_ms", 0.5),
        "p95_ms": median("cpu_ms", 0.95),
        "wall_p50_ms": median("wall_ms", 0.5),
        "wall_p95_ms": median("wall_ms", 0.95),
        "matches": sum(rounds[0]["totals"]),
    }


def medians(rounds: Sequence[dict[str, Any]]) -> dict[str, float]:
    """The median over rounds of every figure."""
    return {
        name: round(statistics.median(figures[name] for figures in rounds), 3) for name in rounds[0]
    }


def put_into(page: Path, name: str, tables: str) -> None:
    """Put tables into a page of the documentation, between the marks of this name."""
    begin, end = f"<!-- {name} begin -->", f"<!-- {name} end -->"
    before, found, rest = page.read_text("utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{page} has no place for the figures “{name}”.")
    page.write_text(f"{before}{begin}\n{tables}\n{end}{after}", "utf-8")


def tell(into: Path | None, name: str, how: str, tables: Iterable[str]) -> None:
    """Print tables under when, where and ``how`` they were measured; ``into`` a page too."""
    told = "\n".join([f"{datetime.now(UTC).date()}, {machine()}, {how}", "", *tables])
    print(told)
    if into:
        put_into(into, name, told)


def machine() -> str:
    """Processor, cores, memory, system and interpreter, in a line."""
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}"
    )
