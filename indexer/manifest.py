"""A generation's manifest: what it was built from and with, and the digest of its every file.

Promises: a manifest vouches for itself (it holds its own digest and is compared byte by byte)
and for the set of files beside it; anything added, lost, cut or changed is told in a sentence
before a file of the index is opened, since an engine's files may be as good as code. What it
cannot prove: that nobody who may write there made a whole other generation.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.errors import IndexDamagedError
from archive.model import Generation
from archive.plain import from_plain, json_bytes, to_plain
from archive.storage import atomic_write, sha256_file

FILE_NAME = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDigest:
    """Size in bytes and SHA-256 (64 hexadecimal digits) of one file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The facts of a generation, the fingerprint of the corpus it shows, and its files."""

    generation: Generation
    fingerprint: str  # of the sight of the corpus: see indexer.seen
    files: dict[str, FileDigest]  # by path in the generation's folder, POSIX


def write_manifest(
    folder: Path,
    generation: Generation,
    fingerprint: str,
    known: Mapping[str, FileDigest] | None = None,
) -> Manifest:
    """Digest every file in ``folder`` that is not ``known``, and write the manifest, durably.

    Raises StorageError, and OSError when a file cannot be read.
    """
    files = dict(known or {})
    for name in _names(folder):
        if name in files:
            continue
        sha256, size = sha256_file(folder / name)
        files[name] = FileDigest(size=size, sha256=sha256)
    manifest = Manifest(generation=generation, fingerprint=fingerprint, files=files)
    atomic_write(folder / FILE_NAME, _bytes(manifest))
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation's folder. Raises IndexDamagedError when it is not whole."""
    try:
        data = (folder / FILE_NAME).read_bytes()
        plain = json.loads(data)
        plain.pop("sha256", None)
        manifest = from_plain(Manifest, plain)
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise IndexDamagedError(f"its {FILE_NAME} cannot be read") from error
    if data != _bytes(manifest):
        raise IndexDamagedError(f"its {FILE_NAME} was changed")
    return manifest


def verify_files(folder: Path, manifest: Manifest) -> None:
    """Read every file and compare. Raises IndexDamagedError naming the first that differs."""
    found = set(_names(folder))
    for name in sorted(found ^ manifest.files.keys()):
        raise IndexDamagedError(f"{name} {'was added' if name in found else 'is missing'}")
    for name, expected in sorted(manifest.files.items()):
        try:
            sha256, size = sha256_file(folder / name)
        except OSError as error:
            raise IndexDamagedError(f"{name} cannot be read") from error
        if (size, sha256) != (expected.size, expected.sha256):
            raise IndexDamagedError(f"{name} was changed")


def _names(folder: Path) -> Iterator[str]:
    """Every file in a generation's folder but the manifest, sorted."""
    names = []
    for place, _, files in os.walk(folder):
        names += [(Path(place) / name).relative_to(folder).as_posix() for name in files]
    return (name for name in sorted(names) if name != FILE_NAME)


def _bytes(manifest: Manifest) -> bytes:
    plain = to_plain(manifest)
    return json_bytes({**plain, "sha256": hashlib.sha256(json_bytes(plain)).hexdigest()}) + b"\n"
