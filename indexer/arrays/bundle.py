"""A bundle: named plain arrays in one file, used where they lie, mapped into memory.

Promises: opening reads the directory only; a file that is cut short, longer than it says, of
another format or no bundle at all is refused with ValueError; nothing in it is ever executed.
Knows nothing of what the arrays mean. Layout: docs/index-format.md. A mapped file must never be
overwritten; bundles are written once, under a name of their own.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

FORMAT: Final = 1
_MAGIC: Final = b"MUNIARRS"
_HEAD: Final = struct.Struct("<8sII")  # magic, format, length of the directory in bytes
_ALIGNED: Final = 64  # bytes; a cache line, so that no element lies across two
_TYPES: Final = {name: np.dtype(name) for name in ("|u1", "<u2", "<u4", "<u8", "<i4", "<i8")}

Array = npt.NDArray[Any]
Plan = Mapping[str, tuple[Any, int]]  # name: type and number of elements


def narrow(largest: int) -> npt.DTypeLike:
    """The smallest unsigned type that holds numbers up to ``largest``."""
    return np.dtype(next(t for t in ("|u1", "<u2", "<u4", "<u8") if largest <= np.iinfo(t).max))


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGNED) * _ALIGNED


def _places(
    directory: Iterable[tuple[str, str, Any]], begin: int
) -> tuple[dict[str, tuple[np.dtype[Any], int, int]], int]:
    """Type, count and offset of each array, and the file's size. Raises KeyError, ValueError."""
    places = {}
    offset = _aligned(begin)
    for name, kind, count in directory:
        if not isinstance(count, int) or count < 0:
            raise ValueError("a count is none")
        places[name] = _TYPES[kind], count, offset
        offset = _aligned(offset + _TYPES[kind].itemsize * count)
    return places, offset


def create(path: Path, plan: Plan) -> dict[str, Array]:
    """Make the file and map its arrays for writing, all zero.

    The disk space is taken at once, so that a full disk is an OSError here and no crash later.
    """
    directory = [(name, np.dtype(kind).str, count) for name, (kind, count) in plan.items()]
    names = json.dumps(directory, separators=(",", ":")).encode()
    places, size = _places(directory, _HEAD.size + len(names))
    with path.open("x+b") as file:
        os.posix_fallocate(file.fileno(), 0, size)
        mapped = mmap.mmap(file.fileno(), size)
    mapped[: _HEAD.size + len(names)] = _HEAD.pack(_MAGIC, FORMAT, len(names)) + names
    return {name: np.frombuffer(mapped, *place) for name, place in places.items()}


def write(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write arrays as they are."""
    fill(create(path, plan_of(arrays)), arrays)


def plan_of(arrays: Mapping[str, Array]) -> Plan:
    """What arrays take in a bundle as they are."""
    return {name: (array.dtype, array.size) for name, array in arrays.items()}


def fill(made: Mapping[str, Array], arrays: Mapping[str, Array]) -> None:
    """Copy arrays to their places in a bundle that was created."""
    for name, array in arrays.items():
        made[name][:] = array


def read(path: Path) -> dict[str, Array]:
    """The arrays of a bundle, read-only. Raises OSError, and ValueError if it is damaged."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size < _HEAD.size:
            raise ValueError(f"{path.name} is too short")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    magic, version, length = _HEAD.unpack_from(mapped)
    if (magic, version) != (_MAGIC, FORMAT):
        raise ValueError(f"{path.name} is of another format")
    try:
        directory = json.loads(mapped[_HEAD.size : _HEAD.size + length])
        places, expected = _places(directory, _HEAD.size + length)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name} has no readable directory") from error
    if size != expected:
        raise ValueError(f"{path.name} has {size} bytes instead of {expected}")
    return {name: np.frombuffer(mapped, *place) for name, place in places.items()}
