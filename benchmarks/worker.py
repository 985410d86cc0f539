"""One system in a process of its own, asked over a pipe: a JSON object a line, both ways.

    python -m benchmarks.worker SYSTEM FOLDER

Promises: what is timed is the system's own work, in CPU and wall milliseconds; a kind that the
system refuses is answered with the reason.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import itertools
import json
import os
import resource
import sys
import threading
import time
import traceback
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.corpus.queries import WARM, Query
from benchmarks.corpus.texts import read
from benchmarks.system import RefusedError, System, in_batches, shape_of

SYSTEMS = {
    "muniment": ("benchmarks.ours", "Muniment"),
    "whoosh": ("benchmarks.peers.whoosh_stock", "StockWhoosh"),
    "fts5": ("benchmarks.peers.fts5", "Fts5"),
    "xapian": ("benchmarks.peers.xapian_peer", "Xapian"),
    "tantivy": ("benchmarks.peers.tantivy_peer", "Tantivy"),
}


def build(system: System, folder: Path, corpus: str, count: int) -> dict[str, float]:
    """Build an index; the CPU of reading and preparing the texts is taken off."""
    apart = 0.0  # CPU seconds
    wall_apart = 0.0
    began, wall = _cpu(), time.perf_counter()
    system.begin(folder)
    batches = iter(in_batches(read(Path(corpus), count)))
    while True:
        at, wall_at = time.thread_time(), time.perf_counter()
        batch = next(batches, None)
        prepared = system.prepare(batch) if batch else ()
        apart += time.thread_time() - at
        wall_apart += time.perf_counter() - wall_at
        if not prepared:
            break
        system.add(prepared)
    system.finish()
    cpu = _cpu() - began - apart
    return {
        "texts_per_cpu_s": round(count / cpu, 1),
        "wall_s": round(time.perf_counter() - wall - wall_apart, 2),
        "cpu_s": round(cpu, 2),
        "peak_mb": round(_peak_mb(), 1),
        "index_mb": round(_size(folder) / 1e6, 1),
    }


def extend(system: System, folder: Path, corpus: str, start: int, count: int) -> dict[str, float]:
    """Add texts that the index does not have."""
    texts = list(islice(read(Path(corpus), start + count), start, start + count))
    began, wall = _cpu(), time.perf_counter()
    system.extend(folder, texts)
    return {
        "cpu_s": round(_cpu() - began, 3),
        "wall_s": round(time.perf_counter() - wall, 3),
    }


def open_index(system: System, folder: Path) -> dict[str, float]:
    """Open it, for the first time in this process."""
    return _timed(lambda: system.open(folder))


def run(system: System, kind: str, queries: list[Query]) -> dict[str, Any]:
    """Each query once, those to warm up with untimed."""
    shape = shape_of(kind)
    cpu, wall, totals = [], [], []
    gc.collect()
    for number, query in enumerate(queries):
        began, began_wall = time.process_time_ns(), time.perf_counter_ns()
        total = system.search(query, shape)
        spent, spent_wall = time.process_time_ns() - began, time.perf_counter_ns() - began_wall
        if number >= WARM:
            cpu.append(spent / 1e6)
            wall.append(spent_wall / 1e6)
            totals.append(total)
    return {"cpu_ms": cpu, "wall_ms": wall, "totals": totals}


def first(system: System, query: Query, kind: str) -> dict[str, float]:
    """One query, as the first of a process."""
    return _timed(lambda: system.search(query, shape_of(kind)))


def threads(system: System, number: int, queries: list[Query], seconds: float) -> dict[str, Any]:
    """So many threads that share the queries, until these or the seconds are used up."""
    numbers = itertools.count()
    times: list[list[float]] = [[] for _ in range(number)]
    ready = threading.Barrier(number + 1)
    shape = shape_of("bare")
    clock = [0.0]

    def work(mine: list[float], reader: System) -> None:
        ready.wait()
        while (at := next(numbers)) < len(queries):
            began = time.perf_counter()
            if began > clock[0]:
                return
            reader.search(queries[at], shape)
            mine.append((time.perf_counter() - began) * 1000)

    clock[0] = time.perf_counter() + 3600
    running = [threading.Thread(target=work, args=(mine, system.reader())) for mine in times]
    for thread in running:
        thread.start()
    cpu = time.process_time()
    began = time.perf_counter()
    clock[0] = began + seconds
    ready.wait()
    for thread in running:
        thread.join()
    elapsed = time.perf_counter() - began
    answered = sorted(value for mine in times for value in mine)
    counts = [len(mine) for mine in times]
    return {
        "queries": len(answered),
        "per_second": round(len(answered) / elapsed, 1),
        "cores": round((time.process_time() - cpu) / elapsed, 2),
        "slowest_thread": min(counts),
        "fastest_thread": max(counts),
        **{f"p{share}_ms": round(_percentile(answered, share), 2) for share in (50, 95, 99)},
    }


def memory() -> dict[str, float]:
    """Resident megabytes now: all, and those that no file backs."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kilobytes = {
        name: int(rest.split()[0])
        for name, _, rest in (line.partition(":") for line in status.splitlines())
        if name in ("VmRSS", "RssAnon")
    }
    return {name: round(value / 1024, 1) for name, value in kilobytes.items()}


def forget(folder: Path) -> None:
    """Drop the index's files from the page cache, as far as they are on the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _timed(work: Callable[[], object]) -> dict[str, float]:
    began, wall = time.process_time_ns(), time.perf_counter_ns()
    work()
    return {
        "cpu_ms": round((time.process_time_ns() - began) / 1e6, 3),
        "wall_ms": round((time.perf_counter_ns() - wall) / 1e6, 3),
    }


def _cpu() -> float:
    """CPU seconds of this process and of the children it waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _peak_mb() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def _percentile(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share / 100))] if values else 0.0


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> None:
    """Answer orders until the pipe is closed."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    module, class_name = SYSTEMS[name]
    system: System = getattr(importlib.import_module(module), class_name)()
    verbs: dict[str, Callable[..., Any]] = {
        "build": lambda **order: build(system, folder, **order),
        "extend": lambda **order: extend(system, folder, **order),
        "open": lambda: open_index(system, folder),
        "first": lambda **order: first(system, **order),
        "run": lambda **order: run(system, **order),
        "threads": lambda **order: threads(system, **order),
        "memory": memory,
        "forget": lambda: forget(folder),
    }
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with contextlib.redirect_stdout(sys.stderr):  # what libraries print is no answer
        for line in sys.stdin:
            order = json.loads(line)
            try:
                answer = verbs[order.pop("do")](**order)
            except RefusedError as error:
                answer = {"refused": str(error)}
            except Exception as error:  # noqa: BLE001 - it costs this kind, not the whole run
                traceback.print_exc()
                answer = {"refused": f"It failed: {error!r}"}
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
