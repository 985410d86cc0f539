"""Small archives for tests: corpora as files, and generations filled without any parser.

Promises: every part is the real one; only the sizes are small.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from archive.model import BuildReport
from archive.plain import json_bytes, to_plain
from archive.settings import Settings
from indexer.documents import DocumentsWriter
from indexer.engines.whoosh_build import WhooshBuilder
from indexer.generations import Generations
from indexer.kinds import ENGINE_FOLDER
from indexer.manifest import write_manifest
from indexer.snapshots import REPORT, facts_of
from tests.small_documents import Indexed

LONG_AGO = 1_600_000_000  # seconds since 1970: a time that no test's clock comes near


def write_files(corpus: Path, files: Mapping[str, bytes | str]) -> None:
    """Write files (path to content) with an old time, so that a later look need not read them."""
    for path, content in files.items():
        target = corpus / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(target, (LONG_AGO, LONG_AGO))


def archive_in(folder: Path, files: Mapping[str, bytes | str]) -> Settings:
    """Settings of an archive all of whose parts lie in ``folder``, with this corpus."""
    write_files(folder / "corpus", files)
    return Settings(corpus=folder / "corpus", index=folder / "index", keep=folder / "keep", jobs=1)


def add_generation(index: Path, documents: Iterable[Indexed], fingerprint: str = "") -> str:
    """Make a generation of hand-made documents the current one; returns its id."""
    generations = Generations(index)
    with generations.lock():
        folder = generations.begin()
        writer, engine = DocumentsWriter(folder), WhooshBuilder(folder / ENGINE_FOLDER)
        for document, passages in documents:
            writer.add(document, passages)
            engine.add(document, passages)
        writer.finish()
        engine.finish()
        report = BuildReport(
            generation=folder.name,
            documents=writer.documents,
            passages=writer.passages,
            files=writer.documents,
        )
        (folder / REPORT).write_bytes(json_bytes(to_plain(report)))
        facts = facts_of(folder.name, writer.documents, writer.passages)
        write_manifest(folder, facts, fingerprint)
        generations.commit(folder)
    return folder.name
