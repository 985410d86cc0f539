"""Queries a second: 1 and 8 threads in a process, and two processes on the same files.

Promises: no query twice in a process; a run ends after some seconds or with its queries, and
says what the slowest of its threads got done.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.corpus.queries import Query
from benchmarks.figures import medians
from benchmarks.processes import Worker

SECONDS = 5.0
PAIRED = ("muniment", "tantivy")  # asked in two processes too


def throughput(folders: dict[str, Path], mixed: list[Query], rounds: int) -> dict[str, Any]:
    """``threads``: figures by their number and system; ``processes``: the same, by processes."""
    third = len(mixed) // 3
    threads: dict[str, dict[str, list[dict[str, Any]]]] = {"1": {}, "8": {}}
    processes: dict[str, dict[str, list[dict[str, Any]]]] = {"1": {}, "2": {}}
    for _ in range(rounds):
        for name, folder in folders.items():
            with Worker(name, folder) as worker:
                worker.ask(do="open")
                for number, some in (("1", mixed[:third]), ("8", mixed[third:])):
                    answer = worker.ask(
                        do="threads", number=int(number), queries=some, seconds=SECONDS
                    )
                    threads[number].setdefault(name, []).append(answer)
        for name in PAIRED:
            if name in folders:
                for count in (1, 2):
                    answer = _processes(name, folders[name], mixed, count)
                    processes[str(count)].setdefault(name, []).append(answer)
    return {
        what: {
            number: {name: medians(answers) for name, answers in by_system.items()}
            for number, by_system in found.items()
        }
        for what, found in (("threads", threads), ("processes", processes))
    }


def _processes(name: str, folder: Path, mixed: Sequence[Query], count: int) -> dict[str, Any]:
    """So many processes at once, four threads each, every one with queries of its own."""
    half = len(mixed) // 2
    with contextlib.ExitStack() as stack:
        workers = [stack.enter_context(Worker(name, folder)) for _ in range(count)]
        for worker in workers:
            worker.ask(do="open")
        for at, worker in enumerate(workers):
            some = mixed[at * half : (at + 1) * half]
            worker.send(do="threads", number=4, queries=some, seconds=SECONDS)
        answers = [worker.receive() for worker in workers]
    return {
        "per_second": sum(answer["per_second"] for answer in answers),
        "p99_ms": max(answer["p99_ms"] for answer in answers),
    }
