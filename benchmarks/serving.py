"""The site as users run it, over an archive in a folder: what browsers and clients are sent to."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = [sys.executable, "-m", "web.cli"]


def places(folder: Path) -> list[str]:
    """The options that say where the archive in a folder lies."""
    return [f"--{name}={folder / name}" for name in ("corpus", "index", "keep")]


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int]]:
    """The address, without a slash at its end, and the process that serves it."""
    serving = subprocess.Popen(
        [*COMMAND, "serve", *places(folder), "--port", "0", "--json"], stdout=subprocess.PIPE
    )
    try:
        line = serving.stdout.readline() if serving.stdout else b""
        if not line:
            raise RuntimeError("The site did not start.")
        yield str(json.loads(line)["address"]).rstrip("/"), serving.pid
    finally:
        serving.terminate()
        serving.communicate()
