"""What is kept of each document to tell near-duplicates, whichever build entered it.

Promises: the arrays of a segment that ``near_duplicates`` reads, and nothing else of it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.identifiers import DOCUMENT_SYMBOLS
from indexer.arrays.bundle import Array
from indexer.arrays.strings import Strings
from indexer.engines.days import DATE_FIELDS, Days
from indexer.engines.lists import Numbers
from indexer.engines.postings import Mask

_ARRAYS: Final = ("ids.bytes", "ids.edges", "text.lengths", "sketches", "sketches.edges")


def sketch_arrays(segment: dict[str, Array]) -> dict[str, Array]:
    """What of a segment's arrays is kept."""
    return {name: segment[name] for name in (*_ARRAYS, *(f"{f}.days" for f in DATE_FIELDS))}


class SketchedColumns:
    """The columns of some documents: see ``columns.Columns``."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self.ids = Strings(arrays, "ids")
        self.size = len(self.ids)
        self.text_lengths = arrays["text.lengths"]
        self.sketches = arrays["sketches"], arrays["sketches.edges"]
        self.days = {name: Days(arrays[f"{name}.days"], self.size) for name in DATE_FIELDS}

    def ids_of(self, documents: Numbers) -> npt.NDArray[np.bytes_]:
        """The identifiers of some documents."""
        return np.frombuffer(self.ids.joined(documents), f"S{DOCUMENT_SYMBOLS}")


class Sketched:
    """Some documents, of which some may be gone."""

    def __init__(self, arrays: dict[str, Array], gone: Collection[str] = ()) -> None:
        self.columns = SketchedColumns(arrays)
        self.ids = [each.decode() for each in self.columns.ids]
        there = [each not in gone for each in self.ids]
        self.documents: Mask = np.array(there, np.bool_)
