"""The benchmark: Muniment and its peers on the same texts and queries, interleaved, as ratios.

    python -m benchmarks.engine --texts 100000 [--pages ../shared/data/pages]

Writes ``engine.json`` and a table below ``build/bench``; for 100,000 and 1,000,000 texts the
table and the growth plots in ``docs`` too. What is measured and how: docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import gates, http, opening, report, whole_job
from benchmarks.corpus.queries import KINDS, Queries, queries
from benchmarks.corpus.texts import ensure
from benchmarks.figures import machine, over_rounds
from benchmarks.processes import ROOT, SYSTEMS, Worker, build, index_folder, missing
from benchmarks.throughput import throughput

SIZES = (1_000, 10_000, 100_000)  # and the number asked for: where growth is seen
ADDED = 100  # texts added to a finished index
MORE = 3  # times as many rounds, where a kind is asked again


class Benchmark:
    """One run; ``work`` holds texts, indexes and results."""

    def __init__(self, work: Path, texts: int, rounds: int) -> None:
        self.work, self.texts, self.rounds = work, texts, rounds
        self.corpus = work / "texts"
        absent = {name: missing(name) for name in SYSTEMS}
        self.systems = [name for name in SYSTEMS if not absent[name]]
        self.result: dict[str, Any] = {
            "texts": texts,
            "machine": machine(),
            "date": datetime.now(UTC).strftime("%Y-%m-%d"),
            "absent": {name: why for name, why in absent.items() if why},
        }

    def run(self, pages: Path | None) -> dict[str, Any]:
        """Everything, the searches first."""
        ensure(self.corpus, self.texts + ADDED)
        sizes = sorted({size for size in (*SIZES, self.texts) if size <= self.texts})
        growth = {}
        for size in sizes:
            built = self._build(size)
            growth[str(size)], refused = self._searches(size)
        asked = queries(self.corpus, self.texts)
        self.result |= {
            "kinds": growth[str(self.texts)],
            "build": built,
            "refused": refused,
            "growth": growth,
        }
        folders = {name: index_folder(self.work, name, self.texts) for name in self.systems}
        say("opening")
        self.result["open"] = opening.cold(folders, asked, self.rounds)
        say("threads and processes")
        self.result |= throughput(folders, asked["mixed"], self.rounds)
        say("/search over HTTP")
        self.result["http"] = http.measure(folders["muniment"], asked["mixed"])
        say("adding to an index")
        self.result["add"] = opening.extend(folders, self.work, self.corpus, self.texts, ADDED)
        if pages is not None and pages.is_dir():
            say("whole job on saved pages")
            self.result["pages"] = whole_job.measure(pages, self.work / "pages")
        return self.result

    def again(self) -> dict[str, Any]:
        """Every kind anew, of us and tantivy alone: seconds a round, so that there can be more."""
        say("slower than before, so asked again")
        alone = Benchmark(self.work, self.texts, MORE * self.rounds)
        alone.systems = ["muniment", "tantivy"]
        return alone._searches(self.texts)[0]

    def _build(self, size: int) -> dict[str, Any]:
        built = {}
        for name in self.systems:
            say(f"{size:,} texts: {name} builds")
            built[name] = build(self.work, self.corpus, name, size)
        return built

    def _searches(self, size: int) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
        """Figures by kind and system, and the reasons where there are none."""
        asked = queries(self.corpus, size)
        answers: dict[str, dict[str, list[dict[str, Any]]]] = {kind: {} for kind in KINDS}
        refused: dict[str, dict[str, str]] = {}
        for number in range(self.rounds):
            say(f"{size:,} texts: round {number + 1} of {self.rounds}")
            for kind, name, answer in self._round(size, number, asked):
                if "refused" in answer:
                    refused.setdefault(kind, {})[name] = answer["refused"]
                else:
                    answers[kind].setdefault(name, []).append(answer)
        return {
            kind: {name: over_rounds(rounds) for name, rounds in by_system.items()}
            for kind, by_system in answers.items()
        }, refused

    def _round(
        self, size: int, number: int, asked: Queries
    ) -> Sequence[tuple[str, str, dict[str, Any]]]:
        """Every kind on every system in a new process, one after the other in changing order."""
        workers = [Worker(name, index_folder(self.work, name, size)) for name in self.systems]
        found = []
        try:
            for worker in workers:
                worker.ask(do="open")
            for turn, kind in enumerate(KINDS):
                at = (number + turn) % len(workers)
                for worker in (*workers[at:], *workers[:at]):
                    answer = worker.ask(do="run", kind=kind, queries=asked[kind])
                    found.append((kind, worker.name, answer))
        finally:
            for worker in workers:
                worker.__exit__(None, None, None)
        return found


def say(what: str) -> None:
    """What is done now, for who waits."""
    print(f"bench: {what}", file=sys.stderr, flush=True)


def main() -> None:
    """Measure, and write what was found."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--texts", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--work", type=Path, default=ROOT / "build" / "bench")
    arguments.add_argument("--pages", type=Path)
    given = arguments.parse_args()
    benchmark = Benchmark(given.work, given.texts, given.rounds)
    result = benchmark.run(given.pages)
    (given.work / "engine.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(report.write(result, given.work))
    if result["texts"] == gates.TEXTS and (fallen := gates.fallen(result, benchmark.again)):
        sys.exit("Slower than before (tests/floors.toml):\n" + "\n".join(fallen))


if __name__ == "__main__":
    main()
