"""The greatest of many keys, without sorting all."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from indexer.engines.best import greatest


@pytest.mark.parametrize("kind", [np.float32, np.int64])
@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 400, 5_000, 64 * 41 + 5])
@pytest.mark.parametrize("different", [1, 3, 100_000])
def test_greatest(kind: type, size: int, different: int) -> None:
    """All of those that a sort puts first, with all that equal the last, and none smaller."""
    random = Random(size)
    keys: npt.NDArray[Any] = np.array([random.randrange(different) - 2 for _ in range(size)], kind)
    order = np.sort(keys)[::-1]
    for wanted in (0, 1, 2, 10, size // 2, size - 1, size, size + 5):
        if wanted < 0:
            continue
        found = greatest(keys, wanted)
        assert found.tolist() == sorted(set(found.tolist()))
        if wanted == 0 < size:
            assert not found.size
            continue
        assert np.sort(keys[found])[::-1][:wanted].tolist() == order[:wanted].tolist()
        worst = order[min(wanted, size) - 1] if size else 0
        assert set(np.flatnonzero(keys >= worst).tolist()) <= set(found.tolist())
