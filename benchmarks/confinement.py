"""What it costs to read files in confined processes: ``python -m benchmarks.confinement FOLDER``.

Reads the same saved pages through the pool of a build and in this process, in turns, and prints the
processor time of both and their ratio: starting the server of parsers, bytes there, editions back
and checked.
"""

from __future__ import annotations

import gzip
import resource
import sys
import time
from pathlib import Path
from statistics import median

from archive.editions import encode
from indexer.parsers import read
from indexer.reading import prepare
from indexer.sandbox import ParserPool

ROUNDS = 3
PAGES = 400


def pages(folder: Path) -> list[bytes]:
    """The first HTML files below a folder, in the order of their paths."""
    paths = sorted([*folder.rglob("*.html"), *folder.rglob("*.html.gz")])[:PAGES]
    read_bytes = (path.read_bytes() for path in paths)
    return [gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data for data in read_bytes]


def confined(data: list[bytes]) -> float:
    """Seconds of processor time through a pool, the server's start among them."""
    began = _processor()
    with ParserPool(1) as pool:
        for page in data:
            pool.parse(page, "text/html", "page.html")
    return _processor() - began


def direct(data: list[bytes]) -> float:
    """Seconds of processor time in this process, with the JSON that is kept."""
    began = time.process_time()
    for page in data:
        encode(read(page, "text/html", "page.html"))
    return time.process_time() - began


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def main(folder: str) -> None:
    """Measure and print."""
    data = pages(Path(folder))
    prepare()
    direct(data[:20])
    start = median(confined(data[:1]) for _ in range(ROUNDS))
    rounds = [(confined(data), direct(data)) for _ in range(ROUNDS)]
    for there, here in rounds:
        print(f"confined {there:.2f} s, in one process {here:.2f} s: {there / here:.3f}")
    whole = median(there / here for there, here in rounds)
    lasting = median((there - start) / here for there, here in rounds)
    print(f"{len(data)} pages: {whole:.3f} times the processor time (median of {ROUNDS} rounds);")
    print(f"{lasting:.3f} times without the server's start, {start:.2f} s once a build")


if __name__ == "__main__":
    main(sys.argv[1])
