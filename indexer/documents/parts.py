"""Which parts a generation's documents lie in, and which documents were deleted from each.

Promises: the list is a small file of the generation's own, while parts may be shared between
generations; joining keeps parts few without copying a document more often than its logarithm.

    documents/parts.json    {"parts": [{"name", "deleted": [numbers]}]}
    documents/<name>        a part: a bundle, never changed
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

from indexer.documents.part import Part
from indexer.documents.part_build import FULL

FOLDER: Final = "documents"
FILE_NAME: Final = f"{FOLDER}/parts.json"
PARTS: Final = 8  # more are joined: each is asked in turn, at two microseconds

_NAME: Final = re.compile(r"(?P<number>[0-9]{6})\.arrays")


def read_parts(folder: Path, without: Collection[str] = ()) -> list[Part]:
    """The parts of a generation's folder; documents of some identifiers count as deleted.

    Raises OSError and what ``Part`` raises.
    """
    listed = json.loads((folder / FILE_NAME).read_bytes())["parts"]
    parts = []
    for one in listed:
        if not _NAME.fullmatch(one["name"]):
            raise ValueError("a part has another name than parts have")
        part = Part(folder / FOLDER / one["name"], one["deleted"])
        hidden = [number for each in without if (number := part.number(each)) is not None]
        parts.append(Part(part.path, [*part.deleted, *hidden]) if hidden else part)
    return parts


def write_parts(folder: Path, parts: Mapping[str, Sequence[int]]) -> None:
    """Write the list of parts (by name) and the documents deleted from each. Raises OSError."""
    listed = [{"name": name, "deleted": sorted(deleted)} for name, deleted in parts.items()]
    aside = folder / f"{FILE_NAME}.new"
    aside.write_bytes(json.dumps({"parts": listed}, separators=(",", ":")).encode())
    aside.replace(folder / FILE_NAME)


def next_name(names: Sequence[str]) -> str:
    """A name that no part has."""
    numbers = [int(found["number"]) for name in names if (found := _NAME.fullmatch(name))]
    return f"{max(numbers, default=0) + 1:06d}.arrays"


def to_join(sizes: Sequence[int], deleted: Sequence[int] = ()) -> list[int]:
    """Which parts (of these numbers of documents, left and deleted) are better one; maybe none.

    One of which most was deleted, by itself. When they are many, the smallest, as long as the
    next one is at most twice what is joined so far: so that a large part is not copied for the
    sake of a small one. No more than make a full part.
    """
    for index, (left, gone) in enumerate(zip(sizes, deleted, strict=False)):
        if gone > left:
            return [index]
    if len(sizes) <= PARTS:
        return []
    smallest = sorted(range(len(sizes)), key=sizes.__getitem__)
    chosen, total = smallest[:2], sum(sizes[index] for index in smallest[:2])
    for index in smallest[2:]:
        if sizes[index] > max(2 * total, PARTS):
            break
        chosen.append(index)
        total += sizes[index]
    while chosen and sum(sizes[index] for index in chosen) > FULL:
        chosen.pop()
    return sorted(chosen) if len(chosen) > 1 else []
