"""The sidecars of a corpus, read, by the file that each describes.

Promises: one sidecar a file; whatever of a sidecar was not used is a problem of that sidecar
and never of the file it describes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from archive.errors import UnreadableError
from archive.model import FileProblem
from indexer.roles import SIDECAR_SUFFIXES
from indexer.sidecars import LIMIT, Sidecar, read_sidecar
from indexer.source_reader import SourceReader
from indexer.sources import Source


@dataclass(frozen=True, slots=True)
class Stated:
    """A sidecar and its path in the corpus."""

    path: str
    facts: Sidecar


def read_sidecars(
    reader: SourceReader, sources: Iterable[Source]
) -> tuple[dict[str, Stated], list[FileProblem]]:
    """Sidecars by the path of the file they describe, and what of them was not used."""
    beside: defaultdict[str, dict[str, Source]] = defaultdict(dict)
    for one in sources:
        if one.role == "sidecar":
            beside[one.of][one.path] = one
    stated: dict[str, Stated] = {}
    problems: list[FileProblem] = []
    for of, found in beside.items():
        path, *others = sorted(found, key=_preference)
        reasons: tuple[str, ...]
        try:
            data = reader.read(found[path], found[path].sha256, LIMIT)
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
