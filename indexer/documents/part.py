"""One part of the documents of a generation, read where it lies.

Promises: opening reads no document; each look-up costs what it gives; the numbers of deleted
documents are nobody's. Whatever is wrong with the file raises one of ``DAMAGES``, or OSError on
opening.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from archive.model import Document, LeftOut, Passage
from archive.search import Heading, Outline
from indexer.addresses import address_key
from indexer.arrays.bundle import read
from indexer.arrays.strings import Strings
from indexer.documents.bodies import (
    PIECE,
    Piece,
    Places,
    loads,
    may_hold,
    piece_text,
    read_left_out,
    read_left_out_texts,
)
from indexer.documents.compression import Decompressor
from indexer.documents.part_build import ID, captured_from, key_of
from indexer.documents.rows import row_reader

# What bytes of another shape can raise when they are taken apart.
DAMAGES: Final = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)

_STEP: Final = 64
_RECORD, _LEFT_OUT, _PIECES = range(3)  # the frames of a document
_NO_PLACES: Final = Places(None)
_document_of = row_reader(Document)


def halves_of(document_id: str) -> tuple[int, int] | None:
    """An identifier as the two numbers that parts keep; None if it is too long to be one."""
    sought = document_id.encode("utf-8", "replace")
    return ID.unpack(sought.ljust(ID.size, b"\0")) if len(sought) <= ID.size else None


class Part:
    """Documents by their numbers 0, 1, 2 …, and the ways to find a number."""

    def __init__(self, path: Path, deleted: Collection[int] = ()) -> None:
        self.path = path
        self.deleted = frozenset(deleted)
        self.arrays = arrays = read(path)
        self.dictionaries = list(Strings(arrays, "dictionaries"))
        self._times = Strings(arrays, "accessioned")
        self._unpack = Decompressor(self.dictionaries).data
        # Memory is indexed twice as fast as arrays are, where one number is wanted.
        self._bytes = arrays["frames.bytes"].data
        self._edges = arrays["frames.edges"].data
        self._first = arrays["documents.frames"].data
        self._dictionary = arrays["documents.dictionary"].data
        self._passages = arrays["documents.passages"].data
        self._high, self._low = arrays["ids.high"].data, arrays["ids.low"].data
        self._order = arrays["ids.order"].data
        self._newest = arrays["newest"].data
        self._ordinals = arrays["accessioned.ordinals"].data
        self._keys = arrays["addresses.keys"].data
        self._at_address = arrays["addresses.documents"].data
        self.size = len(self._order)
        if self.deleted and not 0 <= min(self.deleted) <= max(self.deleted) < self.size:
            raise ValueError(f"{path.name} has not the documents that were deleted from it")

    def __len__(self) -> int:
        return self.size - len(self.deleted)

    def passage_count(self) -> int:
        """How many passages its documents have."""
        gone = sum(self._passages[number] for number in self.deleted)
        return int(self.arrays["documents.passages"].sum(dtype="u8")) - gone

    def passage_count_of(self, number: int) -> int:
        """How many passages a document has."""
        return int(self._passages[number])

    # Finding numbers

    def id(self, number: int) -> str:
        """The identifier of a document."""
        return ID.pack(self._high[number], self._low[number]).rstrip(b"\0").decode()

    def number(self, document_id: str) -> int | None:
        """The document with this identifier."""
        halves = halves_of(document_id)
        return self.number_of(*halves) if halves else None

    def number_of(self, high: int, low: int) -> int | None:
        """The document with the identifier of these halves."""
        for place in range(self._first_from(high), self.size):
            number: int = self._order[place]
            if self._high[number] != high:
                return None
            if self._low[number] == low:
                return None if number in self.deleted else number
        return None

    def beginning_with(self, prefix: str) -> Iterator[str]:
        """Identifiers that begin with a prefix, sorted."""
        least = prefix.encode("utf-8", "replace")[: ID.size].ljust(ID.size, b"\0")
        for number in self._from(ID.unpack(least)[0]):
            identifier = self.id(number)
            if identifier.startswith(prefix):
                if number not in self.deleted:
                    yield identifier
            elif identifier > prefix:
                return

    def _from(self, high: int) -> Iterator[int]:
        """Documents in the order of their identifiers, from this first half of one on."""
        return (self._order[place] for place in range(self._first_from(high), self.size))

    def _first_from(self, high: int) -> int:
        after = bisect_left(self._guide, high)
        low, end = max(0, (after - 1) * _STEP), min(self.size, after * _STEP)
        return bisect_left(self._order, high, low, end, key=self._high.__getitem__)

    @cached_property
    def _guide(self) -> list[int]:
        """Every so many of the first halves, sorted: most of a search then needs no other look."""
        guide: list[int] = self.arrays["ids.high"][self.arrays["ids.order"][::_STEP]].tolist()
        return guide

    def newest(self) -> Iterator[tuple[str, str]]:
        """When each document was accessioned, and its identifier: the newest first, then by id."""
        for number in self._newest:
            if number not in self.deleted:
                yield self._times.text(self._ordinals[number]), self.id(number)

    def at_address(self, url: str) -> Iterator[tuple[str, str]]:
        """When each document of this address was first captured there, and its identifier."""
        address = address_key(url)
        key = key_of(address)
        for place in range(bisect_left(self._keys, key), len(self._keys)):
            if self._keys[place] != key:
                return
            number = self._at_address[place]
            captured = captured_from(self.document(number), address)
            if captured is not None and number not in self.deleted:
                yield captured, self.id(number)

    # Reading documents

    def document(self, number: int) -> Document:
        """A document's record."""
        return _document_of(loads(self._frame(number, _RECORD).decode()))

    def left_out(self, number: int) -> tuple[LeftOut, ...]:
        """What is not part of a document's text."""
        return read_left_out(self._frame(number, _LEFT_OUT))

    def text(self, number: int) -> str:
        """A document's canonical text."""
        # Decoded at once, without what else a piece tells: a book takes a third less time.
        frames = [self._frame(number, _PIECES + 2 * which) for which in self._pieces(number)]
        return b"\n".join(map(piece_text, frames)).decode()

    def texts(self, number: int, ordinals: Sequence[int]) -> list[tuple[str, str]]:
        """The texts of passages, each with its language, "" for the document's.

        Behind them what was left out is numbered on.
        """
        count = self._passages[number]
        pieces: dict[int, list[tuple[str, str]]] = {}
        found = []
        for ordinal in ordinals:
            which, index = divmod(ordinal, PIECE) if ordinal < count else (-1, ordinal - count)
            if which not in pieces:
                if which >= 0:
                    pieces[which] = self._piece(number, which).texts()
                else:
                    pieces[which] = [(text, "") for text in self._left(number)]
            found.append(pieces[which][index])
        return found

    def passages(self, number: int, ordinals: Sequence[int] | None) -> tuple[Passage, ...]:
        """Those passages of a document that it has, or all."""
        count = self._passages[number]
        wanted = range(count) if ordinals is None else [n for n in ordinals if 0 <= n < count]
        pieces: dict[int, tuple[Piece, Places]] = {}
        found = []
        for ordinal in wanted:
            which, index = divmod(ordinal, PIECE)
            if which not in pieces:
                pieces[which] = self._piece(number, which), self._places(number, which)
            piece, places = pieces[which]
            found.append(piece.passage(index, ordinal, places.place(index)))
        return tuple(found)

    def outline(self, number: int) -> Outline:
        """Where the passages of a document begin, and its headings."""
        starts: list[int] = []
        headings: list[Heading] = []
        end = 0
        for which in self._pieces(number):
            piece = self._piece(number, which)
            starts += piece.starts()
            headings += piece.headings(which * PIECE)
            end = piece.end
        return Outline(starts=starts, end=end, headings=tuple(headings))

    def passage(self, number: int, passage_id: str) -> Passage | None:
        """A passage of a document by its identifier."""
        sought = passage_id.encode("utf-8", "replace")
        for which in self._pieces(number):
            data = self._frame(number, _PIECES + 2 * which)
            if may_hold(data, sought) and passage_id in (ids := Piece(data).ids):
                return self.passages(number, [which * PIECE + ids.index(passage_id)])[0]
        return None

    def _pieces(self, number: int) -> range:
        return range(-(-self._passages[number] // PIECE))

    def _left(self, number: int) -> list[str]:
        return read_left_out_texts(self._frame(number, _LEFT_OUT))

    def _piece(self, number: int, piece: int) -> Piece:
        return Piece(self._frame(number, _PIECES + 2 * piece))

    def _places(self, number: int, piece: int) -> Places:
        data = self._frame(number, _PIECES + 2 * piece + 1)
        return Places(loads(data.decode())) if data else _NO_PLACES

    def _frame(self, number: int, which: int) -> Any:
        frame = self._first[number] + which
        data = bytes(self._bytes[self._edges[frame] : self._edges[frame + 1]])
        return self._unpack(data, self._dictionary[number])
