"""Runs archive operations in processes that can be killed at any moment.

A *nursery* process has imported everything; for each order it forks a child that does the work,
so that a try costs no start of Python. It speaks JSON lines: it is told what to do and after how
many seconds to kill who does it, and answers with the exit status (negative: the signal).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from archive.settings import Settings, load
from indexer.adding import add
from indexer.build import rebuild, update


class Nursery:
    """The tests' end of the nursery process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.faults.killable"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, order: Mapping[str, object], kill_after: float | None) -> int:
        """Do something, killed after so many seconds unless None.

        Returns the exit status, or minus the signal that ended it.
        """
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({**order, "kill_after": kill_after}) + "\n")
        self._process.stdin.flush()
        return int(json.loads(self._process.stdout.readline()))

    def __enter__(self) -> Nursery:
        """For ``with``: the nursery itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the nursery process."""
        with self._process:
            assert self._process.stdin
            self._process.stdin.close()


def order(do: str, settings: Settings, **more: object) -> dict[str, object]:
    """An order to do something in an archive."""
    places = {name: str(getattr(settings, name)) for name in ("corpus", "index", "keep")}
    return {"do": do, "settings": places, **more}


def _perform(order: Mapping[str, Any]) -> None:
    settings = load({**order["settings"], "jobs": 1}, {})
    if order["do"] == "add":
        add(settings, [Path(order["file"])], note=order["note"])
    else:
        {"rebuild": rebuild, "update": update}[order["do"]](settings)


def _main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _perform(order)
            os._exit(0)
        if order["kill_after"] is not None:
            time.sleep(order["kill_after"])
            os.kill(child, signal.SIGKILL)  # not waited for yet, so the number is still its own
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


if __name__ == "__main__":
    _main()
