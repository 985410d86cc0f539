"""Several parts joined to one, without what was deleted.

Promises: what is compressed is copied as it is; memory is that of the columns, some 100 bytes a
document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.arrays.bundle import Array, create, fill, narrow, plan_of
from indexer.arrays.strings import Strings, packed
from indexer.documents.part import Part
from indexer.documents.part_build import columns

Indices = npt.NDArray[np.int64]


def join(path: Path, parts: Sequence[Part]) -> None:
    """Write the part of all documents of ``parts``. Raises OSError."""
    kept = [_kept(part) for part in parts]
    frames = [_frames(part, numbers) for part, numbers in zip(parts, kept, strict=True)]
    dictionaries = list(dict.fromkeys(d for part in parts for d in part.dictionaries))
    lengths = np.concatenate([sizes for _, sizes, _ in frames])
    counts = np.concatenate([each for _, _, each in frames])
    small = {
        "frames.edges": _edges(lengths),
        "documents.frames": _edges(counts).astype(np.uint32),
        "documents.dictionary": _joined(parts, kept, lambda part: _renamed(part, dictionaries)),
        "documents.passages": _joined(parts, kept, lambda part: part.arrays["documents.passages"]),
        **packed("dictionaries", dictionaries),
        **_found_by(parts, kept),
    }
    made = create(path, {"frames.bytes": (np.uint8, int(lengths.sum())), **plan_of(small)})
    fill(made, small)
    at = 0
    for part, (stretches, _, _) in zip(parts, frames, strict=True):
        for begin, end in stretches:
            made["frames.bytes"][at : at + end - begin] = part.arrays["frames.bytes"][begin:end]
            at += end - begin


def _kept(part: Part) -> Indices:
    numbers = np.arange(part.size)
    return np.delete(numbers, sorted(part.deleted))


def _frames(part: Part, kept: Indices) -> tuple[list[tuple[int, int]], Indices, Indices]:
    """Stretches of bytes to copy, the sizes of the frames in them, the frames of each document."""
    edges = part.arrays["frames.edges"].astype(np.int64)
    first = part.arrays["documents.frames"].astype(np.int64)
    breaks = np.flatnonzero(np.diff(kept) != 1) + 1
    runs = [run for run in np.split(kept, breaks) if run.size]
    bounds = [(int(first[run[0]]), int(first[run[-1] + 1])) for run in runs]
    sizes = [np.diff(edges[begin : end + 1]) for begin, end in bounds]
    stretches = [(int(edges[begin]), int(edges[end])) for begin, end in bounds]
    return stretches, np.concatenate([np.empty(0, np.int64), *sizes]), np.diff(first)[kept]


def _edges(lengths: Indices) -> Array:
    edges = np.append(0, np.cumsum(lengths))
    return edges.astype(narrow(int(edges[-1])))


def _joined(
    parts: Sequence[Part], kept: Sequence[Indices], column: Callable[[Part], Array]
) -> Array:
    joined = np.concatenate([column(part)[k] for part, k in zip(parts, kept, strict=True)])
    return joined.astype(narrow(int(joined.max(initial=0))))


def _renamed(part: Part, dictionaries: Sequence[bytes]) -> Array:
    """The number of each document's dictionary among all of them; 0 is none."""
    names = [0, *(dictionaries.index(each) + 1 for each in part.dictionaries)]
    return np.array(names)[part.arrays["documents.dictionary"]]


def _found_by(parts: Sequence[Part], kept: Sequence[Indices]) -> dict[str, Array]:
    times: list[str] = []
    addresses = []
    first = 0
    for part, numbers in zip(parts, kept, strict=True):
        arrays = part.arrays
        values = Strings(arrays, "accessioned").texts()
        times += [values[n] for n in arrays["accessioned.ordinals"][numbers].tolist()]
        renumbered = np.full(part.size, -1)
        renumbered[numbers] = np.arange(first, first + numbers.size)
        of = renumbered[arrays["addresses.documents"]]
        addresses.append(np.column_stack((arrays["addresses.keys"], of))[of >= 0])
        first += numbers.size
    ids = np.column_stack(
        [
            np.concatenate([part.arrays[half][k] for part, k in zip(parts, kept, strict=True)])
            for half in ("ids.high", "ids.low")
        ]
    )
    return columns(ids, times, np.concatenate(addresses).astype(np.uint32))
