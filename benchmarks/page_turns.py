"""Whether a change of the code made result pages cheaper: two checkouts asked in turns.

    python -m benchmarks.page_turns OLD

As ``benchmarks.turns`` does for the engine, on the index and the queries (``page``) of the last
``make bench``: the site of either checkout is called in a process, without a socket, and of each
page the least CPU time counts. Printed are the whole request, the search in it, and the rest by
parts: the templates, what is made ready for them, Flask with what stands before and after a page.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from typing import Any

ROUNDS = 16
TEXTS = 100_000
ROOT = Path(__file__).resolve().parent.parent
PARTS = ("whole", "search", "rest", "templates", "made ready", "Flask")

Spent = dict[str, list[float]]


def asked(folder: str, texts: str) -> None:
    """In a process of a checkout: a line of figures for each line that is read."""
    from werkzeug.test import EnvironBuilder, run_wsgi_app

    from archive.settings import Settings
    from benchmarks.ours import as_typed
    from web import pages
    from web.app import create_app
    from web.garbage import spare_the_collector

    places: dict[str, Any] = {name: Path(folder) / name for name in ("corpus", "index", "keep")}
    site = create_app(Settings(**places))
    queries = [as_typed(query) for query in json.loads(Path(texts).read_text("utf-8"))["page"]]
    spent: dict[str, float] = {}
    for name in ("search_answer", "render_template", "_results"):
        setattr(pages, name, _timed(getattr(pages, name), spent))
    spare_the_collector()
    for _ in sys.stdin:
        found: Spent = {part: [] for part in PARTS}
        for query in queries:
            environ = EnvironBuilder(path="/search", query_string={"q": query}).get_environ()
            began = time.thread_time()
            _, status, _ = run_wsgi_app(site, environ, buffered=True)
            if not status.startswith("200"):
                sys.exit(f"No page for {query}.")
            whole = time.thread_time() - began
            search, templates, page = (
                spent[name] for name in ("search_answer", "render_template", "_results")
            )
            figures = (
                whole, search, whole - search, templates, page - templates, whole - search - page
            )  # fmt: skip
            for part, seconds in zip(PARTS, figures, strict=True):
                found[part].append(seconds * 1000)
        print(json.dumps(found), flush=True)


def _timed(function: Callable[..., Any], spent: dict[str, float]) -> Callable[..., Any]:
    def timed(*arguments: Any, **options: Any) -> Any:
        began = time.thread_time()
        try:
            return function(*arguments, **options)
        finally:
            spent[function.__name__] = time.thread_time() - began

    return timed


def main(old: Path) -> None:
    """Measure, and print a line for each part."""
    work = ROOT / "build" / "bench"
    given = [work / "indexes" / f"muniment-{TEXTS}", work / "texts" / f"queries-{TEXTS}.json"]
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # and the processes started from here
    workers = [
        subprocess.Popen(
            [sys.executable, "-P", __file__, "--asked", *map(str, given)],
            cwd=checkout, env={**os.environ, "PYTHONPATH": str(checkout)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for checkout in (old.resolve(), ROOT)
    ]  # fmt: skip
    best: list[Spent] = [{}, {}]
    for number in range(ROUNDS):
        for place in (0, 1) if number % 2 else (1, 0):
            for part, spent in _ask(workers[place]).items():
                best[place][part] = list(map(min, best[place].get(part, spent), spent))
    print("CPU ms a page    before   after   after by before")
    for part in PARTS:
        before, after = (fmean(each[part]) for each in best)
        print(f"{part:14}{before:9.2f}{after:8.2f}{after / before:10.2f}")
    for worker in workers:
        worker.communicate()


def _ask(worker: subprocess.Popen[str]) -> Spent:
    if worker.stdin is None or worker.stdout is None:
        raise RuntimeError("A process without pipes.")
    worker.stdin.write("\n")
    worker.stdin.flush()
    answer: Spent = json.loads(worker.stdout.readline())
    return answer


if __name__ == "__main__":
    if sys.argv[1] == "--asked":
        asked(*sys.argv[2:])
    else:
        main(Path(sys.argv[1]))
