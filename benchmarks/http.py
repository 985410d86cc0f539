"""``/search`` over HTTP: the real server on a generation of the texts, and 1, 8 and 32 clients.

Promises: each query is asked once; an answer that is no page is counted, not timed.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from benchmarks.corpus.queries import Query
from benchmarks.figures import percentile
from benchmarks.ours import as_typed

CLIENTS = (1, 8, 32)
ASKED = 400  # queries for each number of clients
WARM_UP = 20


def measure(folder: Path, mixed: Sequence[Query]) -> dict[str, Any]:
    """Milliseconds by the number of clients."""
    texts = iter(dict.fromkeys(as_typed(query) for query in mixed))
    places = [f"--{name}={folder / name}" for name in ("corpus", "index")]
    site = subprocess.Popen(
        [sys.executable, "-m", "web.cli", "serve", *places, f"--keep={folder / 'keep'}",
         "--port=0", "--json"],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        ready = site.stdout.readline() if site.stdout else b""
        if not ready:
            return {"refused": "The site did not start."}
        address = urlsplit(json.loads(ready)["address"])
        place = (address.hostname or "", address.port or 80)
        _ask(place, list(itertools.islice(texts, WARM_UP)), 1)
        return {
            str(clients): _ask(place, list(itertools.islice(texts, ASKED)), clients)
            for clients in CLIENTS
        }
    finally:
        site.terminate()
        site.communicate()


def _ask(place: tuple[str, int], texts: Sequence[str], clients: int) -> dict[str, Any]:
    """Share the queries among so many clients, each with one connection."""
    numbers = itertools.count()
    times: list[float] = []
    refused: list[int] = []

    def client() -> None:
        connection = HTTPConnection(*place, timeout=60)
        while (at := next(numbers)) < len(texts):
            began = time.perf_counter()
            connection.request("GET", f"/search?q={quote(texts[at])}")
            answer = connection.getresponse()
            answer.read()
            spent = (time.perf_counter() - began) * 1000
            if answer.status == 200:
                times.append(spent)
            else:
                refused.append(answer.status)
        connection.close()

    running = [threading.Thread(target=client) for _ in range(clients)]
    began = time.perf_counter()
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    elapsed = time.perf_counter() - began
    return {
        "queries": len(times),
        "refused": len(refused),
        "per_second": round(len(times) / elapsed, 1),
        **{
            f"p{share}_ms": round(percentile(times, share / 100), 1) if times else 0.0
            for share in (50, 95, 99)
        },
    }
