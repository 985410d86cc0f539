"""Runs every evidence test in its full form and writes one table of their figures.

``python -m tests.faults.evidence`` (``make evidence``) runs the tests marked ``evidence`` with
``MUNIMENT_EVIDENCE=full``, prints the table and writes it to build/evidence/table.md. It ends
with 0 when every test passed and every number of ``NUMBERS`` has a figure. How to write such a
test: tests/faults/figures.py. When a new number has its test, add it to ``NUMBERS``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.faults.figures import CHECKOUT, FIGURES, FOLDER

NUMBERS = (1, 5, 6, 10, 16, 23)
LONGEST_SECONDS = 3_600  # for one test in its full form
HEADER = (
    "| # | fault | tries | failures | seed | seconds | note |\n|---|---|---:|---:|---:|---:|---|\n"
)


def run() -> int:
    """Run the tests; their figures are in FIGURES afterwards. Returns pytest's exit status."""
    FIGURES.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-m", "evidence", f"--timeout={LONGEST_SECONDS}"]
    environment = {**os.environ, "MUNIMENT_EVIDENCE": "full"}
    return subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode


def table() -> tuple[str, list[int]]:
    """The figures as a Markdown table, and the numbers that have none."""
    lines = FIGURES.read_text("utf-8").splitlines() if FIGURES.exists() else []
    figures = sorted(map(json.loads, lines), key=lambda figure: int(figure["number"]))
    found = {figure["number"] for figure in figures}
    missing = [number for number in NUMBERS if number not in found]
    rows = [
        "| {number} | {title} | {tries:,} | {failures:,} | {seed} | {seconds:,} | {note} |".format(
            **figure
        )
        for figure in figures
    ] + [f"| {number} | not run | | | | | |" for number in missing]
    return HEADER + "".join(row + "\n" for row in rows), missing


def main() -> int:
    """Run, write and print; the exit status is 0 only when nothing failed and none is missing."""
    status = run()
    text, missing = table()
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "table.md").write_text(text, "utf-8")
    print(text)
    return status or int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
