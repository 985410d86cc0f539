"""Opening an index that the page cache does not hold, the first query, memory, and adding."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from benchmarks.corpus.queries import WARM, Queries
from benchmarks.figures import medians
from benchmarks.processes import Worker

Folders = dict[str, Path]


def cold(folders: Folders, asked: Queries, rounds: int) -> dict[str, Any]:
    """Medians over new processes: opening cold, first query, memory after some searches."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in folders}
    for number in range(rounds):
        for name, folder in folders.items():
            with Worker(name, folder) as worker:
                worker.ask(do="forget")
            with Worker(name, folder) as worker:
                opened = worker.ask(do="open")
                query = asked["page"][WARM + number]
                first = worker.ask(do="first", kind="page", query=query)
                for kind in ("rare", "common", "and", "or", "phrase", "page"):
                    worker.ask(do="run", kind=kind, queries=asked[kind])
                memory = worker.ask(do="memory")
            found[name].append(
                {
                    "open_ms": opened["wall_ms"],
                    "open_cpu_ms": opened["cpu_ms"],
                    "first_page_ms": first["wall_ms"],
                    "first_page_cpu_ms": first["cpu_ms"],
                    "resident_mb": memory["VmRSS"],
                    "private_mb": memory["RssAnon"],
                }
            )
    return {name: medians(figures) for name, figures in found.items()}


def extend(folders: Folders, work: Path, corpus: Path, start: int, count: int) -> dict[str, Any]:
    """Seconds for adding ``count`` texts to a copy of each index."""
    found = {}
    for name, folder in folders.items():
        copy = work / "extended"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        with Worker(name, copy) as worker:
            found[name] = worker.ask(do="extend", corpus=str(corpus), start=start, count=count)
        shutil.rmtree(copy)
    return found
