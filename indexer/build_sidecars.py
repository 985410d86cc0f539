"""The sidecars of a corpus, read, by the file that each describes.

Promises: one sidecar a file; whatever of a sidecar was not used is a problem of that sidecar
and never of the file it describes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from archive.errors import UnreadableError
from archive.model import FileProblem
from indexer.corpus import SIDECAR_SUFFIXES
from indexer.seen import Sight, read_source
from indexer.sidecars import LIMIT, Sidecar, read_sidecar


@dataclass(frozen=True, slots=True)
class Stated:
    """A sidecar and its path in the corpus."""

    path: str
    facts: Sidecar


def read_sidecars(corpus: Path, sight: Sight) -> tuple[dict[str, Stated], list[FileProblem]]:
    """Sidecars by the path of the file they describe, and what of them was not used."""
    beside: defaultdict[str, list[str]] = defaultdict(list)
    for one in sight.seen:
        if one.file.role == "sidecar":
            beside[one.file.of].append(one.file.path)
    stated: dict[str, Stated] = {}
    problems: list[FileProblem] = []
    for of, paths in beside.items():
        path, *others = sorted(paths, key=_preference)
        reasons: tuple[str, ...]
        try:
            data = read_source(corpus, path, LIMIT)
            facts, reasons = read_sidecar(data, path)
            stated[of] = Stated(path, facts)
        except UnreadableError as error:
            reasons = (f"it was not used: {str(error).rstrip('.')}; its file is read without it",)
        if reasons:
            sentence = f"Of this sidecar, {'; '.join(reasons)}."
            problems.append(FileProblem(path=path, reason=sentence))
        problems += [
            FileProblem(path=other, reason=f"This sidecar was not used, since {path} is there.")
            for other in others
        ]
    return stated, problems


def _preference(path: str) -> tuple[int, str]:
    return SIDECAR_SUFFIXES.index(PurePosixPath(path).suffix.lower()), path
