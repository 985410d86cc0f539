"""The whole job on a folder of saved pages: ``muniment rebuild``, ``recollindex`` and ``omindex``.

Promises: the same files for all; CPU is that of all processes of a command. The peers index what
is in a page, menus too; we find the main text and the metadata first. Peers that are not
installed are left out.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import percentile
from benchmarks.pages import copy_pages

SEARCHED = (
    "archive history people government election water school music language science market "
    "police forest doctor winter harvest museum railway letter village"
).split()


def measure(pages: Path, work: Path) -> dict[str, Any]:
    """Pages a CPU second and a search from the command line, by system."""
    shutil.rmtree(work, ignore_errors=True)
    corpus = work / "corpus"
    corpus.mkdir(parents=True)
    count = copy_pages(pages, corpus)
    found = {}
    for name, index, search in (
        ("muniment", *_muniment(work)),
        ("recollindex", *_recoll(work)),
        ("omindex", *_omega(work)),
    ):
        if shutil.which(index[0]) is not None:
            found[name] = _job(index, search, count)
    shutil.rmtree(work)
    return {"files": count, **found}


def _job(index: Sequence[str], search: Sequence[str], count: int) -> dict[str, float]:
    cpu, seconds = _run(index)
    times = [_run([*search, word]) for word in SEARCHED] if search else []
    return {
        "pages_per_cpu_s": round(count / cpu, 1),
        "cpu_s": round(cpu, 1),
        "wall_s": round(seconds, 1),
        **({"search_p50_ms": round(percentile([t for _, t in times], 0.5) * 1000, 1)}
           if times else {}),
    }  # fmt: skip


def _run(command: Sequence[str]) -> tuple[float, float]:
    """CPU seconds of all processes of a command, and its wall seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, seconds


def _muniment(work: Path) -> tuple[list[str], list[str]]:
    command = [sys.executable, "-m", "web.cli"]
    places = [f"--{name}={work / name}" for name in ("corpus", "index", "keep")]
    return [*command, "rebuild", *places], [*command, "search", *places]


def _recoll(work: Path) -> tuple[list[str], list[str]]:
    settings = work / "recoll"
    settings.mkdir()
    (settings / "recoll.conf").write_text(f"topdirs = {work / 'corpus'}\n", encoding="utf-8")
    return ["recollindex", "-c", str(settings)], ["recollq", "-c", str(settings), "-n", "10"]


def _omega(work: Path) -> tuple[list[str], list[str]]:
    database = str(work / "omega")
    return ["omindex", "--db", database, "--url", "/", str(work / "corpus")], []
