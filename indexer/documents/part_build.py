"""A part of the documents of a generation while it is made: frames and columns in memory.

Promises: what was added is in the part in the order of adding, written once as one bundle
(docs/index-format.md); ``size`` tells the bytes held, so that a part can be ended in time.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np

from archive.errors import UnreadableError
from archive.model import Document, LeftOut, Passage
from indexer.addresses import address_key
from indexer.arrays.bundle import Array, narrow, write
from indexer.arrays.strings import packed
from indexer.documents.bodies import (
    PIECE,
    check_order,
    encoded,
    json_line,
    left_out_bytes,
    piece_bytes,
    places_row,
)
from indexer.documents.compression import Compressor, learn
from indexer.documents.rows import row_maker

ID: Final = struct.Struct(">QQ")  # an identifier as two numbers that sort as its bytes do
FULL: Final = 131_072  # documents of a part: what joins parts never has more to copy at once

_SAMPLES: Final = 512  # documents that a dictionary is learnt from
_SAMPLE_BYTES: Final = 8 << 20  # at most so much of them
_row_of = row_maker(Document)

Frames = list[bytes]


class PartBuild:
    """Collects documents. ``dictionary`` is used for a part that is too small to learn one."""

    def __init__(self, dictionary: bytes = b"") -> None:
        self.dictionary = dictionary
        self.size = 0
        self._compressor: Compressor | None = None
        self._waiting: list[Frames] = []  # of the first documents, until the dictionary is learnt
        self._waiting_bytes = 0
        self._frames: list[bytes] = []
        self._frame_counts: list[int] = []
        self._ids: list[tuple[int, int]] = []
        self._accessioned: list[str] = []
        self._passages: list[int] = []
        self._addresses: list[tuple[int, int]] = []  # key and document

    def __len__(self) -> int:
        return len(self._ids)

    def add(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut]
    ) -> None:
        """Add a document. Raises UnreadableError, adding nothing, when it cannot be kept."""
        check_order(passages)
        frames = [json_line(_row_of(document)), left_out_bytes(left_out)]
        for begin in range(0, len(passages), PIECE):
            piece = passages[begin : begin + PIECE]
            places = places_row(passage.place for passage in piece)
            frames += (piece_bytes(piece), json_line(places) if places else b"")
        identifier = encoded(document.id)
        if len(identifier) > ID.size:
            raise UnreadableError("Its identifier is too long.")
        addresses = {key_of(address) for address in addresses_of(document)}
        self._addresses += [(key, len(self)) for key in addresses]
        self._ids.append(ID.unpack(identifier.ljust(ID.size, b"\0")))
        self._accessioned.append(accessioned(document))
        self._passages.append(len(passages))
        self._frame_counts.append(len(frames))
        self._keep(frames)

    def _keep(self, frames: Frames) -> None:
        if self._compressor is None:
            self._waiting.append(frames)
            self._waiting_bytes += sum(map(len, frames))
            if len(self._waiting) >= _SAMPLES or self._waiting_bytes >= _SAMPLE_BYTES:
                self._begin(learn([data for each in self._waiting for data in each if data]))
            return
        made = list(map(self._compressor.frame, frames))
        self._frames += made
        self.size += sum(map(len, made)) + _HELD

    def _begin(self, dictionary: bytes) -> None:
        """From now on compress, beginning with what waits."""
        self.dictionary = dictionary
        self._compressor = Compressor(dictionary)
        waiting, self._waiting = self._waiting, []
        for frames in waiting:
            self._keep(frames)

    def write(self, path: Path) -> None:
        """Write the bundle. Raises OSError."""
        if self._compressor is None:
            self._begin(self.dictionary)
        ids = np.array(self._ids, np.uint64).reshape(-1, 2)
        frames = np.fromiter(accumulate(self._frame_counts, initial=0), np.uint32, len(self) + 1)
        addresses = np.array(self._addresses, np.uint32).reshape(-1, 2)
        arrays = {
            **packed("frames", self._frames),
            **packed("dictionaries", [self.dictionary] if self.dictionary else []),
            "documents.frames": frames,
            "documents.dictionary": np.full(len(self), bool(self.dictionary), np.uint8),
            "documents.passages": np.array(self._passages, narrow(max(self._passages, default=0))),
            **columns(ids, self._accessioned, addresses),
        }
        write(path, arrays)


_HELD: Final = 500  # bytes that Python's objects of one document take, about


def columns(ids: Array, times: Sequence[str], addresses: Array) -> dict[str, Array]:
    """What documents are found by: identifiers, times of accession, addresses.

    ``ids``: rows of the two halves; ``times``: of each document; ``addresses``: rows of key and
    document.
    """
    values = sorted(set(times))
    numbers = {value: number for number, value in enumerate(values)}
    ordinals = np.array([numbers[time] for time in times], narrow(len(values)))
    order = np.lexsort((ids[:, 1], ids[:, 0])).astype(np.uint32)
    rank = np.empty(order.size, np.int64)
    rank[order] = np.arange(order.size)
    by_address = np.lexsort((addresses[:, 1], addresses[:, 0]))
    return {
        "ids.high": ids[:, 0],
        "ids.low": ids[:, 1],
        "ids.order": order,
        **packed("accessioned", [value.encode() for value in values]),
        "accessioned.ordinals": ordinals,
        "newest": np.lexsort((rank, -ordinals.astype(np.int64))).astype(np.uint32),
        "addresses.keys": addresses[by_address, 0],
        "addresses.documents": addresses[by_address, 1],
    }


def accessioned(document: Document) -> str:
    """When its first capture was entered in the register."""
    return min(capture.accessioned_at for capture in document.captures)


def key_of(address: str) -> int:
    """A number for an address key; others may have the same."""
    return crc32(address.encode("utf-8", "surrogatepass"))


def addresses_of(document: Document) -> Iterator[str]:
    """The keys of the addresses that the document was captured from or says it came from."""
    urls = {capture.source_url for capture in document.captures}
    if document.metadata.original_url:
        urls.add(document.metadata.original_url.value)
    return map(address_key, filter(None, urls))


def captured_from(document: Document, address: str) -> str | None:
    """When it was first captured from an address key, "" if that is not known, None if never."""
    times = [
        capture.captured_at.value if capture.captured_at else ""
        for capture in document.captures
        if capture.source_url and address_key(capture.source_url) == address
    ]
    original = document.metadata.original_url
    if not times and original and address_key(original.value) == address:
        first = document.captures[0].captured_at
        times = [first.value if first else ""]
    return min(times, default=None)
