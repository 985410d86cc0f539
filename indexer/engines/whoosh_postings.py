"""Postings read out of Whoosh: each term's occurrences as arrays, decoded once.

Promises: safe to share between threads; what was decoded is kept while it is small and wanted.
Whoosh steps through postings one by one, which is what makes it slow; here a term's blocks are
read whole, and matching, phrases and counting are then done on arrays. Does not rank.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from indexer.engines.whoosh_schema import POSITION

Keys = npt.NDArray[np.uint64]

_KEPT_OCCURRENCES: Final = 1 << 22  # 8 bytes each, so 32 MB of decoded postings are kept
_DOCUMENT_SHIFT: Final = np.uint64(32)


@dataclass(frozen=True)
class Found:
    """Where something occurs: sorted distinct keys, document number << 32 | position."""

    keys: Keys

    @cached_property
    def _edges(self) -> npt.NDArray[np.int64]:
        """Index of the first key of each document, and the number of keys."""
        documents = self.keys >> _DOCUMENT_SHIFT
        return np.flatnonzero(np.diff(documents, prepend=np.uint64(2**32 - 1), append=2**32 - 1))

    @cached_property
    def documents(self) -> npt.NDArray[np.int64]:
        """The documents that have it, ascending."""
        return (self.keys[self._edges[:-1]] >> _DOCUMENT_SHIFT).astype(np.int64)

    @cached_property
    def counts(self) -> npt.NDArray[np.int64]:
        """How often each of ``documents`` has it."""
        return np.diff(self._edges)

    def positions(self, document: int) -> npt.NDArray[np.int64]:
        """Where one document has it, ascending."""
        edges = np.array([document, document + 1], np.uint64) << _DOCUMENT_SHIFT
        first, last = np.searchsorted(self.keys, edges)
        return (self.keys[first:last] & np.uint64(2**32 - 1)).astype(np.int64)


NOWHERE: Final = Found(np.empty(0, np.uint64))


def any_of(found: list[Found]) -> Found:
    """Where any of them occurs."""
    some = [each for each in found if each.keys.size]
    if len(some) < 2:
        return some[0] if some else NOWHERE
    # A stable sort merges runs that are sorted already: 25 times as fast as numpy's unique.
    keys = np.sort(np.concatenate([each.keys for each in some]), kind="stable")
    return Found(keys[np.concatenate(([True], keys[1:] != keys[:-1]))])


def in_sequence(found: Iterable[Found]) -> Found:
    """Where they occur at successive positions; the keys are those of the first."""
    parts = list(found)
    if len(parts) == 1:
        return parts[0]
    # The rarest gives the candidates; each is then looked up in all others.
    rarest = min(range(len(parts)), key=lambda index: parts[index].keys.size)
    keys = parts[rarest].keys - np.uint64(rarest)
    for offset, part in enumerate(parts):
        if not keys.size or not part.keys.size:
            return NOWHERE
        wanted = keys + np.uint64(offset)
        at = np.minimum(np.searchsorted(part.keys, wanted), part.keys.size - 1)
        keys = keys[part.keys[at] == wanted]
    return Found(keys)


class Postings:
    """The postings of one generation's Whoosh index."""

    def __init__(self, folder: Path) -> None:
        storage = FileStorage(str(folder), readonly=True)
        self._reader = FileIndex(storage).reader()
        # Whoosh's matchers move one shared file position.
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Found] = OrderedDict()
        self._kept_occurrences = 0

    def read(self, field: str, term: str) -> Found:
        """Where a term occurs in a field."""
        key = field, term
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
            found = self._kept[key] = self._decode(field, term)
            self._kept_occurrences += found.keys.size
            while self._kept_occurrences > _KEPT_OCCURRENCES and len(self._kept) > 1:
                self._kept_occurrences -= self._kept.popitem(last=False)[1].keys.size
            return found

    def _decode(self, field: str, term: str) -> Found:
        name = term.encode()
        if (field, name) not in self._reader:
            return NOWHERE
        matcher = self._reader.postings(field, name)
        documents: list[int] = []
        values: list[bytes] = []
        # Block by block through the matcher's own buffers: thirty times faster than id by id.
        while matcher.is_active():
            matcher._read_ids()
            matcher._read_values()
            documents += matcher._ids
            values += matcher._values
            matcher._next_block()
        counts = [len(value) // POSITION.itemsize for value in values]
        positions = np.frombuffer(b"".join(values), POSITION).astype(np.uint64)
        keys = np.repeat(np.array(documents, np.uint64) << _DOCUMENT_SHIFT, counts) | positions
        return Found(keys)

    def close(self) -> None:
        """Release the index's files."""
        with self._lock:
            self._kept.clear()
            self._reader.close()
