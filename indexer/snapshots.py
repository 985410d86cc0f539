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
from indexer.analysis import ANALYSER
from indexer.kinds import EMBEDDED, Kind
from indexer.manifest import read_manifest, verify_files
from indexer.parsers import parser_versions

REPORT = "report.json"
VARIANTS = "variants.json"


def facts_of(
    name: str, documents_held: int, passages: int, ocr: str = "", kind: Kind = EMBEDDED
) -> Generation:
    """The facts of a generation that this version makes now, but for the register's.

    ``ocr``: the label of what recognises pages, "" where nothing does.
    """
    return Generation(
        id=name,
        created=now(),
        documents=documents_held,
        passages=passages,
        engine=kind.name,
        schema=kind.schema,
        analyser=ANALYSER,
        parsers=parser_versions(ocr),
        canon=CANON,
    )


def is_readable(generation: Generation, kind: Kind = EMBEDDED) -> bool:
    """Whether this version answers rightly from such a generation."""
    made_with = (generation.engine, generation.schema, generation.analyser)
    return made_with == (kind.name, kind.schema, ANALYSER)


def needs_rebuild(generation: Generation, ocr: str = "", kind: Kind = EMBEDDED) -> bool:
    """Whether a rebuild would give another index of the same corpus; ``ocr`` as above."""
    same_texts = (generation.canon, generation.parsers) == (CANON, parser_versions(ocr))
    return not (same_texts and is_readable(generation, kind))


def open_generation(folder: Path, without: Collection[str] = (), kind: Kind = EMBEDDED) -> Snapshot:
    """Verify a generation's folder and open it as if some documents were not in it.

    Raises IndexDamagedError with what is wrong, without a capital and a full stop, so that it
    can be part of a sentence; NoIndexError when another version or engine made it;
    UnavailableError when it lies where nothing answers.
    """
    manifest = read_manifest(folder)
    if not is_readable(manifest.generation, kind):
        raise NoIndexError(f"The generation {folder.name} was made by another version.")
    store = kind.documents(folder, without)  # from now on it is not removed
    try:
        verify_files(folder, manifest)
        report = from_plain(BuildReport, json.loads((folder / REPORT).read_bytes()))
        engine = kind.engine(folder, store, _variants_of(folder).groups, without)
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
