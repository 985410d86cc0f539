"""A builder in a process of its own, which can be paused or killed while it reads.

    python -m tests.faults.builders '{"do": "join", "lease": 2, …}'

Everything is the product's own but for the size of portions, the time of a lease, and a wait
before each document, so that a test can meet it in the middle. Prints what it did as JSON.
"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from archive.errors import MunimentError
from archive.settings import Settings
from indexer import filling
from indexer.build import rebuild
from indexer.engines.opensearch import claims, portions, shared
from indexer.helping import join

PORTION = 4  # originals
LEASE = 2.0  # seconds


def small(patch: pytest.MonkeyPatch, lease: float = LEASE, wait: float = 0.0) -> None:
    """Portions of a few originals, and leases of a few seconds; so many before each document."""
    patch.setattr(portions, "ORIGINALS", PORTION)
    patch.setattr(claims, "LEASE", lease)
    patch.setattr(shared, "_POLL", 0.2)
    entered = filling._entered

    def slowly(*arguments: Any) -> Any:
        time.sleep(wait)
        return entered(*arguments)

    patch.setattr(filling, "_entered", slowly)


@contextmanager
def builder(
    settings: Settings, do: str = "join", wait: float = 0.0, lease: float = LEASE
) -> Iterator[subprocess.Popen[str]]:
    """A process that joins in a build, or leads one; killed in the end if it still runs."""
    places = {name: str(getattr(settings, name)) for name in ("corpus", "index", "keep")}
    order = {
        "do": do,
        **places,
        "name": settings.opensearch_name,
        "addresses": settings.opensearch_addresses,
        "wait": wait,
        "lease": lease,
    }
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.faults.builders", json.dumps(order)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def told(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What a builder did, once it ended."""
    output, _ = process.communicate(timeout=240)
    answer: dict[str, Any] = json.loads(output)
    return answer


def _main(arguments: Sequence[str]) -> None:
    order = json.loads(arguments[0])
    settings = Settings(
        engine="opensearch",
        jobs=1,
        opensearch_addresses=tuple(order["addresses"]),
        opensearch_name=order["name"],
        corpus=Path(order["corpus"]),
        index=Path(order["index"]),
        keep=Path(order["keep"]),
    )
    with pytest.MonkeyPatch.context() as patch:
        small(patch, order["lease"], order["wait"])
        try:
            if order["do"] == "join":
                answer = dataclasses.asdict(join(settings))
            else:
                answer = {"documents": rebuild(settings).documents}
        except MunimentError as error:
            answer = {"error": str(error)}
    print(json.dumps(answer))  # noqa: T201


if __name__ == "__main__":
    _main(sys.argv[1:])
