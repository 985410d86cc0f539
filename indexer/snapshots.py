"""One generation, verified and opened; and whether this version can use it.

Promises: no file of a generation is interpreted before its digests were checked; a generation
of another layout or analyser is refused, since its answers would be wrong.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from archive.clock import now
from archive.errors import IndexDamagedError, NoIndexError
from archive.model import BuildReport, Generation
from archive.plain import from_plain, json_bytes, to_plain
from archive.search import Snapshot
from archive.text import CANON
from archive.variants import Variants
from indexer import documents
from indexer.analysis import ANALYSER
from indexer.build_documents import RULES
from indexer.engines.whoosh_engine import open_engine
from indexer.engines.whoosh_schema import SCHEMA
from indexer.manifest import read_manifest, verify_files
from indexer.parsers import parser_versions

ENGINE = "whoosh"
ENGINE_FOLDER = "engine"
REPORT = "report.json"
VARIANTS = "variants.json"


def schema() -> str:
    """The version of everything in a generation's folder."""
    return f"{documents.LAYOUT}.{RULES}.{SCHEMA}"


def facts_of(name: str, documents_held: int, passages: int, ocr: str = "") -> Generation:
    """The facts of a generation that this version makes now, but for the register's.

    ``ocr``: the label of what recognises pages, "" where nothing does.
    """
    return Generation(
        id=name,
        created=now(),
        documents=documents_held,
        passages=passages,
        engine=ENGINE,
        schema=schema(),
        analyser=ANALYSER,
        parsers=parser_versions(ocr),
        canon=CANON,
    )


def is_readable(generation: Generation) -> bool:
    """Whether this version answers rightly from such a generation."""
    made_with = (generation.engine, generation.schema, generation.analyser)
    return made_with == (ENGINE, schema(), ANALYSER)


def needs_rebuild(generation: Generation, ocr: str = "") -> bool:
    """Whether a rebuild would give another index of the same corpus; ``ocr`` as above."""
    same_texts = (generation.canon, generation.parsers) == (CANON, parser_versions(ocr))
    return not (same_texts and is_readable(generation))


def open_generation(folder: Path, without: Collection[str] = ()) -> Snapshot:
    """Verify a generation's folder and open it as if some documents were not in it.

    Raises IndexDamagedError with what is wrong, without a capital and a full stop, so that it
    can be part of a sentence; NoIndexError when another version made it.
    """
    manifest = read_manifest(folder)
    if not is_readable(manifest.generation):
        raise NoIndexError(f"The generation {folder.name} was made by another version.")
    store = documents.StoredDocuments(folder, without)  # from now on it is not removed
    try:
        verify_files(folder, manifest)
        report = from_plain(BuildReport, json.loads((folder / REPORT).read_bytes()))
        engine = open_engine(folder / ENGINE_FOLDER, store, _variants_of(folder).groups, without)
    except (OSError, ValueError) as error:
        store.close()
        raise IndexDamagedError("its files cannot be read") from error
    except BaseException:
        store.close()
        raise
    return Snapshot(generation=manifest.generation, engine=engine, documents=store, report=report)


def write_variants(folder: Path, variants: Variants) -> None:
    """Keep what is sought together in a generation that is made. Raises OSError."""
    if variants.groups:
        (folder / VARIANTS).write_bytes(json_bytes(to_plain(variants)) + b"\n")


def _variants_of(folder: Path) -> Variants:
    path = folder / VARIANTS
    return from_plain(Variants, json.loads(path.read_bytes())) if path.exists() else Variants()


def close_snapshot(snapshot: Snapshot) -> None:
    """Release the files of a snapshot."""
    snapshot.engine.close()
    snapshot.documents.close()
