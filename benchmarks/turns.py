"""Whether a change of the code made searches cheaper: two checkouts asked in turns on one index.

    python -m benchmarks.turns OLD [KIND …]

``OLD``: another checkout of the project, such as a ``git worktree``. On the index and the queries
of the last ``make bench`` each kind is asked in a process of either, on one processor, round after
round; of each query the least CPU time counts, which neighbours of a busy machine disturb least.
Every query is asked again in each round, so these are not the figures of ``make bench``: what a
search reads for the first time is not in them. Fails where the two find different numbers.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.corpus.queries import KINDS, queries
from benchmarks.figures import percentile
from benchmarks.processes import ROOT, Worker, index_folder

ROUNDS = 12
TEXTS = 100_000


def least(workers: Sequence[Worker], kind: str, asked: Sequence[object]) -> list[list[float]]:
    """Of each worker the least milliseconds of each query."""
    best: list[list[float]] = [[] for _ in workers]
    for number in range(ROUNDS):
        answers = {}
        for place in sorted(range(len(workers)), reverse=number % 2 == 1):
            answers[place] = workers[place].ask(do="run", kind=kind, queries=asked)
            spent = answers[place]["cpu_ms"]
            best[place] = list(map(min, best[place], spent)) if best[place] else spent
        if len({tuple(answer["totals"]) for answer in answers.values()}) > 1:
            sys.exit(f"{kind}: the two find other numbers of documents.")
    return best


def main() -> None:
    """Measure, and print a line for each kind."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("old", type=Path)
    arguments.add_argument("kinds", nargs="*", default=KINDS)
    given = arguments.parse_args()
    work = ROOT / "build" / "bench"
    folder, asked = index_folder(work, "muniment", TEXTS), queries(work / "texts", TEXTS)
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # and the processes started from here
    with ExitStack() as stack:
        checkouts = (given.old.resolve(), ROOT)
        workers = [stack.enter_context(Worker("muniment", folder, each)) for each in checkouts]
        for worker in workers:
            worker.ask(do="open")
        print(f"{'ms: p50 / p95':18}         before          after   after by before")
        for kind in given.kinds:
            before, after = (
                [percentile(times, share) for share in (0.5, 0.95)]
                for times in least(workers, kind, asked[kind])
            )
            ratios = " / ".join(f"{new / old:.2f}" for old, new in zip(before, after, strict=True))
            columns = [" / ".join(f"{each:5.2f}" for each in both) for both in (before, after)]
            print(f"{kind:18}  {columns[0]}  {columns[1]}     {ratios}", flush=True)


if __name__ == "__main__":
    main()
