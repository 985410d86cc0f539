"""The words of many texts, read on arrays.

Promises: exactly the tokens of ``indexer.analysis.tokens``; what was read of a word is kept for the
next texts, up to a bound, since concordances share most of their words. Shared by threads, one
of which reads at a time. Knows no query.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.analysis import Form
from indexer.analysis.batches import BatchAnalyser

Indices = npt.NDArray[np.int64]

_MOST: Final = 1 << 17  # distinct words kept, some 40 MB


@dataclass(frozen=True, slots=True)
class Read:
    """The tokens of some texts."""

    forms: npt.NDArray[np.uint32]
    known: Sequence[Form]
    starts: Indices  # code points in its own text, half-open
    ends: Indices
    edges: Indices  # of text n: edges[n] to edges[n + 1]


class KnownWords:
    """Reads texts, and remembers their words."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # Made when the first texts come: its tables take longer than opening an index.
        self._analyser: BatchAnalyser | None = None

    def read(self, texts: Sequence[str], language: str) -> Read:
        """The tokens of texts in one language."""
        with self._lock:
            analyser = self._analyser
            if analyser is None or len(analyser.forms) > _MOST:
                analyser = self._analyser = BatchAnalyser()
            found = analyser.analyse(texts, language)
            return Read(found.forms, analyser.forms, found.starts, found.ends, found.edges)
