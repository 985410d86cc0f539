"""The whole job on a folder of real saved pages: rebuild, update, then searches over HTTP.

    python -m benchmarks.pages ../shared/data/pages

Copies the HTML, text and Markdown files of the folder (``.gz`` unpacked) to a scratch corpus,
rebuilds it with the command that users run, starts the site and asks it queries made of words
and phrases of the pages, none of them twice. Prints JSON and a table.
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

READ = {".html", ".htm", ".xhtml", ".txt", ".md"}
COMMAND = [sys.executable, "-m", "web.cli"]
WORD = re.compile(r"[^\W\d_]{3,}")
SEED = 20261123


def copy_pages(source: Path, corpus: Path) -> int:
    """Lay the readable files of ``source`` out as a corpus; returns their number."""
    count = 0
    for path in sorted(source.rglob("pages/*")):
        name = path.name.removesuffix(".gz")
        if Path(name).suffix.lower() in READ:
            target = corpus / path.parent.parent.name / name
            target.parent.mkdir(parents=True, exist_ok=True)
            data = path.read_bytes()
            target.write_bytes(gzip.decompress(data) if path.suffix == ".gz" else data)
            count += 1
    return count


def run(places: list[str], *words: str) -> tuple[dict[str, object], float, float]:
    """A command's JSON, its seconds, and its processor seconds with those of its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(
        [*COMMAND, *words, *places, "--json"], stdout=subprocess.PIPE, check=False
    )
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer, seconds, cpu


def queries(base: str, count: int) -> Iterator[tuple[str, str]]:
    """Kind and text of queries made of passages that a few plain searches show."""
    rng = random.Random(SEED)
    passages: list[str] = []
    for seed in ("the", "und", "de", "que", "people", "year", "في", "که"):
        answer = fetch(f"{base}api/v1/search?per_page=100&q={quote(seed)}")
        passages += [p["text"] for hit in json.loads(answer)["hits"] for p in hit["passages"]]
    asked: set[str] = set()
    while len(asked) < count:
        words = WORD.findall(rng.choice(passages))
        kind = rng.choice(("word", "two words", "phrase", "either of three"))
        if len(words) < 4:
            continue
        at = rng.randrange(len(words) - 3)
        query = {
            "word": words[at],
            "two words": f"{words[at]} {words[at + 2]}",
            "phrase": f'"{words[at]} {words[at + 1]}"',
            "either of three": f"{words[at]} OR {words[at + 1]} OR {words[at + 2]}",
        }[kind]
        if query not in asked:
            asked.add(query)
            yield kind, query


def fetch(address: str) -> bytes:
    """The body of a page of our own site."""
    with urlopen(address, timeout=60) as answer:  # noqa: S310 - loopback only
        body: bytes = answer.read()
    return body


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` of the sorted values lie."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure_searches(places: list[str], count: int) -> dict[str, object]:
    """p50 and p95 of ``/search`` over HTTP, one client, by kind of query."""
    site = subprocess.Popen(
        [*COMMAND, "serve", *places, "--port", "0", "--json"], stdout=subprocess.PIPE
    )
    try:
        base = json.loads(site.stdout.readline())["address"] if site.stdout else ""
        times: dict[str, list[float]] = {}
        for kind, query in queries(base, count):
            began = time.perf_counter()
            fetch(f"{base}search?q={quote(query)}")
            times.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
    finally:
        site.terminate()
        site.wait()
    times["all"] = [value for values in times.values() for value in values]
    return {
        kind: {
            "queries": len(values),
            "p50_ms": round(statistics.median(values), 1),
            "p95_ms": round(percentile(values, 0.95), 1),
        }
        for kind, values in sorted(times.items())
    }


def main() -> None:
    """Measure, and print JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("pages", type=Path)
    arguments.add_argument("--queries", type=int, default=400)
    given = arguments.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="muniment-pages-"))
    try:
        files = copy_pages(given.pages, scratch / "corpus")
        places = [f"--{name}={scratch / name}" for name in ("corpus", "index", "keep")]
        first, seconds, cpu = run(places, "rebuild")
        _, again, again_cpu = run(places, "rebuild")
        result = {
            "machine": f"{platform.machine()}, Python {platform.python_version()}",
            "files": files,
            "documents": first["documents"],
            "passages": first["passages"],
            "failed": len(first["failed"]),  # type: ignore[arg-type]
            "rebuild": {
                "seconds": round(seconds, 1),
                "documents_per_second": round(files / seconds, 1),
                "documents_per_cpu_second": round(files / cpu, 1),
            },
            "rebuild_with_kept_editions": {
                "seconds": round(again, 1),
                "documents_per_second": round(files / again, 1),
                "documents_per_cpu_second": round(files / again_cpu, 1),
            },
            "search_over_http": measure_searches(places, given.queries),
        }
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
