"""Making a generation out of the one before: its files linked, what did not change left as it is.

Promises: nothing of a generation is carried over whose files are not as their digests say; a
linked file is never written to, so that the earlier generation stays whole; where the file
system has no second names, files are copied.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.errors import IndexDamagedError
from archive.identifiers import document_id
from indexer import documents
from indexer.build_documents import Original
from indexer.kinds import EMBEDDED, ENGINE_FOLDER, Kind
from indexer.made import Made, digest_of, read_made
from indexer.manifest import FileDigest, Manifest, verify_files
from indexer.snapshots import needs_rebuild

_FOLDERS = (documents.FOLDER, ENGINE_FOLDER)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A whole generation that the next one can be made out of."""

    folder: Path
    manifest: Manifest
    made: dict[str, Made]


def earlier(
    folder: Path | None, manifest: Manifest | None, ocr: str = "", kind: Kind = EMBEDDED
) -> Earlier | None:
    """The generation in use, if another one can be made out of it. Reads every file.

    ``ocr``: the label of what recognises pages, "" where nothing does.
    Raises IndexDamagedError when it could if it were whole.
    """
    if not folder or not manifest or needs_rebuild(manifest.generation, ocr, kind):
        return None
    verify_files(folder, manifest)
    try:
        made = read_made(folder)
    except (OSError, ValueError, TypeError) as error:
        raise IndexDamagedError("the list of what it was made of cannot be read") from error
    if len(made) != manifest.generation.documents:
        raise IndexDamagedError("the list of what it was made of is not whole")
    return Earlier(folder, manifest, made)


@dataclass(frozen=True, slots=True)
class Carried:
    """The linked files: their digests, and their inodes to tell whether they are still those."""

    digests: dict[str, FileDigest]
    inodes: dict[str, int]

    def still(self, folder: Path) -> dict[str, FileDigest]:
        """The digests of those that were not replaced since in the new folder."""
        found = {}
        for name, inode in self.inodes.items():
            with contextlib.suppress(FileNotFoundError):
                if (folder / name).stat().st_ino == inode:
                    found[name] = self.digests[name]
        return found


def carry(base: Earlier, folder: Path) -> Carried:
    """Link the files of documents and engine into a new generation's folder. Raises OSError."""
    inodes = {}
    for name in base.manifest.files:
        if name.partition("/")[0] in _FOLDERS:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            _link(base.folder / name, folder / name)
            inodes[name] = (folder / name).stat().st_ino
    return Carried({name: base.manifest.files[name] for name in inodes}, inodes)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # no second names here, or no more of them
        shutil.copyfile(source, target)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a generation made out of another keeps, makes and leaves out."""

    kept: list[tuple[Original, Made]]
    new: list[Original]
    gone: list[str]  # ids of documents that are not there any more, or are made again


def plan(base: Earlier, found: Sequence[Original]) -> Plan:
    """Tell apart what is as it was."""
    kept, new = [], []
    gone = dict(base.made)
    for original in found:
        made = base.made.get(original.sha256)
        if made and made.original == digest_of(original):
            kept.append((original, made))
            del gone[original.sha256]
        else:
            new.append(original)
    return Plan(kept, new, list(map(document_id, gone)))
