"""Systems in processes of their own: started, asked and ended by who runs the benchmark."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SYSTEMS = ("muniment", "whoosh", "fts5", "xapian", "tantivy")
# Texts that a system is given at most; beyond, its index would take hours.
CAPS = {"whoosh": 10_000, "xapian": 100_000}
# Systems whose indexes are kept with their figures: they build many times longer than the others.
KEPT = ("whoosh", "xapian")


class Worker:
    """One system's process; see ``benchmarks.worker``."""

    def __init__(self, name: str, folder: Path, checkout: Path = ROOT) -> None:
        """``checkout``: whose code it runs."""
        self.name = name
        self._process = subprocess.Popen(
            [interpreter(name), "-W", "ignore", "-m", "benchmarks.worker", name, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=checkout,
        )

    def send(self, **order: object) -> None:
        """Give an order, and do not wait for it."""
        if self._process.stdin is None:
            raise RuntimeError("The worker has no pipe.")
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        """What the earliest order without an answer gave."""
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise RuntimeError(f"The process of {self.name} ended before it answered.")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ask(self, **order: object) -> dict[str, Any]:
        """An order and its answer."""
        self.send(**order)
        return self.receive()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()


def interpreter(name: str) -> str:
    """Xapian's module is the system's; all others are in this environment."""
    return "/usr/bin/python3" if name == "xapian" else sys.executable


def missing(name: str) -> str:
    """Why a system cannot take part here, or ""."""
    module = {"xapian": "xapian", "tantivy": "tantivy", "whoosh": "whoosh"}.get(name, "json")
    try:
        tried = subprocess.run(
            [interpreter(name), "-W", "ignore", "-c", f"import {module}"],
            capture_output=True,
            check=False,
        )
    except OSError:
        return f"{interpreter(name)} is not there."
    return "" if tried.returncode == 0 else f"Its module {module} is not installed."


def index_folder(work: Path, name: str, count: int) -> Path:
    """Where a system's index of the first ``count`` texts lies; capped ones share theirs."""
    return work / "indexes" / f"{name}-{min(count, CAPS.get(name, count))}"


def build(work: Path, corpus: Path, name: str, count: int) -> dict[str, Any]:
    """Build an index, and its figures; of the slowest an earlier run's are kept."""
    folder = index_folder(work, name, count)
    kept = folder.with_suffix(".json")
    if name in KEPT and kept.exists():
        figures: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        return figures
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    texts = min(count, CAPS.get(name, count))
    with Worker(name, folder) as worker:
        figures = worker.ask(do="build", corpus=str(corpus), count=texts)
    if "refused" not in figures:
        figures["texts"] = texts
        kept.write_text(json.dumps(figures), encoding="utf-8")
    return figures
