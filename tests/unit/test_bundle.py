"""Bundles of arrays: what is written is read, and what is no whole bundle is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from indexer.arrays.bundle import narrow, read, write
from indexer.arrays.strings import Strings, packed, union

ARRAYS: dict[str, npt.NDArray[Any]] = {
    "few": np.array([1, 2, 3], np.uint8),
    "none": np.empty(0, np.uint32),
    "large": np.array([2**64 - 1, 0], np.uint64),
}


def test_written_is_read(tmp_path: Path) -> None:
    """Types, order and values survive; arrays are read-only and aligned."""
    write(tmp_path / "a", ARRAYS)
    found = read(tmp_path / "a")
    assert list(found) == list(ARRAYS)
    for name, array in found.items():
        assert array.dtype == ARRAYS[name].dtype
        assert array.tolist() == ARRAYS[name].tolist()
        assert not array.flags.writeable
        assert array.ctypes.data % 64 == 0 or not array.size


def test_never_overwritten(tmp_path: Path) -> None:
    """A bundle that others may have mapped is not written again."""
    write(tmp_path / "a", ARRAYS)
    with pytest.raises(FileExistsError):
        write(tmp_path / "a", ARRAYS)


def test_damage_is_noticed(tmp_path: Path) -> None:
    """Cut short anywhere, longer, of another format, or foreign: refused with a reason."""
    write(tmp_path / "a", ARRAYS)
    whole = (tmp_path / "a").read_bytes()
    damaged = [whole[:size] for size in range(len(whole))]
    damaged += [whole + b"\0", b"", b"\0" * len(whole), b"PK\3\4" + whole[4:]]
    damaged += [whole[:8] + bytes([version]) + whole[9:] for version in (0, 2, 255)]
    damaged.append(whole.replace(b"<u8", b"<O8"))
    damaged.append(whole.replace(b'"<u8",2', b'"<u8",9'))
    for number, data in enumerate(damaged):
        path = tmp_path / f"d{number}"
        path.write_bytes(data)
        with pytest.raises(ValueError, match=path.name):
            read(path)


@pytest.mark.parametrize(
    ("largest", "expected"),
    [(0, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 4), (2**32 - 1, 4), (2**32, 8)],
)
def test_narrow(largest: int, expected: int) -> None:
    """The smallest type that holds a number."""
    assert np.dtype(narrow(largest)).itemsize == expected


def test_sorted_strings() -> None:
    """Strings are found by bisection, by prefix, and lists of them united."""
    strings = [b"", b"a", b"ab", b"ab\xff", b"b" * 32_000, b"c", b"\xff", b"\xff\xff"]
    held = Strings(packed("s", strings), "s")
    assert list(held) == [held[i] for i in range(len(held))] == strings
    for wanted in [*strings, b"aa", b"d"]:
        expected = strings.index(wanted) if wanted in strings else None
        assert held.index(wanted) == expected
        fits = [i for i, string in enumerate(strings) if string.startswith(wanted)]
        assert list(held.beginning_with(wanted)) == fits
    every, places = union([[b"b", b"d"], [], [b"a", b"b"]])
    assert every == [b"a", b"b", b"d"]
    assert [place.tolist() for place in places] == [[1, 2], [], [0, 1]]
